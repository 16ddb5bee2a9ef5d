// Earn: what somebody has earned, what is on its way, and why an amount is what it is.
import { html, useState } from "../vendor/preact.js";
import { isAddress, percent } from "../vendor/client.js";
import { useKeys } from "../keys.js";
import { client, epoch, epochs, kindOf, useLive } from "../node.js";
import { Plot } from "../plot.js";
import { send } from "../send.js";
import { Amount, Empty, Figure, Loaded, Ref, Term, count, download, text, toJSON, usePoll } from "../ui.js";

/** How many epochs the history goes back. */
const PAST = 24;

export function Earn({ argument }) {
  const { current } = useKeys();
  const who = argument || current?.address || "";
  return html`
    <div class="intro"><h1>What somebody earns, and why</h1>
      <p class="lead">Every amount follows from numbers that are on the chain. Ask for anybody: nothing here is secret.</p></div>
    <${Search} key=${argument} who=${argument} />
    ${who ? html`<${Earner} key=${who} who=${who} />` : html`<${Empty}>Enter an id such as 258008cdd776, or an address that begins with peerz1.</${Empty}>`}`;
}

function Search({ who }) {
  const [asked, setAsked] = useState(who);
  const go = (e) => {
    e.preventDefault();
    location.hash = `#/earn/${encodeURIComponent(asked.trim())}`;
  };
  return html`<form class="search" role="search" onSubmit=${go}>
    <input type="search" aria-label="Id or address" placeholder="Id of a participant, or address" value=${asked} onInput=${(e) => setAsked(e.target.value)} />
    <button class="button">Show</button></form>`;
}

/** Whom an id or an address names: the account, the participant, and others that are paid to the same account. */
async function find(who) {
  const named = isAddress(who) ? undefined : await client.query("roles", "participant", { id: who.toLowerCase() });
  const account = named?.account ?? who.toLowerCase();
  const { participants } = await client.query("roles", "by_account", { account });
  const participant = named ?? participants[0];
  return { account, participant, others: participants.filter((p) => p.id !== participant?.id) };
}

function Earner({ who }) {
  const { status } = useLive();
  const found = usePoll(() => find(who), [who]);
  const account = found.value?.account;
  const earned = usePoll(async () => account && { rewards: await client.query("rewards", "account", { account }), ledger: await client.account(account) }, [account, status?.epoch], 2500);
  const history = usePoll(async () => found.value?.participant && status?.epoch > 0 && payouts(found.value.participant, status.epoch - 1), [found.value?.participant?.id, status?.epoch], 4000);
  return html`<${Loaded} of=${found}>${(f) => html`
    <section class="card"><header><h2>${f.participant ? text(f.participant.id) : "An account"}</h2><span>${f.participant?.roles.map((r) => html`<span class="tag">${text(r)}</span> `)}</span></header>
      <${Ref} of=${f.account} short=${false} />
      ${f.others.length > 0 && html`<p class="note">The same account is paid for ${f.others.map((p, i) => html`${i > 0 && ", "}<a href="#/earn/${encodeURIComponent(p.id)}">${text(p.id)}</a>`)}.</p>`}
      <${Loaded} of=${earned}>${(e) => e && html`<${Sums} account=${f.account} e=${e} />`}</${Loaded}>
    </section>
    ${!f.participant && html`<p class="note">No <${Term} is="participant" /> has this account: nothing is earned in a role.</p>`}
    ${history.value && html`<${History} participant=${f.participant} list=${history.value} />`}`}</${Loaded}>`;
}

