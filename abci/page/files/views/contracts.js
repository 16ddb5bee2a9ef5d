// Contracts: the registry, and what each contract says of itself, as forms to ask and to call it.
import { html, useState } from "../vendor/preact.js";
import { parseAmount } from "../vendor/client.js";
import { Fields, bytes, read } from "../forms.js";
import { attach, grouped } from "../interfaces.js";
import { NoKey, useKeys } from "../keys.js";
import { client } from "../node.js";
import { send } from "../send.js";
import { Data, Empty, Loaded, Problem, Ref, Term, count, dateTime, prose, size, text, toJSON, usePoll } from "../ui.js";
import { Happening } from "./now.js";

/** The whole registry, part by part. */
async function registry() {
  const all = [];
  for (let cursor; all.length < 2000; ) {
    const part = await client.contracts({ limit: 500, cursor });
    all.push(...part.contracts);
    if (!(cursor = part.next)) break;
  }
  return all.sort((a, b) => Number(b.name > "") - Number(a.name > "") || (a.name < b.name ? -1 : 1));
}

export function Contracts({ argument }) {
  if (argument) return html`<${One} key=${argument} who=${argument} />`;
  return html`<${Registry} />`;
}

function Registry() {
  const list = usePoll(registry, [], 6000);
  const [wanted, setWanted] = useState("");
  const fits = (c) => [c.name, c.label, c.address, c.code_hash].some((s) => s.toLowerCase().includes(wanted.trim().toLowerCase()));
  return html`
    <div class="intro"><h1>The programs that decide</h1><p class="lead">Rewards, roles, the formula and governance are <${Term} is="contract">contracts</${Term}>, and so is whatever anybody adds. Each says itself what it can do.</p></div>
    <section class="card"><h2>Registry</h2><${Loaded} of=${list}>${(all) => html`
      ${all.length > 8 && html`<input type="search" aria-label="Find in the registry" placeholder="A name, label, address or code" value=${wanted} onInput=${(e) => setWanted(e.target.value)} />`}
      <div class="scroll"><table>
      <thead><tr><th>contract</th><th><${Term} is="capability">may</${Term}></th><th class="hide-small"><${Term} is="code" /></th><th class="right hide-small">codes so far</th></tr></thead>
      <tbody>${all.filter(fits).slice(0, 200).map((c) => html`<tr key=${c.address}>
        <td><a href="#/contracts/${encodeURIComponent(c.name || c.address)}">${c.name ? html`<b>${text(c.name)}</b>` : text(c.label) || text(c.address)}</a> ${c.name ? html`<span class="tag good"><${Term} is="built-in" /></span>` : html`<${Ref} of=${c.address} to="contracts" />`}</td>
        <td>${c.capabilities.length ? c.capabilities.map((x) => html`<span class="tag">${text(x)}</span> `) : html`<span class="soft">nothing special</span>`}</td>
        <td class="hide-small"><code title=${text(c.code_hash)}>${text(c.code_hash).slice(0, 10)}…</code> <${Probation} c=${c} /></td><td class="right num hide-small">${count(c.revision)}</td></tr>`)}</tbody></table></div>`}</${Loaded}></section>`;
}

const Probation = ({ c }) => c.last_good && html`<span class="tag warn"><${Term} is="probation">until epoch ${c.probation_end}</${Term}></span>`;

/** What the chain itself did with the codes of a contract, from the node's history. */
const CODE_EVENTS = ["upgraded", "upgrade_failed", "proven", "rolled_back", "rescued", "rescue_failed", "no_way_back"];

async function codes(address) {
  const past = await client.get("contracts/host/events", { attribute: "contract", value: address, limit: 100 });
  return past.events.filter((e) => CODE_EVENTS.includes(e.type));
}

