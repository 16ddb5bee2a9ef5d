// Contracts: the registry, and what each contract says of itself, as forms to ask and to call it.
import { html, useState } from "../vendor/preact.js";
import { fromHex, isAddress, parseAmount } from "../vendor/client.js";
import { NoKey, useKeys } from "../keys.js";
import { client } from "../node.js";
import { send } from "../send.js";
import { Data, Empty, Loaded, Problem, Ref, Term, count, prose, text, toJSON, usePoll } from "../ui.js";
import { Happening } from "./now.js";

export function Contracts({ argument }) {
  const list = usePoll(() => client.contracts({ limit: 200 }), [], 6000);
  if (argument) return html`<${One} key=${argument} who=${argument} />`;
  return html`
    <div class="intro"><h1>The programs that decide</h1><p class="lead">Rewards, roles, the formula and governance are <${Term} is="contract">contracts</${Term}>, and so is whatever anybody adds. Each says itself what it can do.</p></div>
    <section class="card"><h2>Registry</h2><${Loaded} of=${list}>${({ contracts }) => html`<div class="scroll"><table>
      <thead><tr><th>contract</th><th>may</th><th><${Term} is="code" /></th><th class="right">changed</th></tr></thead>
      <tbody>${[...contracts].sort((a, b) => (b.name > "") - (a.name > "") || (a.name < b.name ? -1 : 1)).map((c) => html`<tr>
        <td><a href="#/contracts/${encodeURIComponent(c.name || c.address)}">${c.name ? html`<b>${text(c.name)}</b>` : text(c.label) || text(c.address)}</a> ${c.name ? html`<span class="tag good"><${Term} is="built-in" /></span>` : html`<${Ref} of=${c.address} to="contracts" />`}</td>
        <td>${c.capabilities.length ? c.capabilities.map((x) => html`<span class="tag">${text(x)}</span> `) : html`<span class="soft">nothing special</span>`}</td>
        <td><code title=${text(c.code_hash)}>${text(c.code_hash).slice(0, 10)}…</code> <${Probation} c=${c} /></td><td class="right num">${count(c.revision)}</td></tr>`)}</tbody></table></div>`}</${Loaded}></section>`;
}

const Probation = ({ c }) => c.last_good && html`<span class="tag warn"><${Term} is="probation">until epoch ${c.probation_end}</${Term}></span>`;

function One({ who }) {
  const found = usePoll(() => client.contract(who), [who], 8000);
  const past = usePoll(() => client.get(`contracts/${encodeURIComponent(who)}/events`, { limit: 30 }).catch(() => undefined), [who], 8000);
  return html`<p><a href="#/contracts">All contracts</a></p><${Loaded} of=${found}>${(c) => html`
    <div class="intro"><h1>${c.name ? text(c.name) : text(c.label) || "A contract"}</h1>${c.interface?.doc && html`<p class="lead">${prose(c.interface.doc)}</p>`}</div>
    <div class="split">
      <div class="stack">${c.interface ? html`<${Methods} c=${c} entry="query" title="Ask it" note="An answer changes nothing and costs nothing." /><${Methods} c=${c} entry="execute" title="Call it" note="A call is a transaction: it is shown to you before you sign it." />`
        : html`<section class="card"><h2>No interface</h2><${Empty}>The code of this contract does not say what it can do. <code>peerz contract query</code> takes raw bytes.</${Empty}></section>`}</div>
      <div class="stack"><section class="card"><h2>What it is</h2><dl class="kv">
          <dt>name</dt><dd>${c.name ? html`${text(c.name)} <span class="tag good"><${Term} is="built-in" /></span>` : html`${text(c.label)} <span class="tag">a label, given by its creator</span>`}</dd>
          <dt>address</dt><dd><${Ref} of=${c.address} short=${false} /></dd><dt><${Term} is="code" /></dt><dd class="mono">${text(c.code_hash)}</dd>
          <dt>its code changed</dt><dd>${c.revision === 1 ? "once" : `${count(c.revision)} times`} <${Probation} c=${c} /></dd>
          ${c.failed && html`<dt>rolled back</dt><dd class="mono">${text(c.failed).slice(0, 16)}… in epoch ${c.failed_epoch}</dd>`}
          <dt>may</dt><dd>${c.capabilities.length ? c.capabilities.map(text).join(", ") : "nothing special"}</dd>
          ${c.interface && html`<dt>says it is</dt><dd>${text(c.interface.name)} ${text(c.interface.version)}, a ${text(c.interface.kind)}</dd>`}
          <dt>module</dt><dd><a href="/v1/codes/${encodeURIComponent(c.code_hash)}/wasm" download="${text(c.code_hash).slice(0, 12)}.wasm">download</a></dd></dl></section>
        ${past.value?.events && html`<section class="card"><h2>What it reported</h2>${past.value.events.length ? html`<ol class="feed">${past.value.events.map((e) => html`<li key=${e.id}><span class="when"><${Ref} of=${String(e.height)} /></span><span><${Happening} e=${{ type: e.type, data: e }} /></span></li>`)}</ol>` : html`<${Empty}>Nothing yet.</${Empty}>`}</section>`}
      </div>
    </div>`}</${Loaded}>`;
}

