/**
 * The chain's CBOR: deterministic (RFC 8949 core), and of that only unsigned and negative integers of 64
 * bits, byte strings, text, arrays, maps with text keys, true, false and amounts (tag 2 from 2^64 on). Whatever decodes has
 * exactly one encoding, which general libraries do not check. There is so little of it that it is written here.
 */
import { MAX_AMOUNT } from "./amount.js";
import { compare, concat, utf8 } from "./bytes.js";

/** What CBOR of the chain can say. Numbers are bigint, so that none loses digits. */
export type Value = bigint | boolean | string | Uint8Array | Value[] | Map<string, Value>;

/** How deep values may be nested. */
export const MAX_DEPTH = 16;

const U64 = 1n << 64n;
const TEXT_OF = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const [UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, OTHER] = [0, 1, 2, 3, 4, 5, 6, 7];

function head(major: number, n: bigint): Uint8Array {
  const width = n < 24n ? 0 : n < 1n << 8n ? 1 : n < 1n << 16n ? 2 : n < 1n << 32n ? 4 : 8;
  const out = new Uint8Array(1 + width);
  out[0] = (major << 5) | (width === 0 ? Number(n) : 24 + Math.log2(width));
  for (let i = width; i > 0; i--, n >>= 8n) out[i] = Number(n & 0xffn);
  return out;
}

const headed = (major: number, bytes: Uint8Array) => concat(head(major, BigInt(bytes.length)), bytes);

/** Orders keys by their encoding: the shorter first, then bytewise. */
const byKey = (a: Uint8Array, b: Uint8Array) => a.length - b.length || compare(a, b);

/** The one encoding of a value. Throws for numbers that the chain does not have, and for nesting that is too deep. */
export function encode(v: Value, depth = 0): Uint8Array {
  if (depth > MAX_DEPTH) throw new RangeError("cbor: nested too deep");
  if (typeof v === "bigint") return encodeInteger(v);
  if (typeof v === "boolean") return head(OTHER!, v ? 21n : 20n);
  if (typeof v === "string") return headed(TEXT!, wellFormed(v));
  if (v instanceof Uint8Array) return headed(BYTES!, v);
  if (Array.isArray(v)) return concat(head(ARRAY!, BigInt(v.length)), ...v.map((x) => encode(x, depth + 1)));
  const pairs = [...v].map(([key, x]) => [wellFormed(key), encode(x, depth + 1)] as const);
  pairs.sort(([a], [b]) => byKey(a, b));
  return concat(head(MAP!, BigInt(pairs.length)), ...pairs.flatMap(([key, x]) => [headed(TEXT!, key), x]));
}

function wellFormed(text: string): Uint8Array {
  const bytes = utf8(text);
  if (TEXT_OF.decode(bytes) !== text) throw new RangeError("cbor: a text with half a character");
  return bytes;
}

function encodeInteger(n: bigint): Uint8Array {
  if (n >= 0n && n < U64) return head(UINT!, n);
  if (n < 0n && n >= -(1n << 63n)) return head(NEGATIVE!, -1n - n);
  if (n < 0n || n > MAX_AMOUNT) throw new RangeError("cbor: a number outside what the chain has");
  let digits = n.toString(16);
  if (digits.length % 2) digits = `0${digits}`;
  return concat(head(TAG!, 2n), headed(BYTES!, Uint8Array.from(digits.match(/../g)!, (h) => parseInt(h, 16))));
}

/** Says that bytes are not the chain's CBOR. */
export class CborError extends Error {
  override name = "CborError";
}

/** Reads a value and refuses whatever encode would not have written. */
export function decode(bytes: Uint8Array): Value {
  const r = new Reader(bytes);
  const v = r.value(0);
  if (r.at !== bytes.length) throw new CborError("bytes after the end");
  return v;
}

class Reader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  value(depth: number): Value {
    if (depth > MAX_DEPTH) throw new CborError("nested too deep");
    const [major, n] = this.head();
    switch (major) {
      case UINT:
        return n;
      case NEGATIVE:
        if (n >= 1n << 63n) throw new CborError("a number below -2^63");
        return -1n - n;
      case BYTES:
        return this.take(n);
      case TEXT:
        return this.text(n);
      case ARRAY:
        return this.list(n, depth);
      case MAP:
        return this.map(n, depth);
      case TAG:
        return this.amount(n);
    }
    if (n !== 20n && n !== 21n) throw new CborError("neither true nor false");
    return n === 21n;
  }

  head(): [number, bigint] {
    const first = this.take(1n)[0]!;
    const major = first >> 5;
    const info = first & 31;
    if (info < 24) return [major, BigInt(info)];
    if (info > 27 || major === OTHER) throw new CborError("a length or a value that the chain does not have");
    const width = 1 << (info - 24);
    const n = this.take(BigInt(width)).reduce((sum, b) => (sum << 8n) | BigInt(b), 0n);
    const least = width === 1 ? 24n : 1n << BigInt(4 * width);
    if (n < least) throw new CborError("not the shortest form");
    return [major, n];
  }

  take(n: bigint): Uint8Array {
    if (n > BigInt(this.bytes.length - this.at)) throw new CborError("ends early");
    this.at += Number(n);
    return this.bytes.slice(this.at - Number(n), this.at);
  }

  text(n: bigint): string {
    const bytes = this.take(n);
    try {
      return TEXT_OF.decode(bytes);
    } catch {
      throw new CborError("a text that is not UTF-8");
    }
  }

  list(n: bigint, depth: number): Value[] {
    if (n > BigInt(this.bytes.length - this.at)) throw new CborError("ends early");
    return Array.from({ length: Number(n) }, () => this.value(depth + 1));
  }

  map(n: bigint, depth: number): Map<string, Value> {
    const out = new Map<string, Value>();
    let last: Uint8Array | undefined;
    for (; n > 0n; n--) {
      const [major, length] = this.head();
      if (major !== TEXT) throw new CborError("a key that is no text");
      const key = this.text(length);
      const bytes = utf8(key);
      if (last && byKey(last, bytes) >= 0) throw new CborError("keys out of order");
      last = bytes;
      out.set(key, this.value(depth + 1));
    }
    return out;
  }

  amount(tag: bigint): bigint {
    const [major, length] = this.head();
    if (tag !== 2n || major !== BYTES || length < 9n || length > 16n) throw new CborError("a tag that the chain does not have");
    const digits = this.take(length);
    if (digits[0] === 0) throw new CborError("a leading zero");
    return digits.reduce((sum, b) => (sum << 8n) | BigInt(b), 0n);
  }
}