function One({ who }) {
  const [again, setAgain] = useState(0);
  const found = usePoll(() => client.contract(who), [who, again], 8000);
  const address = found.value?.address;
  const past = usePoll(() => client.get(`contracts/${encodeURIComponent(who)}/events`, { limit: 30 }).catch(() => undefined), [who], 8000);
  const stored = usePoll(async () => address && client.get(`contracts/${address}/storage`).catch(() => undefined), [address], 30000);
  const changes = usePoll(async () => address && codes(address).catch(() => undefined), [address], 15000);
  return html`<p><a href="#/contracts">All contracts</a></p><${Loaded} of=${found}>${(c) => html`
    <div class="intro"><h1>${c.name ? text(c.name) : text(c.label) || "A contract"}</h1>${c.interface?.doc && html`<p class="lead">${prose(c.interface.doc)}</p>`}</div>
    ${c.attached && html`<p class="warning">Its code describes nothing. It is shown by a file that you attached in this browser: nobody has checked that the file is right.
      <button type="button" class="link" onClick=${() => (attach(c.code_hash), setAgain((n) => n + 1))}>Take it away</button></p>`}
    <div class="split">
      <div class="stack">${c.interface && html`<${Methods} c=${c} entry="query" title="Ask it" note="An answer changes nothing and costs nothing." /><${Methods} c=${c} entry="execute" title="Call it" note="A call is a transaction: it is shown to you before you sign it." />`}
        ${(!c.interface || c.attached) && html`<${Raw} c=${c} onAttach=${() => setAgain((n) => n + 1)} />`}</div>
      <div class="stack"><${About} c=${c} stored=${stored.value} />
        ${changes.value && html`<${Changes} c=${c} list=${changes.value} />`}
        ${past.value?.events && html`<section class="card"><h2>What it reported</h2>${past.value.events.length ? html`<ol class="feed">${past.value.events.map((e) => html`<li key=${e.id}><span class="when"><${Ref} of=${String(e.height)} /></span><span><${Happening} e=${{ type: e.type, data: e }} /></span></li>`)}</ol>` : html`<${Empty}>Nothing yet.</${Empty}>`}</section>`}
      </div>
    </div>`}</${Loaded}>`;
}

