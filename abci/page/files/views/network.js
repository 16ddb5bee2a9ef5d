// Network: who makes the blocks, how fast, and how this node does.
import { html } from "../vendor/preact.js";
import { percent } from "../vendor/client.js";
import { client, useLive } from "../node.js";
import { Plot } from "../plot.js";
import { Amount, Bar, Empty, Figure, Loaded, Ref, Term, count, dateTime, size, text, thousandths, usePoll } from "../ui.js";

export function Network() {
  const { status } = useLive();
  const validators = usePoll(() => client.validators({ limit: 200 }), [], 4000);
  const blocks = usePoll(() => client.blocks({ limit: 60 }), [], 4000);
  const peers = usePoll(() => client.get("peers", { limit: 100 }), [], 10000);
  const highest = Math.max(0, ...(peers.value?.peers.map((p) => p.height ?? 0) ?? []));
  return html`
    <div class="intro"><h1>Who makes the blocks</h1><p class="lead"><${Term} is="validator">Validators</${Term}> agree on every <${Term} is="block" />, with the power of their owners' <${Term} is="stake" />. This is how the node that serves this page sees them.</p></div>
    ${status && html`<section class="card"><h2>This node</h2><dl class="figures">
      <${Figure} name="last block" note=${dateTime(status.time)}>${count(status.height)}</${Figure}>
      <${Figure} name="a block about every">${status.block_time_ms < 1000 ? `${status.block_time_ms} ms` : `${status.block_time_ms / 1000} s`}</${Figure}>
      <${Figure} name="peers">${count(status.peers)}</${Figure}>
      <${Figure} name=${html`<${Term} is="mempool" />`} note="${count(status.mempool?.bytes ?? 0)} bytes">${count(status.mempool?.txs ?? 0)}</${Figure}>
      <${Figure} name="state from block" note=${status.retained?.state > 1 ? "older heights are pruned" : ""}>${count(status.retained?.state ?? 0)}</${Figure}>
      <${Figure} name="history" note=${status.history?.on ? `from block ${count(status.history.oldest)}` : ""}>${status.history?.on ? (status.history.lag ? `${count(status.history.lag)} behind` : "up to date") : "off"}</${Figure}>
      <${Figure} name="program" note=${status.program.planned ? `${text(status.program.planned.version)} from block ${status.program.planned.height}` : "no other is planned"}>${text(status.program.running)}</${Figure}>
      <${Figure} name="in step with the chain" note=${highest > status.height ? `a peer has block ${count(highest)}` : "no peer has a later block"}>${status.catching_up ? "catching up" : "yes"}</${Figure}>
      ${status.disk && html`<${Figure} name="on its disk" note=${status.disk.free ? `${size(status.disk.free)} are free` : ""}>${size(status.disk.used)}</${Figure}>`}
    </dl>
    ${status.history?.missing?.length > 0 && html`<p class="warning">Its history lacks blocks ${status.history.missing.map((m) => `${count(m.from)} to ${count(m.to)}`).join(", ")}: they were pruned while it was off or behind.</p>`}
    ${status.program.version && status.program.version !== status.program.running && html`<p class="note">The blocks belong to version ${text(status.program.version)} of the program, which this one continues.</p>`}
    </section>`}
    <section class="card"><header><h2>Validators</h2>${validators.value && html`<span class="soft num">${count(validators.value.validators.length)}, power ${count(validators.value.power)}</span>`}</header>
      <${Loaded} of=${validators}>${(v) => (v.validators.length ? html`<${Validators} of=${v} />` : html`<${Empty}>There is none.</${Empty}>`)}</${Loaded}></section>
    <div class="pair">
      <section class="card"><h2>Seconds between blocks</h2><${Loaded} of=${blocks}>${(b) => (b.blocks.length > 2 ? html`<${Times} blocks=${[...b.blocks].reverse()} />` : html`<${Empty}>Too few blocks yet.</${Empty}>`)}</${Loaded}></section>
      <section class="card"><h2>Peers</h2><${Loaded} of=${peers}>${(p) => (p.peers.length ? html`<div class="scroll"><table><thead><tr><th>calls itself</th><th>address</th><th class="right">has block</th><th class="right">called by</th></tr></thead><tbody>
        ${p.peers.map((x) => html`<tr><td>${text(x.name) || html`<span class="soft">nothing</span>`}</td><td class="mono">${text(x.address)}</td><td class="right num">${count(x.height ?? 0)}</td><td class="right">${x.outbound ? "this node" : "it"}</td></tr>`)}</tbody></table></div>`
        : html`<${Empty}>This node is alone: a development chain of one needs nobody.</${Empty}>`)}</${Loaded}></section>
    </div>`;
}

function Validators({ of }) {
  const all = BigInt(of.power || 1);
  return html`<div class="scroll"><table><thead><tr><th>owner</th><th><${Term} is="stake">power</${Term}></th><th>state</th><th class="right hide-small">stake</th><th class="right"><${Term} is="signed" /></th><th class="right hide-small">silent for</th></tr></thead><tbody>
    ${of.validators.map((v) => html`<tr><td><${Ref} of=${v.owner} /></td>
      <td class="wide"><div class="tight"><span class="num small">${count(v.power)}</span><${Bar} parts=${[[thousandths(BigInt(v.power), all), "role0"]]} label="part of all power" /></div></td>
      <td><span class="tag ${v.state === "active" ? "good" : "warn"}">${text(v.state)}</span></td><td class="right hide-small"><${Amount} of=${v.stake} unit=${false} /></td>
      <td class="right num">${v.open.due > 0n ? percent((v.open.signed * 1000000n) / v.open.due) : "nothing due"}</td>
      <td class="right num hide-small">${v.silent ? `${count(v.silent)} blocks` : "not"}</td></tr>`)}</tbody></table></div>`;
}

/** Blocks have whole seconds: the mean of ten in a row says more than any one. */
function Times({ blocks }) {
  const wide = Math.min(10, blocks.length - 1);
  const points = blocks.slice(wide).map((b, i) => ({ height: b.height, mean: (b.time - blocks[i].time) / wide, txs: b.txs }));
  return html`<${Plot} label="mean seconds between blocks" xs=${points.map((p) => String(p.height))} series=${[{ name: "seconds", kind: "role1", values: points.map((p) => p.mean) }]}
    show=${(v) => v.toLocaleString("en", { maximumFractionDigits: 2 })} said=${(i) => `block ${count(points[i].height)}: ${points[i].mean.toFixed(2)} s, mean of ${wide}; ${points[i].txs} transactions`} />`;
}
