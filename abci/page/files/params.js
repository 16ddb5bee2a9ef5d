// The parameters that a vote can change, of the chain and of its contracts, with the ranges that votes keep to.
import { parseAmount } from "./vendor/client.js";
import { client } from "./node.js";

/** Whose parameters they are. */
export const OWNERS = ["chain", "rewards", "roles", "governance"];

/** Parameters of a contract by their names as votes write them: an element of a list by its own name. */
function flatten(i, fields, data, prefix = "") {
  return fields.filter((f) => data[f.name] !== undefined && !(prefix && f.name === "name")).flatMap((f) => {
    const inner = f.type.startsWith("[]") && i.types?.[f.type.slice(2)];
    if (inner) return data[f.name].flatMap((e) => flatten(i, inner, e, `${prefix}${e.name}.`));
    const now = f.type === "bytes" ? `0x${data[f.name]}` : String(data[f.name]);
    return [{ name: prefix + f.name, now, unit: f.type === "amount" ? "base units" : f.unit ?? "", doc: f.doc ?? "" }];
  });
}

async function values(owner) {
  if (owner === "chain") {
    const now = await client.get("params");
    return now.ranges.map((r) => ({ name: r.name, unit: r.unit, now: String(now[r.name]), doc: "", least: BigInt(r.least), most: BigInt(r.most) }));
  }
  const { interface: i } = await client.contract(owner);
  const method = i.methods.find((m) => m.entry === "query" && m.name === "params");
  return flatten(i, method.returns, await client.query(owner, "params"));
}

/** An owner's parameters: [{name, now, unit, doc, least, most, step}]; a bound that nothing sets is absent. */
export async function params(owner) {
  const { guardrails } = await client.query("governance", "guardrails");
  return (await values(owner)).map((v) => {
    const g = guardrails.find((x) => x.name === `${owner}/${v.name}`);
    if (!g) return v;
    return { ...v, least: v.least > g.least ? v.least : g.least, most: v.most < g.most ? v.most : g.most, step: g.step };
  });
}

/** A value as votes take it: people write shares with a percent sign, and amounts in tokens. */
export function readValue(written, name) {
  const s = written.trim();
  const share = /^([0-9]{1,3})(?:\.([0-9]{1,4}))?\s*%$/.exec(s);
  if (share) return String(BigInt(share[1] + (share[2] ?? "").padEnd(4, "0")));
  if (/tokens?$/.test(s)) return String(parseAmount(s));
  if (s === "") throw new Error(`${name}: want a value.`);
  return s;
}