function About({ c, stored }) {
  return html`<section class="card"><h2>What it is</h2><dl class="kv">
    <dt>name</dt><dd>${c.name ? html`${text(c.name)} <span class="tag good"><${Term} is="built-in" /></span>` : html`${text(c.label)} <span class="tag">a label, given by its creator</span>`}</dd>
    <dt>address</dt><dd><${Ref} of=${c.address} short=${false} /></dd><dt><${Term} is="code" /></dt><dd class="mono">${text(c.code_hash)}</dd>
    <dt>source</dt><dd>${c.source ? html`<code>${text(c.source)}</code>, which came with this node's program and gives this code byte for byte` : html`<span class="soft">this node has none. Whoever shows you one can be checked: what <code>peerz contract build</code> makes of it has this hash, or it is another.</span>`}</dd>
    <dt>may</dt><dd>${c.capabilities.length ? c.capabilities.map(text).join(", ") : "nothing special"}</dd>
    ${stored && html`<dt>stores</dt><dd class="num">${stored.more ? "more than " : ""}${count(stored.keys)} keys, ${size(stored.bytes)}</dd>`}
    ${c.interface && html`<dt>says it is</dt><dd>${text(c.interface.name)} ${text(c.interface.version)}, a ${text(c.interface.kind)}</dd>`}
    <dt>module</dt><dd><a href="/v1/codes/${encodeURIComponent(c.code_hash)}/wasm" download="${text(c.code_hash).slice(0, 12)}.wasm">download</a></dd></dl></section>`;
}

const CHANGED = {
  upgraded: "got this code", proven: "this code is proven", rolled_back: "went back to this code", rescued: "was rescued with this code",
  upgrade_failed: "did not take this code", rescue_failed: "could not be rescued with this code", no_way_back: "had no way back from this code",
};

/** The codes that a contract has had, the newest first. */
function Changes({ c, list }) {
  return html`<section class="card"><header><h2>Its codes</h2><span class="note">${count(c.revision)} so far <${Probation} c=${c} /></span></header>
    ${list.length ? html`<ol class="feed">${list.map((e) => html`<li key=${e.id}><span class="when"><${Ref} of=${String(e.height)} /></span>
      <span>${CHANGED[e.type]}: <${Ref} of=${String(e.data.code_hash)} /> <span class="soft small">${dateTime(e.time)}</span></span></li>`)}</ol>`
    : html`<p class="note">${c.revision > 1 ? "This node's history does not reach back to when they changed." : "It has the code that it began with."}</p>`}
    ${(c.previous || c.failed) && html`<dl class="kv">${c.previous && html`<dt>before it</dt><dd><${Ref} of=${c.previous} /></dd>`}
      ${c.failed && html`<dt>rolled back</dt><dd><${Ref} of=${c.failed} /> in epoch ${count(c.failed_epoch)}</dd>`}</dl>`}</section>`;
}

function Methods({ c, entry, title, note }) {
  const methods = c.interface.methods.filter((m) => m.entry === entry);
  return methods.length > 0 && html`<section class="card"><header><h2>${title}</h2><span class="note">${note}</span></header>
    <div>${methods.map((m) => html`<details class="method" key=${m.name}><summary><b class="mono">${text(m.name)}</b> <span class="soft">${prose(m.doc).split(/[.:] /)[0]}</span></summary><${Form} c=${c} m=${m} /></details>`)}</div></section>`;
}

/** How a form is sent: its error, its answer, and what runs when it is. */
function useAnswer(go) {
  const [state, setState] = useState({});
  const submit = async (e) => {
    e.preventDefault();
    setState({});
    try {
      setState({ answer: await go(e) });
    } catch (error) {
      setState({ error });
    }
  };
  return [state, submit];
}

const Funds = ({ value, onInput }) => html`<label>tokens that go along, such as “5 tokens”<input inputmode="decimal" placeholder="none" value=${value} onInput=${(e) => onInput(e.target.value)} /></label>`;
const readFunds = (s) => (s.trim() ? parseAmount(s) : 0n);

function Form({ c, m }) {
  const { current } = useKeys();
  const [values, setValues] = useState({});
  const [funds, setFunds] = useState("");
  const who = c.name || c.address;
  const [{ answer, error }, submit] = useAnswer(async () => {
    const args = read(c.interface, m.args ?? [], values);
    if (m.entry === "query") return client.query(who, m.name, args);
    const moved = readFunds(funds);
    return send(`Call ${text(m.name)}`, () => client.call(who, m.name, args, moved));
  });
  return html`<form class="stack" onSubmit=${submit}>
    <p class="note">${prose(m.doc)}</p>
    ${(m.args ?? []).length > 0 && html`<${Fields} i=${c.interface} fields=${m.args} values=${values} onChange=${setValues} />`}
    ${m.entry === "execute" && html`<${Funds} value=${funds} onInput=${setFunds} />`}
    ${error && html`<${Problem} error=${error} />`}
    ${m.entry === "query" ? html`<div><button class="button compact">Ask</button></div>` : current ? html`<div><button class="button compact">Call</button></div>` : html`<${NoKey} to="call it" />`}
    ${answer && html`<div class="decoded" role="status"><${Data} i=${c.interface} fields=${m.returns ?? []} of=${answer} /><details><summary>as JSON</summary><pre>${toJSON(answer).split("\n").map(text).join("\n")}</pre></details></div>`}
  </form>`;
}

/** A contract whose code describes nothing: bytes in, bytes out, or an interface from a file. */
function Raw({ c, onAttach }) {
  const { current } = useKeys();
  const [input, setInput] = useState("");
  const [funds, setFunds] = useState("");
  const [{ answer, error }, submit] = useAnswer(async (e) => {
    const raw = bytes(input, "input");
    if (e.submitter?.value !== "call") return client.queryRaw(c.address, raw);
    const moved = readFunds(funds);
    return send("Call with bytes", () => Promise.resolve({ kind: "call", contract: c.address, input: raw, funds: moved }));
  });
  const [attached, choose] = useAnswer(async (e) => {
    attach(c.code_hash, await e.target.files[0].text());
    onAttach();
  });
  return html`<section class="card" id="raw"><h2>Bytes in, bytes out</h2>
    <p class="note">The code of this contract does not say what it can do. It takes CBOR: mostly a list of a method's name and its arguments, so that 82636164640a is ["add", 10].</p>
    <form class="stack" onSubmit=${submit}>
      <label>input, in hex<textarea required spellcheck="false" autocomplete="off" class="mono" value=${input} onInput=${(e) => setInput(e.target.value)}></textarea></label>
      ${current && html`<${Funds} value=${funds} onInput=${setFunds} />`}
      ${error && html`<${Problem} error=${error} />`}
      <div class="row"><button class="button compact" value="ask">Ask</button>${current && html`<button class="button plain compact" value="call">Call</button>`}</div>
      ${answer && html`<pre class="raw" role="status">${grouped(answer) || "nothing"}</pre>`}
    </form>
    <label>Its interface, if you have it in a file (JSON)<input type="file" accept=".json,application/json" onChange=${choose} /></label>
    ${attached.error && html`<${Problem} error=${attached.error} />`}
  </section>`;
}
