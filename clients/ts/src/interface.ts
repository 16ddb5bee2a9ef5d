/** What a contract says about itself, and how arguments and results go from values to CBOR and back by it. */
import { type Address, type Hash, decodeAddress, encodeAddress } from "./address.js";
import { checkAmount, parseBaseUnits } from "./amount.js";
import { fromHex, toHex } from "./bytes.js";
import { type Value, decode, encode } from "./cbor.js";

/** The interface section of a contract's code (runtime/abi/ABI.md). */
export interface Interface {
  name: string;
  version: string;
  kind: string;
  doc: string;
  methods: Method[];
  types?: Record<string, Field[]>;
  errors?: { code: number; name: string; doc: string }[];
}

/** One thing that an entry can do. Entries other than execute and query have one method, named after them. */
export interface Method {
  name: string;
  entry: string;
  doc: string;
  args?: Field[] | null;
  returns?: Field[] | null;
}

/** A named value. The type is bool, u64, i64, amount, text, bytes, address, hash, "[]" before a type, or one of the interface's. */
export interface Field {
  name: string;
  type: string;
  unit?: string;
  doc?: string;
  optional?: boolean;
}

/**
 * What methods take and return: u64, i64 and amount are bigint, text is text, addresses are bech32 text, hashes and
 * bytes are hex, lists are arrays, types of the interface are objects with the fields that are there.
 */
export type Data = bigint | boolean | string | Address | Hash | Data[] | { [field: string]: Data };

/** A type of the interface, or a method's arguments or results, as data. */
export type Fields = { [field: string]: Data };

/** Says which value does not fit an interface, with its path. */
export class InterfaceError extends Error {
  override name = "InterfaceError";
}

/** The largest interface, in bytes. */
const MAX_INTERFACE = 256 << 10;

const SCALARS = ["bool", "u64", "i64", "amount", "text", "bytes", "address", "hash"];

/** Reads an interface that is in a file of its own: of code that has none in it. Its word is that of whoever wrote the file. */
export function parseInterface(json: string): Interface {
  const wrong = (why: string) => new InterfaceError(`not an interface: ${why}`);
  if (json.length > MAX_INTERFACE) throw wrong(`it is longer than ${MAX_INTERFACE} bytes`);
  let i: Interface;
  try {
    i = JSON.parse(json) as Interface;
  } catch {
    throw wrong("it is not JSON");
  }
  if (typeof i !== "object" || i === null || typeof i.name !== "string" || !Array.isArray(i.methods)) throw wrong("it has no name or no methods");
  const fields = (list: unknown, where: string) => {
    if (list === undefined || list === null) return;
    if (!Array.isArray(list)) throw wrong(`${where} is no list`);
    for (const f of list as Field[]) {
      if (typeof f?.name !== "string" || typeof f.type !== "string") throw wrong(`${where} has a field without name or type`);
      const type = f.type.replace(/^(\[\]){0,16}/, "");
      if (!SCALARS.includes(type) && !typeOf(i, type)) throw wrong(`${where}: ${f.name} has the unknown type ${f.type}`);
    }
  };
  for (const m of i.methods) {
    if (typeof m?.name !== "string" || typeof m.entry !== "string") throw wrong("a method has no name or no entry");
    fields(m.args, `${m.name}.args`);
    fields(m.returns, `${m.name}.returns`);
  }
  for (const [name, list] of Object.entries(i.types ?? {})) fields(list, name);
  return { ...i, doc: String(i.doc ?? ""), version: String(i.version ?? ""), kind: String(i.kind ?? "contract") };
}

/** Finds a method. For entries other than execute and query the name is not looked at. */
export function findMethod(i: Interface, entry: string, name: string): Method {
  const found = i.methods.find((m) => m.entry === entry && (m.name === name || !dispatched(entry)));
  if (!found) throw new InterfaceError(`${i.name} has no ${entry} method ${JSON.stringify(name)}`);
  return found;
}

const dispatched = (entry: string) => entry === "execute" || entry === "query";

/** The input of an entry: its arguments, as [method, arguments] for execute and query. */
export function encodeCall(i: Interface, entry: string, method: string, args: Fields = {}): Uint8Array {
  const m = findMethod(i, entry, method);
  const map = pack(i, m.args ?? [], args, m.name);
  return encode(dispatched(entry) ? [m.name, map] : map);
}

/** What an execute's or query's input asks for: its method and arguments. */
export function decodeCall(i: Interface, entry: string, input: Uint8Array): { method: string; args: Fields } {
  const v = decode(input);
  if (!Array.isArray(v) || v.length !== 2 || typeof v[0] !== "string") throw new InterfaceError("the input is no call of a method");
  const m = findMethod(i, entry, v[0]);
  return { method: m.name, args: unpack(i, m.args ?? [], v[1]!, m.name) };
}

