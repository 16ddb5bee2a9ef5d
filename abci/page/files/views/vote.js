// Vote: what is proposed, what it would do in words, how the count stands, and how to take part.
import { html, useState } from "../vendor/preact.js";
import { decodeCall, findMethod, fromHex, isAddress, parseTokens, percent } from "../vendor/client.js";
import { NoKey, useKeys } from "../keys.js";
import { client, kindOf, proposals, useLive } from "../node.js";
import { send } from "../send.js";
import { Amount, Bar, Data, Empty, Figure, Loaded, Problem, Ref, Term, count, text, thousandths, toJSON, usePoll } from "../ui.js";
import { ChainReport, Effect } from "./effect.js";
import { Propose } from "./propose.js";
import { Rescues } from "./rescue.js";

const OVER = ["executed", "rejected", "failed", "rolled_back", "cancelled", "expired"];

export function Vote({ argument }) {
  const { status } = useLive();
  const { current } = useKeys();
  const list = usePoll(proposals, [status?.epoch], 2500);
  const rules = usePoll(() => client.query("governance", "get_params").catch(() => client.query("governance", "params")), []);
  const stake = usePoll(async () => current && client.account(current.address), [current?.address, status?.epoch], 5000);
  const power = usePoll(async () => current && client.query("governance", "power", { account: current.address }), [current?.address, status?.epoch], 5000);
  const open = (l) => l.filter((p) => !OVER.includes(p.state));
  return html`
    <div class="intro"><h1>Holders decide</h1><p class="lead">What the contracts do, which <${Term} is="weight">weights</${Term}> hold, which code runs: all of it changes by vote, with${" "}
      <${Term} is="stake" /> behind it, and nobody can skip the vote. Text comes before numbers here: read what is proposed, then how it stands.</p></div>
    <div class="split">
      <div class="stack">
        <section class="card"><h2>Open</h2><${Loaded} of=${list}>${(l) => (open(l).length ? open(l).map((p) => html`<${Proposal} key=${p.proposal} p=${p} rules=${rules.value} epoch=${status?.epoch} focus=${argument === String(p.proposal)} />`) : html`<${Empty}>Nothing is voted on at the moment. Whoever has stake can propose.</${Empty}>`)}</${Loaded}></section>
        ${list.value && list.value.length > open(list.value).length && html`<section class="card"><h2>Decided</h2>${list.value.filter((p) => OVER.includes(p.state)).map((p) => html`<${Proposal} key=${p.proposal} p=${p} rules=${rules.value} epoch=${status?.epoch} />`)}</section>`}
        <section class="card"><h2>The rules</h2><${Loaded} of=${rules}>${(r) => html`<${Rules} r=${r} />`}</${Loaded}></section>
        <${Rescues} />
      </div>
      <div class="stack">
        <section class="card"><h2>Your say</h2>${current ? html`<${Loaded} of=${stake}>${(a) => a && html`<${Stake} account=${a} /><${Proxy} power=${power.value} />`}</${Loaded}>` : html`<${NoKey} to="vote, bond or propose" />`}</section>
        ${current && html`<section class="card"><h2>Propose</h2><${Loaded} of=${rules}>${(r) => html`<${Propose} rules=${r} />`}</${Loaded}></section>`}
      </div>
    </div>`;
}

/** The way of a proposal: where it has been, where it is. */
function Steps({ p, epoch }) {
  const steps = [["voting", `votes until epoch ${p.voting_end}`]];
  if (p.state === "waiting") steps.unshift(["waiting", "waits for its turn"]);
  if (p.execute_at > 0n || p.state === "timelock") steps.push(["timelock", `takes effect with epoch ${p.execute_at}`]);
  if (p.state === "shadow") steps.push(["shadow", "scored beside the live formula"]);
  if (p.state === "probation") steps.push(["probation", "new code, on probation"]);
  steps.push(OVER.includes(p.state) ? [p.state, p.state.replace("_", " ")] : ["over", p.state === "voting" && epoch > p.voting_end ? "counted next" : "counted"]);
  const now = Math.max(0, steps.findIndex(([name]) => name === p.state));
  return html`<ol class="steps">${steps.map(([, said], i) => html`<li class=${i < now ? "done" : i === now ? "now" : ""} aria-current=${i === now ? "step" : undefined}>${said}</li>`)}</ol>`;
}

