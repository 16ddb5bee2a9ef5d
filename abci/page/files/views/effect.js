// What a proposal would have paid, as plots: by role, by tenth of a role's participants, who gains and who loses, and one's own.
import { html, useState } from "../vendor/preact.js";
import { percent } from "../vendor/client.js";
import { MOST, REASONS, effect } from "../effect.js";
import { useKeys } from "../keys.js";
import { client } from "../node.js";
import { Bars, Pairs } from "../plot.js";
import { Amount, Empty, Loaded, Ref, Term, count, text, usePoll } from "../ui.js";

/** The change that actions would make of payouts, if it can be calculated. */
export function changeOf(actions) {
  const formula = actions.find((a) => a.kind === "upgrade" && a.contract === "formula")?.code_hash;
  const weights = actions.find((a) => a.kind === "weights")?.weights;
  return formula || weights ? { formula, weights: weights && new Map(weights.map((w) => [w.role, w.weight])) } : undefined;
}

/** Calculates on demand: it asks the node for every record. */
export function Effect({ actions }) {
  const change = changeOf(actions);
  const [open, setOpen] = useState(false);
  if (!change) return null;
  return html`<details class="effect" onToggle=${(e) => setOpen(e.target.open)}><summary>What it would have paid in the last epochs</summary>${open && html`<${Report} change=${change} />`}</details>`;
}

const WAIT = { rows: 6 };

function Report({ change }) {
  const { current } = useKeys();
  const found = usePoll(() => effect(change), [change.formula, [...(change.weights ?? [])].join()]);
  const own = usePoll(async () => current && (await client.query("roles", "by_account", { account: current.address })).participants.map((p) => p.id), [current?.address]);
  return html`<${Loaded} of=${found} ...${WAIT}>${(r) => (r.epochs ? html`<div class="stack">
    <p class="note">Calculated here from what the chain has recorded: epochs ${count(r.from)} to ${count(r.to)}, ${count(r.records)} records. A browser looks back ${MOST.epochs} epochs at most; <code>peerz gov preview</code> looks further.</p>
    ${r.failures.length > 0 && html`<p class="warning">It would have failed in ${r.failures.length === 1 ? "epoch" : "epochs"} ${r.failures.map((f) => `${count(f.epoch)} (${REASONS[f.reason] ?? `fault ${f.reason}`})`).join(", ")}: these are paid as they were.</p>`}
    <${Roles} roles=${r.roles} /><${Deciles} roles=${r.roles} /><${Changes} people=${r.people} /><${Own} people=${r.people} ids=${own.value} />
  </div>` : html`<${Empty}>No epoch is sealed yet, so nothing can be calculated.</${Empty}>`)}</${Loaded}>`;
}

/** Millionths of a token, for lengths on a screen. */
const length = (amount) => Number(amount / 10n ** 12n);
/** By how much pay changes, in ppm of what it was; nothing where it was nothing.
 * @param {{ old: bigint, new: bigint }} p */
const moved = (p) => (p.old > 0n ? ((p.new - p.old) * 1000000n) / p.old : undefined);
const signed = (ppm) => html`<span class="tag ${ppm > 0n ? "good" : ppm < 0n ? "bad" : ""}">${ppm > 0n ? "+" : ppm < 0n ? "−" : ""}${percent(ppm < 0n ? -ppm : ppm)}</span>`;

function Roles({ roles }) {
  return html`<div class="tight"><h4>Each role's pool</h4>
    <${Pairs} label="pool of each role, as it was and as it would have been" items=${roles.map((r) => ({ name: text(r.role), old: length(r.pool.old), new: length(r.pool.new) }))}
      said=${(i) => html`${text(roles[i].role)}: <${Amount} of=${roles[i].pool.old} unit=${false} /> → <${Amount} of=${roles[i].pool.new} /> ${moved(roles[i].pool) !== undefined && signed(moved(roles[i].pool))}`} /></div>`;
}

function Deciles({ roles }) {
  const shown = roles.filter((r) => r.deciles.length > 0);
  const [role, setRole] = useState(shown[0]?.role);
  const r = shown.find((x) => x.role === role) ?? shown[0];
  if (!r) return html`<p class="note">Nobody was verified in these epochs.</p>`;
  return html`<div class="tight"><h4>What ${r.deciles.length < 10 ? "its participants" : "tenths of its participants"} got, from those with least</h4>
    <div class="row">${shown.map((x) => html`<button type="button" class="button compact ${x === r ? "" : "plain"}" aria-pressed=${x === r} onClick=${() => setRole(x.role)}>${text(x.role)}</button>`)}</div>
    <${Pairs} label="paid to each part of the role's participants" items=${r.deciles.map((d, i) => ({ name: String(i + 1), old: length(d.old), new: length(d.new) }))}
      said=${(i) => html`part ${i + 1} of ${r.deciles.length}: <${Amount} of=${r.deciles[i].old} unit=${false} /> → <${Amount} of=${r.deciles[i].new} /> ${moved(r.deciles[i]) !== undefined && signed(moved(r.deciles[i]))}`} /></div>`;
}

