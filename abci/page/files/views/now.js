// Now: what this network does, where it stands, and what happens.
import { html, useEffect, useState } from "../vendor/preact.js";
import { percent } from "../vendor/client.js";
import { builtIn, client, epoch, kindOf, useLive } from "../node.js";
import { Amount, Bar, Empty, Figure, Loaded, Ref, Term, clockTime, count, duration, text, thousandths, usePoll } from "../ui.js";

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

export function Now() {
  const { status, feed } = useLive();
  const latest = usePoll(() => client.query("rewards", "latest").then((e) => epoch(e.epoch)).catch(noEpoch), [status?.epoch], 3000);
  const supply = usePoll(() => client.supply(), [status?.epoch], 0);
  const roles = usePoll(() => client.query("roles", "roles"), [], 0);
  const many = roles.value?.roles.filter((r) => !r.retired).length;
  return html`
    <div class="intro">
      <h1>People and machines do the work of an AI network, and are paid for it every <${Term} is="epoch" />.</h1>
      <p class="lead">They contribute in ${many ? words[many] ?? many : "several"} <${Term} is="role">roles</${Term}>. What they did is verified, a <${Term} is="pool" /> of tokens is shared among them by rules that everybody can
        check, and holders change the rules by vote while the chain runs.</p>
    </div>
    <div class="split">
      <div class="stack">
        <section class="card"><header><h2>The last <${Term} is="epoch" /> that closed</h2>${latest.value && html`<span class="soft num">epoch ${count(latest.value.epoch)}</span>`}</header>
          <${Loaded} of=${latest}>${(e) => (e ? html`<${Shared} e=${e} />` : html`<${Empty}>No epoch has closed yet. The first does when its clock has run out.</${Empty}>`)}</${Loaded}>
        </section>
      </div>
      <div class="stack">
        <section class="card"><h2>This epoch</h2><${Clock} status=${status} />
          ${supply.value && html`<dl class="figures">
            <${Figure} name="minted so far" note=${html`of a cap of <${Amount} of=${supply.value.cap} />`}><${Amount} of=${supply.value.minted} unit=${false} /></${Figure}>
            <${Figure} name=${html`<${Term} is="reserve">in the reserve</${Term}>`}><${Amount} of=${supply.value.reserve} unit=${false} /></${Figure}>
          </dl>`}
        </section>
        <section class="card"><header><h2>As it happens</h2><span class="tag good">live</span></header><${Feed} feed=${feed} /></section>
      </div>
    </div>`;
}

/** Before the first epoch has closed the contract refuses: that is no failure. */
const noEpoch = (err) => {
  if (err.failure?.name?.includes("epoch")) return null;
  throw err;
};

function Clock({ status }) {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), 250);
    return () => clearInterval(timer);
  }, []);
  if (!status) return html`<div class="waiting" role="status" aria-label="loading"></div>`;
  const length = status.epoch_end - status.epoch_start;
  const gone = Math.min(1, Math.max(0, (now - status.epoch_start) / length));
  const round = 2 * Math.PI * 44;
  return html`<div class="clock">
    <svg viewBox="0 0 108 108" role="img" aria-label="epoch ${status.epoch}, ${Math.round(gone * 100)} percent over">
      <circle class="back" cx="54" cy="54" r="44" />
      <circle class="gone" cx="54" cy="54" r="44" transform="rotate(-90 54 54)" stroke-dasharray=${round} stroke-dashoffset=${(1 - gone) * round} />
      <text x="54" y="54" id="epoch">${status.epoch}</text>
    </svg>
    <dl class="tight">
      <${Figure} name="closes in">${gone < 1 ? duration(status.epoch_end - now) : "the next block"}</${Figure}>
      <div class="figure"><dd class="note">block ${count(status.height)}, at ${clockTime(status.time)}</dd></div>
    </dl>
  </div>`;
}

/** An epoch's pool: where it came from, and who gets it. */
function Shared({ e }) {
  const sources = [["new tokens", "emission", e.emission, "role0"], ["fees", "fee", e.fees, "role1"], ["out of the reserve", "reserve", e.from_reserve, "role3"]];
  const total = e.roles.reduce((sum, r) => sum + r.weight, 0n) || 1n;
  return html`
    <dl class="figures">
      <${Figure} name=${html`<${Term} is="pool" />`} note=${html`<span class="tag ${e.state === "matured" ? "good" : "warn"}"><${Term} is=${e.state} /></span>`}><${Amount} of=${e.pool} /></${Figure}>
      <${Figure} name="paid so far" note=${html`the <${Term} is="sweep" /> pays by itself`}><${Amount} of=${e.roles.reduce((sum, r) => sum + r.paid, 0n)} /></${Figure}>
    </dl>
    <div class="tight"><${Bar} thick parts=${sources.map(([, , of, kind]) => [thousandths(of, e.pool), kind])} label="where the pool came from" />
      <ul class="legend">${sources.map(([name, term, of, kind]) => html`<li><span class="dot ${kind}"></span><${Term} is=${term}>${name}</${Term}><${Amount} of=${of} unit=${false} /></li>`)}</ul></div>
    <div class="scroll"><table>
      <thead><tr><th><${Term} is="role" /></th><th><${Term} is="weight" /></th><th class="right">its pool</th><th class="right">paid</th><th class="right hide-small">people</th></tr></thead>
      <tbody>${e.roles.map((r) => html`<tr>
        <td class="role"><span class="dot ${kindOf(e.roles, r.role)}"></span>${text(r.role)}</td>
        <td class="wide"><div class="tight"><span class="num small">${percent((r.weight * 1000000n) / total)}</span><${Bar} parts=${[[thousandths(r.weight, total), kindOf(e.roles, r.role)]]} label="weight of ${text(r.role)}" /></div></td>
        <td class="right"><${Amount} of=${r.pool + r.fee_pool} unit=${false} /></td>
        <td class="right">${r.returned > 0n ? html`<span class="soft"><${Term} is="unearned">reserve</${Term}></span>` : html`<${Amount} of=${r.paid + r.fee_paid} unit=${false} />`}</td>
        <td class="right num hide-small">${count(r.participants)}</td></tr>`)}</tbody>
    </table></div>`;
}