const TONE = { executed: "good", voting: "warn", timelock: "warn", shadow: "warn", probation: "warn", waiting: "warn", rejected: "bad", failed: "bad", rolled_back: "bad" };

function Proposal({ p, rules, epoch, focus }) {
  const { current } = useKeys();
  const vote = usePoll(async () => current && client.query("governance", "vote", { proposal: p.proposal, account: current.address }).catch(() => undefined), [current?.address, p.tally.yes, p.tally.no, p.tally.veto, p.tally.abstain]);
  const cast = (option) => send(`Vote ${option} on proposal ${p.proposal}`, () => client.call("governance", "vote", { proposal: p.proposal, option }));
  return html`<article class="proposal" id=${`proposal-${p.proposal}`} data-state=${p.state} data-focus=${focus}>
    <div class="row apart"><h3><span class="soft num">${count(p.proposal)}</span> ${text(p.title)}</h3><span class="tag ${TONE[p.state] ?? ""}">${p.state.replace("_", " ")}</span></div>
    <${Text} p=${p} />
    <div class="tight">${p.actions.map((a, i) => html`<${Action} key=${i} a=${a} />`)}</div>
    ${p.actions.some((a) => a.kind === "upgrade") && html`<${ChainReport} proposal=${p.proposal} />`}
    ${!OVER.includes(p.state) && html`<${Effect} actions=${p.actions} />`}
    <p class="note">by <${Ref} of=${p.proposer} />, decided by the <${Term} is="track" /> of ${text(p.track)}${p.reason ? html`. <b>${text(p.reason)}</b>` : ""}</p>
    <${Steps} p=${p} epoch=${epoch} />
    <${Tally} p=${p} veto=${rules?.veto} />
    ${p.state === "voting" && current && html`<div class="row votes">
      ${["yes", "no", "veto", "abstain"].map((o) => html`<button type="button" class="button compact ${o === vote.value?.option ? "" : "plain"}" aria-pressed=${o === vote.value?.option} onClick=${() => cast(o)}>${o === vote.value?.option ? `${o} (your vote)` : o}</button>`)}
      ${p.proposer === current.address && html`<button type="button" class="button danger compact" onClick=${() => send(`Withdraw proposal ${p.proposal}`, () => client.call("governance", "cancel", { proposal: p.proposal }))}>Withdraw</button>`}
    </div>`}
  </article>`;
}

/** What the proposer says: lines of prose, and a link that is told, not followed. */
function Text({ p }) {
  const whole = usePoll(() => client.query("governance", "proposal", { proposal: p.proposal }), [p.proposal]);
  const { description, link, link_hash: hash } = whole.value ?? {};
  return html`${description && html`<div class="said">${description.split("\n").map((line) => html`<p>${text(line)}</p>`)}</div>`}
    ${link && html`<p class="small">More at <code>${text(link)}</code>, if what is there has the sha256 <code>${text(hash).slice(0, 16)}…</code></p>`}`;
}

/** A call that a proposal would make, by the interface of the contract that it goes to. */
function Call({ a }) {
  const contract = usePoll(() => client.contract(a.contract), [a.contract]);
  const i = contract.value?.interface;
  let call;
  try {
    call = i && decodeCall(i, "execute", fromHex(a.input));
  } catch {
    call = undefined; // the contract does not describe this input: its bytes are shown
  }
  if (!call) return html`<p>Calls a method of <b>${text(a.contract)}</b>: <code>${text(a.input)}</code></p>`;
  return html`<div><p>Calls <b>${text(call.method)}</b> of <b>${text(a.contract)}</b>:</p><${Data} i=${i} fields=${findMethod(i, "execute", call.method).args} of=${call.args} /></div>`;
}

