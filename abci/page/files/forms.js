// From fields that people fill in to the arguments of a method, by a contract's interface.
import { fromHex, isAddress, parseAmount } from "./vendor/client.js";
import { html } from "./vendor/preact.js";
import { prose, text } from "./ui.js";

/** A field for each argument of a method. values are what was written so far, by name. */
export const Fields = ({ i, fields, values, onChange }) => html`<div class="options">${fields.map((f) => html`<label>${text(f.name)}, ${text(f.type)}${f.optional ? ", may be left out" : ""}
  <input title=${prose(f.doc)} placeholder=${hint(i, f.type)} value=${values[f.name] ?? ""} onInput=${(e) => onChange({ ...values, [f.name]: e.target.value })} /></label>`)}</div>`;

const HINTS = { bool: "true or false", u64: "a whole number", i64: "a whole number", amount: "5 tokens", address: "peerz1…", hash: "64 hex digits", bytes: "hex", text: "" };
const hint = (i, type) => HINTS[type] ?? (type.startsWith("[]") ? "JSON: […]" : `JSON: {${(i.types?.[type] ?? []).map((f) => f.name).join(", ")}}`);

/** What was written into a form as the method's arguments. Lists and types of the contract are written as JSON. */
export function read(i, fields, values) {
  const args = {};
  for (const f of fields) {
    const s = (values[f.name] ?? "").trim();
    if (s === "" && f.optional) continue;
    args[f.name] = value(i, f.type, f.type.startsWith("[]") || i.types?.[f.type] ? parseJSON(s, f.name) : s, f.name);
  }
  return args;
}

/** JSON with its numbers as texts, so that none loses digits. */
function parseJSON(s, name) {
  try {
    return JSON.parse(s.replace(/("(?:[^"\\]|\\.)*")|(-?[0-9]+)(?![0-9.eE])/g, (all, quoted) => quoted ?? `"${all}"`));
  } catch {
    throw new Error(`${name}: want JSON.`);
  }
}

function value(i, type, v, name) {
  const wrong = (want) => new Error(`${name}: want ${want}.`);
  if (type.startsWith("[]")) {
    if (!Array.isArray(v)) throw wrong("a list");
    return v.map((x) => value(i, type.slice(2), x, name));
  }
  const fields = i.types?.[type];
  if (fields) {
    if (typeof v !== "object" || v === null) throw wrong("an object");
    const stray = Object.keys(v).find((key) => !fields.some((f) => f.name === key));
    if (stray !== undefined) throw new Error(`${name} has no ${stray}.`);
    return Object.fromEntries(fields.filter((f) => v[f.name] !== undefined).map((f) => [f.name, value(i, f.type, v[f.name], `${name}.${f.name}`)]));
  }
  if (type === "bool") {
    if (!["true", "false"].includes(String(v))) throw wrong("true or false");
    return String(v) === "true";
  }
  if (typeof v !== "string") throw wrong(HINTS[type] || "a text");
  if (type === "u64" || type === "i64") {
    if (!/^-?[0-9]+$/.test(v)) throw wrong("a whole number");
    return BigInt(v);
  }
  if (type === "amount") return parseAmount(v);
  if (type === "address" && !isAddress(v)) throw wrong("an address");
  if (type === "bytes" || type === "hash") bytes(v, name);
  return v;
}

/** Bytes of what was written in hex. */
export function bytes(s, name) {
  try {
    return fromHex(s.trim().replace(/^0x/, ""));
  } catch {
    throw new Error(`${name}: want bytes in hex, such as 82636164640a.`);
  }
}