function Sums({ account, e }) {
  const { current } = useKeys();
  const { rewards: r, ledger } = e;
  const pending = r.pending.filter((p) => p.state !== "matured");
  const claim = () => send("Claim what has matured", () => client.call("rewards", "claim", { account }));
  return html`<dl class="figures">
      <${Figure} name="earned so far"><${Amount} of=${r.earned} /></${Figure}>
      <${Figure} name="paid"><${Amount} of=${r.paid} /></${Figure}>
      <${Figure} name=${html`<${Term} is="matured">owed</${Term}>`} note=${r.owed > 0n ? html`the <${Term} is="sweep" /> pays it` : ""}><${Amount} of=${r.owed} /></${Figure}>
      <${Figure} name=${html`<${Term} is="pending" />`} note="not final before its epoch is sealed"><${Amount} of=${pending.reduce((sum, p) => sum + p.amount, 0n)} /></${Figure}>
      <${Figure} name="balance now"><${Amount} of=${ledger.balance} /></${Figure}>
    </dl>
    ${r.payout !== account && html`<p class="note">Paid to <${Ref} of=${r.payout} />, which the account chose.</p>`}
    ${r.owed > 0n && current && html`<div><button type="button" class="button" onClick=${claim}>Claim now</button></div>`}
    ${r.pending.length > 0 && html`<div class="scroll"><table><thead><tr><th>on its way: <${Term} is="epoch" /></th><th>role</th><th>state</th><th class="right">tokens</th></tr></thead>
      <tbody>${r.pending.map((p) => html`<tr><td class="num">${count(p.epoch)}</td><td>${text(p.role)}</td><td><${State} is=${p.state} /></td><td class="right"><${Amount} of=${p.amount} unit=${false} /></td></tr>`)}</tbody></table></div>`}`;
}

const State = ({ is }) => html`<span class="tag ${{ paid: "good", matured: "good", pending: "warn", verifying: "warn" }[is] ?? ""}"><${Term} is=${["matured", "pending", "verifying"].includes(is) ? is : "sweep"}>${is}</${Term}></span>`;

/** Payouts that cannot change any more, by epoch, role and id. */
const final = new Map();

/** What a participant gets for an epoch in a role, with the epoch's numbers: {epoch, role, payout}. */
async function detail(id, e, role) {
  const known = `${e.epoch}/${role.role}/${id}`;
  if (final.has(known)) return final.get(known);
  const before = justBefore(id);
  const page = await client.query("rewards", "payouts", { epoch: e.epoch, role: role.role, limit: 1n, ...(before && { after: before }) }).catch(() => undefined);
  const payout = page?.payouts.find((p) => p.id === id);
  const found = payout && { epoch: e, role, payout };
  if (e.state === "matured" && (!payout || payout.state === "paid")) final.set(known, found);
  return found;
}

/** What a participant got: [{epoch, role, amount, state}], the newest first. The last epochs come from the contract, those before from the node's history. */
async function payouts(participant, last) {
  const list = await epochs(last, PAST);
  const all = await Promise.all(list.flatMap((e) => e.roles.filter((r) => participant.roles.includes(r.role) && r.participants > 0n).map((r) => detail(participant.id, e, r))));
  const recent = all.filter(Boolean).map((of) => ({ epoch: of.epoch.epoch, role: of.role.role, amount: of.payout.amount + of.payout.fee_amount, state: of.payout.state, of }));
  const past = await client.get(`participants/${encodeURIComponent(participant.id)}/payouts`, { limit: 200 }).catch(() => ({ events: [] }));
  const first = BigInt(list[0]?.epoch ?? 0);
  const older = past.events.map(({ data: d }) => ({ epoch: BigInt(d.epoch), role: String(d.role), amount: BigInt(d.amount), state: "paid" })).filter((p) => p.epoch < first);
  return [...recent.reverse(), ...older];
}

/** A text that sorts right before an id, so that a page of one entry begins with it. */
function justBefore(id) {
  const last = id.charCodeAt(id.length - 1) - 1;
  return id.slice(0, -1) + String.fromCharCode(last) + "~";
}

