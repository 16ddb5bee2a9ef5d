// What a proposal would have paid in the last epochs, calculated in this browser from what the chain has recorded, exactly as the chain
// pays: docs/accounting.md says how. `peerz gov preview` calculates the same.
import { client } from "./node.js";

/** How far back it is calculated, at most. */
export const MOST = { epochs: 10, records: 5000 };

const MILLION = 1000000n;
const PARTS = 10;

/** Why a code would not have paid: what rewards says of an answer. */
export const REASONS = { 100: "not callable", 101: "malformed answer", 102: "answer of the wrong length", 103: "weight out of bounds", 104: "weights are all zero", 105: "scores overflow", 106: "pays nobody in the role", 107: "scores depend on what is scored together" };

/** The largest remainder method: parts of total by weights, which add up exactly; ties go to the lower index. */
export function apportion(total, weights) {
  const sum = weights.reduce((s, w) => s + w, 0n);
  const parts = weights.map((w) => (total * w) / sum);
  const order = weights.map((w, i) => [(total * w) % sum, i]).sort(([a, i], [b, j]) => (a < b ? 1 : a > b ? -1 : i - j));
  const left = total - parts.reduce((s, p) => s + p, 0n);
  for (const [, i] of order.slice(0, Number(left))) parts[i] += 1n;
  return parts;
}

const portion = (pool, score, total) => (total > 0n ? (pool * score) / total : 0n);

/** The newest epochs whose scores are final. */
async function sealed() {
  const list = [];
  let e = await client.query("rewards", "latest");
  while (list.length < MOST.epochs) {
    if (!/^0*$/.test(e.table)) list.push(e); // its scores are final, and its pages known
    if (e.epoch === 0n) break;
    e = await client.query("rewards", "epoch", { epoch: e.epoch - 1n });
  }
  return list;
}

/** The reason for which weights do not fit the bounds; 0n: they do. */
function outOfBounds(params, base, weights) {
  const total = weights.reduce((s, w) => s + w, 0n);
  if (weights.length !== base.length) return 102n;
  if (total === 0n) return 104n;
  const bad = weights.some((w, i) => w > 1n << 36n || (base[i] === 0n) !== (w === 0n) || (w > 0n && w * MILLION < params.min_weight * total) || w * MILLION > params.max_weight * total);
  return bad ? 103n : 0n;
}

/** The weights that an epoch would have had: [weights, reason]. */
async function weightsOf(e, inputs, change) {
  const before = e.roles.map((r) => r.weight);
  if (change.formula && !change.weights) {
    const answer = await client.query("rewards", "backtest_weights", { change: { code: change.formula }, epoch: e.epoch });
    return answer.reason > 0n ? [before, answer.reason] : [answer.new, 0n];
  }
  const base = inputs.roles.map((r) => change.weights.get(r.role) ?? r.base);
  const question = {
    previous: inputs.roles.map((r) => r.previous), base, demand: inputs.roles.map((r) => r.demand), supply: inputs.roles.map((r) => r.supply),
    gauge: inputs.roles.map((r) => r.gauge), params: inputs.params.formula_params ?? "", min_weight: inputs.params.min_weight, max_weight: inputs.params.max_weight,
  };
  const answer = await client.pure(change.formula ?? inputs.live.code_hash, "weights", question).catch((err) => {
    if (err.failure) return undefined;
    throw err;
  });
  const weights = answer?.weights.map(BigInt);
  const reason = weights ? outOfBounds(inputs.params, base, weights) : 101n;
  return reason > 0n ? [before, reason] : [weights, 0n];
}

