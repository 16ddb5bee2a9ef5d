// Look up: anything that has a name on the chain.
import { html, useEffect, useState } from "../vendor/preact.js";
import { isAddress } from "../vendor/client.js";
import { builtIn, client } from "../node.js";
import { Amount, Bar, Empty, Figure, Loaded, Problem, Ref, Term, count, dateTime, text, thousandths, toJSON, usePoll } from "../ui.js";
import { Happening } from "./now.js";

export function Look({ argument }) {
  const [asked, setAsked] = useState(argument);
  useEffect(() => setAsked(argument), [argument]);
  const go = (e) => {
    e.preventDefault();
    location.hash = `#/look/${encodeURIComponent(asked.trim())}`;
  };
  return html`
    <div class="intro"><h1>Look anything up</h1><p class="lead">A height, the hash of a transaction or a code, an address, the id of a participant, the name of a contract.</p></div>
    <form class="search" role="search" onSubmit=${go}><input type="search" aria-label="What to look up" placeholder="1234, peerz1…, rewards, 64 hex digits" value=${asked} onInput=${(e) => setAsked(e.target.value)} /><button class="button">Look up</button></form>
    ${argument ? html`<${Found} key=${argument} what=${argument} />` : html`<${Empty}>What you enter stays between you and this node.</${Empty}>`}`;
}

/** The first kind of thing that a text names. */
async function find(what) {
  const none = () => undefined;
  if (/^[0-9]{1,15}$/.test(what)) {
    const block = await client.block(Number(what)).catch(none);
    if (block) return { block, txs: (await client.get(`blocks/${block.height}/txs`, { limit: 100 })).txs, events: (await client.get(`blocks/${block.height}/events`, { limit: 100 }).catch(() => ({}))).events ?? [] };
  }
  if (/^[0-9a-fA-F]{64}$/.test(what)) {
    const receipt = await client.transaction(what.toLowerCase()).catch(none);
    if (receipt) return { receipt };
    const code = await client.get(`codes/${what.toLowerCase()}`).catch(none);
    if (code) return { code };
  }
  const name = what.toLowerCase();
  const contract = await client.contract(name).catch(none);
  if (contract) return { contract };
  const account = isAddress(name) ? name : undefined;
  const participant = account
    ? await client.query("roles", "by_account", { account }).then((r) => r.participants[0], none)
    : await client.query("roles", "participant", { id: name }).catch(none);
  if (account || participant) {
    const address = account ?? participant.account;
    const past = await client.get(`accounts/${encodeURIComponent(address)}/txs`, { limit: 50 }).catch(none);
    return { participant, account: await client.account(address), past: past?.txs };
  }
  throw new Error(`Nothing on this chain is called ${text(what).slice(0, 80)}.`);
}

function Found({ what }) {
  const found = usePoll(() => find(what), [what]);
  return html`<${Loaded} of=${found}>${(f) => {
    if (f.block) return html`<${BlockCard} ...${f} />`;
    if (f.receipt) return html`<${Receipt} r=${f.receipt} />`;
    if (f.code) return html`<section class="card"><h2>A code</h2><dl class="kv"><dt>hash</dt><dd class="mono">${text(f.code.code_hash)}</dd><dt>size</dt><dd>${count(f.code.size)} bytes</dd><dt>callable from block</dt><dd>${count(f.code.callable_at)}</dd></dl></section>`;
    if (f.contract) return html`<section class="card"><header><h2>${f.contract.name ? text(f.contract.name) : text(f.contract.label)}</h2>${f.contract.name && html`<span class="tag good"><${Term} is="built-in" /></span>`}</header><p>It is a contract: <a href="#/contracts/${encodeURIComponent(f.contract.name || f.contract.address)}">its interface, code and capabilities</a>.</p><${Ref} of=${f.contract.address} short=${false} to="contracts" /></section>`;
    return html`<${AccountCard} ...${f} />`;
  }}</${Loaded}>`;
}

function BlockCard({ block: b, txs, events }) {
  return html`<section class="card"><header><h2>Block ${count(b.height)}</h2><span class="row">${b.height > 1 && html`<a href="#/look/${b.height - 1}">before</a>`}<a href="#/look/${b.height + 1}">after</a></span></header>
    <dl class="kv"><dt>made</dt><dd>${dateTime(b.time)}</dd><dt>hash</dt><dd class="mono">${text(b.hash)}</dd><dt>app hash after it</dt><dd class="mono">${text(b.app_hash)}</dd><dt>proposer</dt><dd class="mono">${text(b.proposer)}</dd></dl>
    <h3>Transactions</h3>${txs.length ? html`<${Txs} of=${txs} />` : html`<${Empty}>It holds none.</${Empty}>`}
    ${events.length > 0 && html`<h3>What the chain's own hooks did</h3><${Events} of=${events} />`}</section>`;
}

export const Txs = ({ of }) => html`<div class="scroll"><table><thead><tr><th>hash</th><th>does</th><th>by</th><th class="right">outcome</th></tr></thead><tbody>
  ${of.map((t) => html`<tr><td><${Ref} of=${t.hash} /></td><td>${text(t.tx?.method || t.tx?.kind || "no transaction")}</td><td>${t.tx && html`<${Ref} of=${t.tx.sender} />`}</td>
    <td class="right"><span class="tag ${t.code === 0 ? "good" : "bad"}">${t.code === 0 ? "done" : text(t.codename)}</span></td></tr>`)}</tbody></table></div>`;