/** Bounds of the classes of change, in ppm of what somebody got. */
const BOUNDS = [-500000n, -200000n, -50000n, 0n, 50000n, 200000n, 500000n];

function Changes({ people }) {
  const of = (p) => {
    const m = moved(p) ?? (p.new > 0n ? 1000000n : 0n);
    if (m === 0n && p.old === p.new) return 4;
    const below = BOUNDS.findIndex((bound) => m < bound || (m === bound && p.new < p.old));
    return below < 0 ? BOUNDS.length + 1 : below < 4 ? below : below + 1;
  };
  const names = ["less than −50%", "−50% to −20%", "−20% to −5%", "−5% to 0", "the same", "0 to +5%", "+5% to +20%", "+20% to +50%", "more than +50%"];
  const counts = names.map(() => 0);
  for (const p of people) counts[of(p)]++;
  const best = [...people].sort((a, b) => (a.new - a.old < b.new - b.old ? 1 : -1));
  const row = (p) => html`<tr key=${`${p.role} ${p.id}`}><td><a href="#/earn/${encodeURIComponent(p.id)}" title=${text(p.id)}>${text(p.id).length > 14 ? `${text(p.id).slice(0, 12)}…` : text(p.id)}</a> <span class="soft small">${text(p.role)}</span></td><td class="right"><${Amount} of=${p.old} unit=${false} /></td><td class="right"><${Amount} of=${p.new} unit=${false} /></td><td class="right">${moved(p) === undefined ? "" : signed(moved(p))}</td></tr>`;
  const gains = best.filter((p) => p.new > p.old).slice(0, 5);
  const losses = best.filter((p) => p.new < p.old).slice(-5).reverse();
  return html`<div class="tight"><h4>Who gains and who loses</h4>
    <${Bars} label="participants by how their pay changes" items=${names.map((name, i) => ({ name: ["<−50", "−50", "−20", "−5", "=", "+5", "+20", "+50", ">+50"][i], value: counts[i], kind: i < 4 ? "role4" : i === 4 ? "role6" : "role0" }))}
      said=${(i) => `${names[i]}: ${count(counts[i])} of ${count(people.length)}`} />
    ${gains.length + losses.length > 0 && html`<div class="scroll"><table><thead><tr><th>most</th><th class="right">was</th><th class="right">would be</th><th class="right">change</th></tr></thead><tbody>${gains.map(row)}${losses.map(row)}</tbody></table></div>`}</div>`;
}

function Own({ people, ids }) {
  const own = people.filter((p) => ids?.includes(p.id));
  if (!own.length) return null;
  return html`<div class="tight"><h4>You</h4>${own.map((p) => html`<p key=${p.id + p.role}><b>${text(p.id)}</b> in ${text(p.role)}: <${Amount} of=${p.old} unit=${false} /> → <${Amount} of=${p.new} /> ${moved(p) !== undefined && signed(moved(p))}</p>`)}</div>`;
}

/** What the chain itself has found out before the vote. */
export function ChainReport({ proposal }) {
  const found = usePoll(() => client.query("governance", "report", { proposal }).catch(() => undefined), [proposal], 8000);
  const r = found.value;
  if (!r) return null;
  return html`<p class="note">The chain's own <${Term} is="report" />: ${r.contract ? html`<b>the dry run of ${text(r.contract)} failed</b> in ${text(r.stage)}, with fault ${String(r.fault)}. ` : ""}${
    r.epochs > 0n || r.left > 0n ? html`${count(r.records)} records of ${count(r.epochs)} ${r.epochs === 1n ? "epoch" : "epochs"} scored again${r.left > 0n ? `, ${count(r.left)} epochs are left` : ""}; ${
      r.failed > 0n ? html`<b>${count(r.failed)} would not have been paid</b> (${REASONS[r.reason] ?? `fault ${r.reason}`})` : "all would have been paid"}` : r.done ? "nothing stands against it" : "it is being made; the vote begins when it is done"}. <${Ref} of=${r.digest} /></p>`;
}