/** A role's records with both scores: {records, reason}. */
async function scoresOf(e, role, change) {
  const found = { records: [], reason: 0n };
  let after;
  for (let number = 0n; ; number++) {
    const page = await client.query("rewards", "records", { epoch: e.epoch, role: role.role, ...(after && { after }) });
    const again = change.formula ? await client.query("rewards", "backtest", { change: { code: change.formula }, epoch: e.epoch, role: role.role, page: number }) : undefined;
    if (again?.reason > 0n && found.reason === 0n) found.reason = again.reason;
    const scores = new Map(again?.scores.map((s) => [s.id, s.new]));
    for (const r of page.records) found.records.push({ id: r.id, limit: r.limit, old: r.score, new: again ? scores.get(r.id) ?? 0n : r.score });
    if (!(after = page.next)) return found;
  }
}

/** Adds what a role's records get of an epoch, by both, to what is known of people and roles. */
function settle(sums, role, { records }, pool, failed) {
  const total = (key) => records.reduce((s, r) => s + r[key], 0n);
  const [old, fresh] = [total("old"), total("new")];
  const by = failed || (fresh === 0n && old > 0n) ? "old" : "new";
  const of = sums.role(role.role);
  of.pool.old += role.pool;
  of.pool.new += pool;
  const pay = (r, from, key, sum) => {
    const amount = portion(from, r[key], sum);
    return (r.limit !== undefined && r.limit < amount ? r.limit : amount) + portion(role.fee_pool, r[key], sum);
  };
  for (const r of records) {
    const p = sums.person(role.role, r.id);
    p.old += pay(r, role.pool, "old", old);
    p.new += pay(r, pool, by, by === "old" ? old : fresh);
  }
}

function ledger() {
  const [roles, people] = [new Map(), new Map()];
  const get = (map, key, make) => (map.has(key) || map.set(key, make()), map.get(key));
  return {
    roles, people,
    role: (name) => get(roles, name, () => ({ role: name, pool: { old: 0n, new: 0n }, paid: { old: 0n, new: 0n }, deciles: [] })),
    person: (role, id) => get(people, `${role}\0${id}`, () => ({ role, id, old: 0n, new: 0n })),
  };
}

/** People of a role from those who got least, in up to ten equal parts. */
function divide(role, people) {
  const own = people.filter((p) => p.role === role.role).sort((a, b) => (a.old < b.old ? -1 : a.old > b.old ? 1 : a.id < b.id ? -1 : 1));
  const parts = Math.min(PARTS, own.length);
  role.deciles = Array.from({ length: parts }, () => ({ old: 0n, new: 0n }));
  own.forEach((p, i) => {
    for (const sum of [role.paid, role.deciles[Math.floor((i * parts) / own.length)]]) {
      sum.old += p.old;
      sum.new += p.new;
    }
  });
}

/**
 * What the last epochs would have paid with a formula (the hash of its code) or with voted weights (a Map by role): {from, to, epochs, records,
 * failures: [{epoch, reason}], roles, people}.
 */
export async function effect(change) {
  const sums = ledger();
  const report = { epochs: 0, records: 0, failures: [], from: undefined, to: undefined };
  for (const e of await sealed()) {
    const many = Number(e.roles.reduce((n, r) => n + r.participants, 0n));
    if (report.epochs > 0 && report.records + many > MOST.records) break;
    const inputs = await client.query("rewards", "inputs", { epoch: e.epoch });
    let [weights, reason] = await weightsOf(e, inputs, change);
    const scored = await Promise.all(e.roles.map((r) => (r.participants > 0n ? scoresOf(e, r, change) : { records: [], reason: 0n })));
    reason = reason || scored.find((s) => s.reason > 0n)?.reason || 0n;
    if (reason > 0n) {
      report.failures.push({ epoch: e.epoch, reason });
      weights = e.roles.map((r) => r.weight);
    }
    const parts = apportion(e.pool, weights);
    e.roles.forEach((r, i) => settle(sums, r, scored[i], parts[i] ?? 0n, reason > 0n));
    report.to ??= e.epoch;
    report.from = e.epoch;
    report.epochs++;
    report.records += many;
  }
  const people = [...sums.people.values()];
  const roles = [...sums.roles.values()];
  for (const role of roles) divide(role, people);
  return { ...report, roles, people };
}