/** What an action would do, in words. */
function Action({ a }) {
  switch (a.kind) {
    case "text":
      return html`<p>Says something, and changes nothing by itself.</p>`;
    case "weights": {
      const total = a.weights.reduce((sum, w) => sum + w.weight, 0n) || 1n;
      return html`<p>Sets the weights: ${a.weights.map((w, i) => html`${i > 0 && ", "}<span class="whole"><span class="dot ${kindOf(a.weights, w.role)}"></span>${text(w.role)} <b class="num">${percent((w.weight * 1000000n) / total)}</b></span>`)}</p>`;
    }
    case "params":
      return html`<p>Changes parameters of <b>${text(a.contract)}</b>: ${a.changes.map((c, i) => html`${i > 0 && ", "}${text(c.name)} ${c.old !== undefined && html`from <b class="num">${text(c.old)}</b> `}to <b class="num">${text(c.new)}</b>`)}</p>`;
    case "upgrade":
      return html`<p>Replaces the code of <b>${text(a.contract)}</b> by <${Ref} of=${a.code_hash} />, with a <${Term} is="probation" /> in which a failure brings the old code back.</p>`;
    case "call":
      return html`<${Call} a=${a} />`;
    case "guardian":
      return a.guardian ? html`<p>Makes <${Ref} of=${a.guardian.account} /> guardian until epoch ${count(a.guardian.until)}: it can stop one proposal.</p>` : html`<p>Ends the mandate of the guardian.</p>`;
    case "guardrails":
      return html`<p>Sets what later votes keep to: ${a.guardrails.map((g, i) => html`${i > 0 && ", "}<b>${text(g.name)}</b> ${String(g.least)} to ${String(g.most)}`)}</p>`;
  }
  return html`<details><summary>${text(a.kind)}</summary><pre class="raw">${toJSON(a).split("\n").map(text).join("\n")}</pre></details>`;
}

function Tally({ p, veto }) {
  const { yes, no, veto: vetoes, abstain } = p.tally;
  const voted = yes + no + vetoes + abstain;
  const sided = yes + no + vetoes;
  const ppm = (part, whole) => (whole > 0n ? (part * 1000000n) / whole : 0n);
  const line = (name, value, need, kind, said) => html`<span>${name}</span><span class="num small">${percent(value)} <span class="soft">${said}</span></span><${Bar} parts=${[[thousandths(value, 1000000n), kind]]} need=${thousandths(need, 1000000n)} label="${said}" />`;
  return html`<div class="tally">
      ${line(html`<${Term} is="quorum">voted</${Term}>`, ppm(voted, p.power_total), p.quorum, "role1", `needs at least ${percent(p.quorum)}`)}
      ${line(html`<${Term} is="threshold">yes</${Term}>`, ppm(yes, sided), p.threshold, "role0", `needs more than ${percent(p.threshold)}`)}
      ${veto !== undefined && line(html`<${Term} is="veto" />`, ppm(vetoes, voted), veto, "role4", `may be ${percent(veto)} at most`)}
    </div>
    <details><summary>The count, in tokens of stake</summary><dl class="kv"><dt>yes</dt><dd><${Amount} of=${yes} full /></dd><dt>no</dt><dd><${Amount} of=${no} full /></dd><dt>veto</dt><dd><${Amount} of=${vetoes} full /></dd>
      <dt>abstain</dt><dd><${Amount} of=${abstain} full /></dd><dt>stake that is awake</dt><dd><${Amount} of=${p.power_total} full /></dd><dt>deposit held</dt><dd><${Amount} of=${p.deposit} full /></dd></dl></details>`;
}