export const Events = ({ of }) => html`<ol class="feed by">${of.map((e, i) => html`<li key=${i}><span class="when">${e.contract ? (builtIn(e.contract) ?? html`<${Ref} of=${e.contract} to="contracts" />`) : "chain"}</span><span><${Happening} e=${{ type: e.type, data: e }} /></span></li>`)}</ol>`;

function Receipt({ r }) {
  const amount = BigInt(r.tx?.amount ?? 0);
  return html`<section class="card"><header><h2>A transaction</h2><span class="tag ${r.code === 0 ? "good" : "bad"}">${r.code === 0 ? "done" : text(r.codename)}</span></header>
    ${r.error && html`<${Problem} error=${{ message: `${r.error.message}${r.error.advice ? `; ${r.error.advice}` : ""}` }} />`}
    <dl class="kv"><dt>hash</dt><dd class="mono">${text(r.hash)}</dd><dt>in block</dt><dd><${Ref} of=${String(r.height)} /></dd>
      ${r.tx && html`<dt>does</dt><dd><b>${text(r.tx.method || r.tx.kind)}</b>${r.tx.to && html` ${r.tx.kind === "call" ? "of" : "to"} ${builtIn(r.tx.to) ? html`<a href="#/contracts/${builtIn(r.tx.to)}">${builtIn(r.tx.to)}</a>` : html`<${Ref} of=${r.tx.to} />`}`}</dd>
        ${amount > 0n && html`<dt>moves</dt><dd><${Amount} of=${amount} full /></dd>`}
        <dt>signed by</dt><dd><${Ref} of=${r.tx.sender} short=${false} /></dd><dt><${Term} is="fee" /></dt><dd><${Amount} of=${r.tx.fee} full /></dd>`}
      <dt><${Term} is="gas" /></dt><dd class="num">${count(r.gas_used)} of ${count(r.gas_wanted)}</dd></dl>
    ${r.height > 0 && ["call", "instantiate"].includes(r.tx?.kind) && html`<${Calls} of=${r} />`}
    ${r.events.length > 0 && html`<h3>What it caused</h3><${Events} of=${r.events} />`}
    <details><summary>As the node answers it</summary><pre class="raw">${toJSON(r).split("\n").map(text).join("\n")}</pre></details></section>`;
}

/** What a transaction called, each call below the one that made it. */
function Calls({ of: r }) {
  const found = usePoll(() => client.calls(r.hash), [r.hash]);
  const own = (list) => r.gas_used - list.filter((c) => c.depth === 1).reduce((sum, c) => sum + c.gas_used, 0);
  return html`<h3>What it called, and the <${Term} is="gas" /> of each</h3><${Loaded} of=${found}>${(a) => html`<ol class="calls">
      ${a.calls.map((c, i) => html`<li key=${i} class="depth${Math.min(c.depth, 8)}"><${Call} c=${c} all=${r.gas_used} /></li>`)}
      <li class="depth1"><div class="row apart"><span class="soft">its bytes, its signature and what moves</span><span class="num small">${count(own(a.calls))}</span></div></li></ol>
    ${a.omitted > 0 && html`<p class="note">${count(a.omitted)} calls more are not told.</p>`}
    <p class="note">The node executed the block again, up to this transaction, to tell.</p>`}</${Loaded}>`;
}

function Call({ c, all }) {
  const args = c.args ? JSON.stringify(c.args) : c.input;
  return html`<div class="row apart"><span>${c.name ? html`<a href="#/contracts/${encodeURIComponent(c.name)}">${text(c.name)}</a>` : c.contract ? html`<${Ref} of=${c.contract} to="contracts" />` : html`code <${Ref} of=${c.code_hash} />`}
      .<b>${text(c.method || c.entry)}</b>${c.funds > 0n && html` with <${Amount} of=${c.funds} />`}</span><span class="num small">${count(c.gas_used)}</span></div>
    <${Bar} parts=${[[thousandths(BigInt(c.gas_used), BigInt(all)), c.error ? "role4" : "role0"]]} label="part of all gas" />
    ${c.error && html`<p class="small"><span class="tag bad">failed</span> ${text(c.error.message)}</p>`}
    ${args.length > 2 && html`<details><summary class="small">${c.args ? "with" : "input"} <code>${text(args).slice(0, 60)}${args.length > 60 ? "…" : ""}</code></summary><pre class="raw">${c.args ? toJSON(c.args).split("\n").map(text).join("\n") : text(args)}</pre></details>`}`;
}

function AccountCard({ account: a, participant, past }) {
  return html`<section class="card"><header><h2>${participant ? text(participant.id) : "An account"}</h2>${participant && html`<a href="#/earn/${encodeURIComponent(participant.id)}">what it earns</a>`}</header>
    <${Ref} of=${a.address} short=${false} />
    <dl class="figures"><${Figure} name="balance"><${Amount} of=${a.balance} /></${Figure}><${Figure} name=${html`<${Term} is="stake" />`}><${Amount} of=${a.stake.bonded} /></${Figure}>
      <${Figure} name="transactions">${count(a.nonce)}</${Figure}></dl>
    ${a.stake.unbonding.length > 0 && html`<p class="note">On its way out of the stake: ${a.stake.unbonding.map((u) => html`<${Amount} of=${u.amount} /> with epoch ${count(u.release)} `)}</p>`}
    ${past && (past.length ? html`<h3>Its transactions</h3><${Txs} of=${past} />` : html`<${Empty}>It has sent nothing.</${Empty}>`)}</section>`;
}