function History({ participant, list }) {
  const [open, setOpen] = useState(0);
  if (!list.length) return html`<section class="card"><h2>Over time</h2><${Empty}>Nothing was verified for ${text(participant.id)} in the last ${PAST} epochs.</${Empty}></section>`;
  const byEpoch = new Map();
  for (const p of [...list].reverse()) byEpoch.set(p.epoch, (byEpoch.get(p.epoch) ?? 0n) + p.amount);
  const xs = [...byEpoch.keys()];
  const amounts = [...byEpoch.values()];
  const shown = list[Math.min(open, list.length - 1)];
  return html`<div class="split">
    <section class="card"><h2>Over time</h2>
      ${xs.length > 1 && html`<${Plot} label="tokens for each epoch" xs=${xs.map(String)} series=${[{ name: "tokens", kind: "role0", values: amounts.map((a) => Number(a / 10n ** 12n) / 1e6) }]}
        show=${(v) => v.toLocaleString("en", { maximumFractionDigits: 2 })} said=${(i) => html`epoch ${count(xs[i])}: <${Amount} of=${amounts[i]} />`} />`}
      <div class="scroll"><table><thead><tr><th>epoch</th><th>role</th><th>state</th><th class="right">tokens</th><th class="right"><span class="unseen">explained</span></th></tr></thead>
        <tbody>${list.map((x, i) => html`<tr><td class="num">${count(x.epoch)}</td><td>${text(x.role)}</td><td><${State} is=${x.state} /></td>
          <td class="right"><${Amount} of=${x.amount} unit=${false} /></td>
          <td class="right"><button type="button" class="link small" aria-pressed=${i === open} onClick=${() => setOpen(i)}>why?</button></td></tr>`)}</tbody></table></div>
    </section>
    ${shown.of ? html`<${Why} participant=${participant} of=${shown.of} />` : html`<${Older} key=${shown.epoch} participant=${participant} p=${shown} />`}
  </div>`;
}

/** The explanation of a payout that lies further back. */
function Older({ participant, p }) {
  const found = usePoll(async () => {
    const e = await epoch(p.epoch);
    return (await detail(participant.id, e, e.roles.find((r) => r.role === p.role))) ?? null;
  }, [p.epoch, p.role]);
  return html`<${Loaded} of=${found}>${(of) => (of ? html`<${Why} participant=${participant} of=${of} />` : html`<${Empty}>The contract does not have this epoch's records any more.</${Empty}>`)}</${Loaded}>`;
}

/** The explanation of an amount, step by step. */
function Why({ participant, of }) {
  const { epoch: e, role: r, payout: p } = of;
  const total = e.roles.reduce((sum, x) => sum + x.weight, 0n);
  const receipt = { participant: participant.id, role: r.role, payout: p, epoch: e };
  return html`<section class="card"><header><h2>Why <${Amount} of=${p.amount + p.fee_amount} /></h2><span class="soft num">epoch ${count(e.epoch)}</span></header>
    <ol class="explain">
      <li><span>The epoch's <${Term} is="pool" /> was <${Amount} of=${e.pool} full />: <${Amount} of=${e.emission} /> new, <${Amount} of=${e.fees} /> of fees, <${Amount} of=${e.from_reserve} /> out of the <${Term} is="reserve" />.</span></li>
      <li><span>The <${Term} is="weight" /> of ${text(r.role)} was ${percent((r.weight * 1000000n) / (total || 1n))} of all, so the role's pool was <${Amount} of=${r.pool} full />.</span></li>
      <li><span>${text(participant.id)}'s verified work adds up to ${count(p.contribution)}, which the <${Term} is="formula" /> scored ${count(p.score)}${e.paid_by !== "live" ? html` <span class="tag warn">paid by: ${text(e.paid_by)}</span>` : ""}.</span></li>
      <li><span>All <${Term} is="score">scores</${Term}> of the role together are ${count(r.score_total)}, of ${count(r.participants)} ${r.participants === 1n ? "participant" : "participants"}.</span></li>
      <li><span>Pool × score ÷ all scores, rounded down to a base unit${p.limit === undefined ? "" : ", at most what its work may earn, a part of what was burned for it"}: <b><${Amount} of=${p.amount} full /></b>.${p.fee_amount > 0n ? html` Its part of the fees for liquidity comes on top: <${Amount} of=${p.fee_amount} full />.` : ""}${p.part ? html` So far <${Amount} of=${p.part} full /> is paid; the rest follows in later epochs.` : ""}</span></li>
    </ol>
    <p class="note"><span class="dot ${kindOf(e.roles, r.role)}"></span>State: <${State} is=${p.state} />. The root of what was verified is <code>${text(e.root).slice(0, 16)}…</code></p>
    <div><button type="button" class="button plain compact" onClick=${() => download(`peerz-${participant.id}-${r.role}-${e.epoch}.json`, toJSON(receipt))}>Download these numbers</button></div>
  </section>`;
}