function Stake({ account: a }) {
  const [amount, setAmount] = useState("");
  const [error, setError] = useState();
  const move = (kind) => {
    try {
      const exact = parseTokens(amount);
      setError(undefined);
      send(kind === "bond" ? "Bond tokens as stake" : "Take tokens out of the stake", () => Promise.resolve({ kind, amount: exact }), () => setAmount(""));
    } catch (err) {
      setError(err);
    }
  };
  return html`<dl class="figures"><${Figure} name=${html`<${Term} is="power">power in votes</${Term}>`}><${Amount} of=${a.stake.votes} /></${Figure}><${Figure} name=${html`<${Term} is="bond">bonded now</${Term}>`}><${Amount} of=${a.stake.bonded} /></${Figure}><${Figure} name="balance"><${Amount} of=${a.balance} /></${Figure}></dl>
    ${a.stake.dormant && html`<p class="warning">This stake is <${Term} is="dormant" />: any transaction that you sign wakes it.</p>`}
    ${a.stake.bonded === 0n && html`<p class="note">Without stake a vote weighs nothing. What you bond now counts for proposals of later epochs.</p>`}
    <form class="tight" onSubmit=${(e) => (e.preventDefault(), move("bond"))}><label>Tokens<input inputmode="decimal" placeholder="100" value=${amount} onInput=${(e) => setAmount(e.target.value)} /></label>
      ${error && html`<${Problem} error=${error} />`}
      <div class="row"><button class="button compact">Bond</button><button type="button" class="button plain compact" onClick=${() => move("unbond")}>Unbond</button></div></form>`;
}

/** Who votes with whose stake. */
function Proxy({ power }) {
  const [proxy, setProxy] = useState("");
  const [error, setError] = useState();
  if (!power) return null;
  const name = (to) => send("Name who votes with your stake", () => client.call("governance", "delegate", to ? { proxy: to } : {}), () => setProxy(""));
  const submit = (e) => {
    e.preventDefault();
    const wrong = !isAddress(proxy.trim());
    setError(wrong ? new Error("That is no address.") : undefined);
    if (!wrong) name(proxy.trim().toLowerCase());
  };
  return html`<form class="tight" id="proxy" onSubmit=${submit}>
    ${power.delegated > 0n && html`<p class="note">Others have named you their <${Term} is="proxy" />: you vote with <${Amount} of=${power.delegated} /> of theirs.</p>`}
    ${power.proxy && html`<p class="note"><${Ref} of=${power.proxy} /> votes with your stake, unless you do.</p>`}
    ${power.next_proxy !== power.proxy && html`<p class="note">From the next epoch on ${power.next_proxy ? html`<${Ref} of=${power.next_proxy} />` : "nobody else"} votes with it.</p>`}
    <label>Who votes with your stake, unless you do<input placeholder="peerz1…" autocomplete="off" spellcheck="false" value=${proxy} onInput=${(e) => setProxy(e.target.value)} /></label>
    ${error && html`<${Problem} error=${error} />`}
    <div class="row"><button class="button plain compact">Delegate</button>${(power.proxy || power.next_proxy) && html`<button type="button" class="button plain compact" onClick=${() => name()}>Nobody</button>`}</div></form>`;
}

const Rules = ({ r }) => html`<p class="note">From harmless to dangerous; a proposal is decided by the strictest <${Term} is="track" /> that it touches.</p>
  <div class="scroll"><table><thead><tr><th>track</th><th class="right">epochs</th><th class="right"><${Term} is="timelock" /></th><th class="right"><${Term} is="quorum" /></th><th class="right"><${Term} is="threshold">yes</${Term}></th></tr></thead>
  <tbody>${r.tracks.map((t) => html`<tr><td>${text(t.name)}</td><td class="right num">${count(t.voting)}</td><td class="right num">${count(t.timelock)}</td><td class="right num">${percent(t.quorum)}</td><td class="right num">${percent(t.threshold)}</td></tr>`)}</tbody></table></div>`;