function Feed({ feed }) {
  if (!feed.length) return html`<${Empty}>Nothing has happened since you opened this page. Payouts, votes and transactions appear here.</${Empty}>`;
  return html`<ol class="feed">${feed.map((e) => html`<li key=${e.id + e.type}><span class="when">${e.data.time ? clockTime(e.data.time) : `#${text(e.id)}`}</span><span><${Happening} e=${e} /></span></li>`)}</ol>`;
}

/** One happening in words. What has no words of its own is shown by its type. */
export function Happening({ e }) {
  const d = e.data;
  try {
    return happening(e, d);
  } catch {
    return html`<b>${text(d?.type ?? e.type)}</b>`; // of a contract that only calls itself so
  }
}

function happening(e, d) {
  const data = d.data ?? d;
  if (e.type === "block") return html`Block <${Ref} of=${String(d.height)} /> with ${count(d.txs)} ${d.txs === 1 ? "transaction" : "transactions"}`;
  if (e.type === "tx") return html`<b>${text(d.tx?.method || d.tx?.kind || "transaction")}</b> by <${Ref} of=${d.tx?.sender ?? d.hash} /> ${d.code !== 0 && html`<span class="tag bad">${text(d.codename)}</span>`}`;
  const said = builtIn(d.contract) === d.type?.split(".")[0] && WORDS[d.type]?.(data);
  if (said) return said;
  const fields = Object.entries(data).filter(([name]) => !["height", "id", "time", "tx", "type", "contract"].includes(name)).slice(0, 4);
  return html`<b>${text(d.type ?? e.type)}</b> <span class="soft small">${fields.map(([name, v]) => `${text(name)} ${short(v)}`).join(", ")}</span>`;
}

/** What the built-in contracts report, in words. Amounts come as texts of base units. */
const WORDS = {
  "rewards.paid": (d) => html`<a href="#/earn/${encodeURIComponent(d.id)}" title=${text(d.id)}>${short(d.id)}</a> was paid <${Amount} of=${BigInt(d.amount)} /> for epoch ${count(d.epoch)}`,
  "rewards.closed": (d) => html`Epoch ${count(d.epoch)} closed, with a pool of <${Amount} of=${BigInt(d.pool)} />`,
  "rewards.sealed": (d) => html`Epoch ${count(d.epoch)} is sealed: ${count(d.verified)} verified`,
  "rewards.weights": (d) => html`New <a href="#/weights">weights</a> hold from epoch ${count(d.epoch)}: “${text(d.reason)}”`,
  "roles.submitted": (d) => html`${count(d.count)} ${d.count === 1 ? "contribution was" : "contributions were"} submitted for ${text(d.role)}`,
  "roles.reported": (d) => html`<${Ref} of=${d.attestor} /> reported what it found for ${text(d.role)} in epoch ${count(d.epoch)}`,
  "roles.registered": (d) => html`${count(d.count)} ${d.count === 1 ? "participant" : "participants"} registered for ${text(d.role)}`,
  "governance.proposed": (d) => html`<a href="#/vote/${encodeURIComponent(d.proposal)}">Proposal ${count(d.proposal)}</a> was made`,
  "governance.voted": (d) => html`<${Ref} of=${d.account} /> voted <b>${text(d.option)}</b> on <a href="#/vote/${encodeURIComponent(d.proposal)}">proposal ${count(d.proposal)}</a>`,
  "governance.executed": (d) => html`<a href="#/vote/${encodeURIComponent(d.proposal)}">Proposal ${count(d.proposal)}</a> was <b>executed</b>`,
  "governance.rejected": (d) => html`<a href="#/vote/${encodeURIComponent(d.proposal)}">Proposal ${count(d.proposal)}</a> was <b>rejected</b>: ${text(d.reason)}`,
};

const short = (v) => {
  const s = text(typeof v === "object" ? JSON.stringify(v) : v);
  return s.length > 24 ? `${s.slice(0, 12)}…${s.slice(-6)}` : s;
};