function Methods({ c, entry, title, note }) {
  const methods = c.interface.methods.filter((m) => m.entry === entry);
  return methods.length > 0 && html`<section class="card"><header><h2>${title}</h2><span class="note">${note}</span></header>
    <div>${methods.map((m) => html`<details class="method"><summary><b class="mono">${text(m.name)}</b> <span class="soft">${prose(m.doc).split(/[.:] /)[0]}</span></summary><${Form} c=${c} m=${m} /></details>`)}</div></section>`;
}

function Form({ c, m }) {
  const { current } = useKeys();
  const [values, setValues] = useState({});
  const [funds, setFunds] = useState("");
  const [answer, setAnswer] = useState();
  const [error, setError] = useState();
  const who = c.name || c.address;
  const go = async (e) => {
    e.preventDefault();
    setError(undefined);
    setAnswer(undefined);
    try {
      const args = read(c.interface, m.args ?? [], values);
      if (m.entry === "query") setAnswer(await client.query(who, m.name, args));
      else {
        const moved = funds.trim() ? parseAmount(funds) : 0n;
        send(`Call ${text(m.name)}`, () => client.call(who, m.name, args, moved));
      }
    } catch (err) {
      setError(err);
    }
  };
  return html`<form class="stack" onSubmit=${go}>
    <p class="note">${prose(m.doc)}</p>
    ${(m.args ?? []).length > 0 && html`<div class="options">${m.args.map((f) => html`<label>${text(f.name)}, ${text(f.type)}${f.optional ? ", may be left out" : ""}<input title=${prose(f.doc)} placeholder=${hint(c.interface, f.type)} value=${values[f.name] ?? ""} onInput=${(e) => setValues((v) => ({ ...v, [f.name]: e.target.value }))} /></label>`)}</div>`}
    ${m.entry === "execute" && html`<label>tokens that go along, such as “5 tokens”<input inputmode="decimal" placeholder="none" value=${funds} onInput=${(e) => setFunds(e.target.value)} /></label>`}
    ${error && html`<${Problem} error=${error} />`}
    ${m.entry === "query" ? html`<div><button class="button compact">Ask</button></div>` : current ? html`<div><button class="button compact">Call</button></div>` : html`<${NoKey} to="call it" />`}
    ${answer && html`<div class="decoded" role="status"><${Data} i=${c.interface} fields=${m.returns ?? []} of=${answer} /><details><summary>as JSON</summary><pre>${toJSON(answer).split("\n").map(text).join("\n")}</pre></details></div>`}
  </form>`;
}

const hint = (i, type) => ({ bool: "true or false", u64: "a whole number", i64: "a whole number", amount: "5 tokens", address: "peerz1…", hash: "64 hex digits", bytes: "hex", text: "" })[type] ?? (type.startsWith("[]") ? "JSON: […]" : `JSON: {${(i.types?.[type] ?? []).map((f) => f.name).join(", ")}}`);

/** What was written into a form as the method's arguments. Lists and types of the contract are written as JSON. */
function read(i, fields, values) {
  const args = {};
  for (const f of fields) {
    const s = (values[f.name] ?? "").trim();
    if (s === "" && f.optional) continue;
    args[f.name] = value(i, f.type, f.type.startsWith("[]") || i.types?.[f.type] ? JSON.parse(s, (_, v) => (typeof v === "number" ? String(v) : v)) : s, f.name);
  }
  return args;
}

function value(i, type, v, name) {
  const wrong = (want) => new Error(`${name}: want ${want}.`);
  if (type.startsWith("[]")) {
    if (!Array.isArray(v)) throw wrong("a list");
    return v.map((x) => value(i, type.slice(2), x, name));
  }
  const fields = i.types?.[type];
  if (fields) return Object.fromEntries(fields.filter((f) => v[f.name] !== undefined).map((f) => [f.name, value(i, f.type, v[f.name], `${name}.${f.name}`)]));
  if (type === "u64" || type === "i64") {
    if (!/^-?[0-9]+$/.test(v)) throw wrong("a whole number");
    return BigInt(v);
  }
  if (type === "amount") return parseAmount(v);
  if (type === "bool") {
    if (v !== true && v !== false && v !== "true" && v !== "false") throw wrong("true or false");
    return v === true || v === "true";
  }
  if (type === "address" && !isAddress(v)) throw wrong("an address");
  if (type === "bytes" || type === "hash") fromHex(v);
  return v;
}
