// Weights: how the pool was and is divided between roles, what moves next, and the bounds.
import { html } from "../vendor/preact.js";
import { percent } from "../vendor/client.js";
import { client, epochs, kindOf, useLive } from "../node.js";
import { Legend, Plot } from "../plot.js";
import { Bar, Empty, Figure, Loaded, Term, count, text, thousandths, usePoll } from "../ui.js";

/** How many epochs the plot shows. */
const PAST = 30;

export function Weights() {
  const { status } = useLive();
  const voted = usePoll(async () => ({ weights: await client.query("rewards", "weights"), params: await client.query("rewards", "params") }), [status?.epoch], 3000);
  const terms = usePoll(() => (status?.epoch > 0 ? client.query("rewards", "terms", { epoch: BigInt(status.epoch) }).catch(() => null) : Promise.resolve(null)), [status?.epoch]);
  const past = usePoll(() => status && (status.epoch > 0 ? epochs(status.epoch - 1, PAST) : []), [status?.epoch]);
  return html`
    <div class="intro"><h1>How the pool is divided</h1>
      <p class="lead">Each <${Term} is="role" /> has a <${Term} is="weight" />: its part of every epoch's <${Term} is="pool" />. Holders <a href="#/vote">vote</a> on the weights, within bounds.</p></div>
    <div class="split">
      <div class="stack">
        <section class="card" id="weights-plot"><h2>Weights over time</h2><${Loaded} of=${past}>${(list) => (list.length ? html`<${Lines} list=${list} />` : html`<${Empty}>No epoch has closed yet.</${Empty}>`)}</${Loaded}></section>
        ${terms.value && html`<section class="card"><h2>What moves them between votes</h2><${Terms} roles=${terms.value.roles} /></section>`}
      </div>
      <div class="stack">
        <section class="card"><h2>Voted weights</h2><${Loaded} of=${voted}>${(v) => html`<${Voted} of=${v.weights} epoch=${status?.epoch} />`}</${Loaded}></section>
        <section class="card"><h2>Bounds</h2><${Loaded} of=${voted}>${({ params: p }) => html`<dl class="figures">
          <${Figure} name="at least" note="unless it is 0">${percent(p.min_weight)}</${Figure}><${Figure} name="at most">${percent(p.max_weight)}</${Figure}>
          <${Figure} name="one vote moves" note="a weight by at most">${percent(p.max_change)}</${Figure}></dl>`}</${Loaded}></section>
      </div>
    </div>`;
}

function Lines({ list }) {
  const names = list.at(-1).roles.map((r) => r.role);
  const share = (e, name) => {
    const total = e.roles.reduce((sum, r) => sum + r.weight, 0n);
    const role = e.roles.find((r) => r.role === name);
    return role && total > 0n ? (role.weight * 1000000n) / total : undefined;
  };
  const series = names.map((name) => ({ name: text(name), kind: kindOf(names, name), values: list.map((e) => share(e, name)).map((v) => (v === undefined ? v : Number(v) / 1e4)) }));
  return html`<${Legend} series=${series} />
    <${Plot} label="weight of each role, for each epoch" xs=${list.map((e) => String(e.epoch))} series=${series} show=${(v) => `${v}%`}
      said=${(i) => html`epoch ${count(list[i].epoch)}: ${names.map((name) => `${text(name)} ${percent(share(list[i], name) ?? 0n)}`).join(", ")}`} />`;
}

function Voted({ of, epoch }) {
  const total = (list) => list.reduce((sum, r) => sum + r.weight, 0n) || 1n;
  const roles = of.base.map((r) => r.role);
  const next = new Map(of.next.map((r) => [r.role, r.weight]));
  return html`<div class="tight">
    ${of.base.map((r) => {
      const share = (r.weight * 1000000n) / total(of.base);
      const then = next.size ? ((next.get(r.role) ?? 0n) * 1000000n) / total(of.next) : share;
      return html`<div class="tight"><div class="row apart small"><span><span class="dot ${kindOf(roles, r.role)}"></span>${text(r.role)}</span>
        <span class="num">${percent(share)}${then !== share && html` <b>→ ${percent(then)}</b>`}</span></div>
        <${Bar} parts=${[[thousandths(share, 1000000n), kindOf(roles, r.role)]]} need=${then !== share ? thousandths(then, 1000000n) : undefined} label="${text(r.role)} ${percent(share)}" /></div>`;
    })}</div>
    ${of.due !== undefined && epoch >= of.due && html`<p class="warning">A <${Term} is="review" /> is due since epoch ${count(of.due)}.</p>`}
    <p class="note">${of.next.length ? `They change with epoch ${of.last_changed}` : of.last_changed > 0n ? `In force since epoch ${of.last_changed}` : "As genesis set them"}${of.reason && of.last_changed > 0n ? html`: “${text(of.reason)}”` : "."}</p>`;
}

/** What is measured for each role, against what is usual. */
function Terms({ roles }) {
  const usual = (term) => (term.smoothed === 1000000n ? html`<span class="soft">as usual</span>` : html`<span title="now ${percent(term.now)}">${percent(term.smoothed)}</span>`);
  return html`<p class="note">Demand, supply and priority against what is usual, moved a thirtieth of the way with every <${Term} is="epoch" />. The <${Term} is="formula" /> makes the weights of them.</p>
    <div class="scroll"><table><thead><tr><th>role</th><th class="right"><${Term} is="demand" /></th><th class="right"><${Term} is="supply" /></th><th class="right"><${Term} is="priority" /></th></tr></thead>
    <tbody>${roles.map((r) => html`<tr><td class="role"><span class="dot ${kindOf(roles, r.role)}"></span>${text(r.role)} ${r.suspended && html`<span class="tag warn">suspended</span>`}</td>
      <td class="right num">${r.no_demand ? html`<span class="soft">not measured</span>` : usual(r.demand)}</td><td class="right num">${usual(r.supply)}</td><td class="right num">${usual(r.priority)}</td></tr>`)}</tbody></table></div>`;
}