/** What a method returned. Nothing is {}. */
export function decodeResult(i: Interface, entry: string, method: string, output: Uint8Array): Fields {
  const m = findMethod(i, entry, method);
  if (output.length === 0 && (m.returns ?? []).length === 0) return {};
  return unpack(i, m.returns ?? [], decode(output), m.name);
}

function pack(i: Interface, fields: Field[], data: Data, path: string): Map<string, Value> {
  if (typeof data !== "object" || Array.isArray(data)) throw new InterfaceError(`${path}: want an object`);
  for (const name of Object.keys(data)) {
    if (!fields.some((f) => f.name === name)) throw new InterfaceError(`${path}: there is no ${JSON.stringify(name)}`);
  }
  const out = new Map<string, Value>();
  for (const f of fields) {
    const v = Object.hasOwn(data, f.name) ? data[f.name] : undefined;
    if (v !== undefined) out.set(f.name, packValue(i, f.type, v, `${path}.${f.name}`));
    else if (!f.optional) throw new InterfaceError(`${path}: ${f.name} (${f.type}) is missing`);
  }
  return out;
}

function packValue(i: Interface, type: string, v: Data, path: string): Value {
  if (type.startsWith("[]")) {
    if (!Array.isArray(v)) throw new InterfaceError(`${path}: want a list`);
    return v.map((x, n) => packValue(i, type.slice(2), x, `${path}[${n}]`));
  }
  const fields = typeOf(i, type);
  if (fields) return pack(i, fields, v, path);
  try {
    return packScalar(type, v);
  } catch (err) {
    throw new InterfaceError(`${path}: want ${type}: ${(err as Error).message}`);
  }
}

function typeOf(i: Interface, type: string): Field[] | undefined {
  return i.types && Object.hasOwn(i.types, type) ? i.types[type] : undefined;
}

const RANGES: Record<string, [bigint, bigint]> = { u64: [0n, (1n << 64n) - 1n], i64: [-(1n << 63n), (1n << 63n) - 1n] };

function packScalar(type: string, v: Data): Value {
  const range = RANGES[type];
  if (range) {
    if (typeof v !== "bigint" || v < range[0] || v > range[1]) throw new RangeError("not a bigint in its range");
    return v;
  }
  if (type === "amount") return typeof v === "bigint" ? checkAmount(v) : parseBaseUnits(String(v));
  if (type === "bool") {
    if (typeof v !== "boolean") throw new TypeError("not a boolean");
    return v;
  }
  if (typeof v !== "string") throw new TypeError("not a string");
  switch (type) {
    case "text":
      return v;
    case "bytes":
      return fromHex(v);
    case "address":
      return decodeAddress(v);
    case "hash":
      return fixed(fromHex(v), 32);
  }
  throw new TypeError("the interface names a type that there is not");
}

function fixed(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`not ${length} bytes`);
  return bytes;
}

function unpack(i: Interface, fields: Field[], v: Value, path: string): Fields {
  if (!(v instanceof Map)) throw new InterfaceError(`${path}: not a map`);
  for (const name of v.keys()) {
    if (!fields.some((f) => f.name === name)) throw new InterfaceError(`${path}: unknown field ${JSON.stringify(name)}`);
  }
  const out: Fields = {};
  for (const f of fields) {
    const x = v.get(f.name);
    if (x !== undefined) {
      Object.defineProperty(out, f.name, { value: unpackValue(i, f.type, x, `${path}.${f.name}`), enumerable: true, writable: true, configurable: true });
    } else if (!f.optional) throw new InterfaceError(`${path}: ${f.name} is missing`);
  }
  return out;
}

function unpackValue(i: Interface, type: string, v: Value, path: string): Data {
  if (type.startsWith("[]")) {
    if (!Array.isArray(v)) throw new InterfaceError(`${path}: not a list`);
    return v.map((x, n) => unpackValue(i, type.slice(2), x, `${path}[${n}]`));
  }
  const fields = typeOf(i, type);
  if (fields) return unpack(i, fields, v, path);
  const wrong = new InterfaceError(`${path}: not ${type}`);
  const range = RANGES[type];
  if (range || type === "amount") {
    if (typeof v !== "bigint" || v < (range?.[0] ?? 0n) || (range && v > range[1])) throw wrong;
    return v;
  }
  if (type === "bool" || type === "text") {
    if (typeof v !== (type === "bool" ? "boolean" : "string")) throw wrong;
    return v as boolean | string;
  }
  if (!(v instanceof Uint8Array)) throw wrong;
  if (type === "address" && v.length === 20) return encodeAddress(v);
  if (type === "bytes" || (type === "hash" && v.length === 32)) return toHex(v);
  throw wrong;
}
