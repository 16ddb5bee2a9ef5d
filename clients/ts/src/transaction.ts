/** The transaction: made, read for people to look at, signed. Byte for byte what runtime/tx makes. */
import { type Address, type Hash, accountAddress, decodeAddress, encodeAddress } from "./address.js";
import { type Amount } from "./amount.js";
import { fromHex, sha256, toHex, utf8 } from "./bytes.js";
import { type Value, decode, encode } from "./cbor.js";

/** What a transaction does. Funds move from the sender to the contract first; inputs are CBOR. */
export type Message =
  | { kind: "transfer"; to: Address; amount: Amount }
  | { kind: "upload"; code: Uint8Array }
  | { kind: "instantiate"; codeHash: Hash; label: string; input: Uint8Array; funds: Amount }
  | { kind: "call"; contract: Address; input: Uint8Array; funds: Amount }
  | { kind: "bond"; amount: Amount }
  | { kind: "unbond"; amount: Amount }
  | { kind: "join"; key: Hash; proof: Uint8Array }
  | { kind: "leave" }
  | { kind: "rescue"; contract: Address; code: Hash; against: boolean };

/** What is signed. expiry is the last height at which it may be included, 0n for none; fee is the whole fee. */
export interface Body {
  chainId: string;
  nonce: bigint;
  expiry: bigint;
  gasLimit: bigint;
  fee: Amount;
  message: Message;
}

/** A transaction of an account with one key. */
export interface Transaction {
  body: Body;
  publicKey: Uint8Array;
  signature: Uint8Array;
  sender: Address;
  hash: Hash;
}

/** The largest transaction, in bytes. */
export const MAX_TRANSACTION = 1 << 20;

const KINDS = ["transfer", "upload", "instantiate", "call", "bond", "unbond", "join", "leave", "rescue"] as const;

function fieldsOf(m: Message): Value[] {
  switch (m.kind) {
    case "transfer":
      return [decodeAddress(m.to), m.amount];
    case "upload":
      return [m.code];
    case "instantiate":
      return [fixed(fromHex(m.codeHash), 32), m.label, m.input, m.funds];
    case "call":
      return [decodeAddress(m.contract), m.input, m.funds];
    case "bond":
    case "unbond":
      return [m.amount];
    case "join":
      return [fixed(fromHex(m.key), 32), fixed(m.proof, 64)];
    case "leave":
      return [];
    case "rescue":
      return [decodeAddress(m.contract), fixed(fromHex(m.code), 32), m.against];
  }
}

/** The canonical bytes of a body. */
export function encodeBody(b: Body): Uint8Array {
  const message = [BigInt(KINDS.indexOf(b.message.kind)), ...fieldsOf(b.message)];
  return encode([b.chainId, uint(b.nonce), uint(b.expiry), uint(b.gasLimit), b.fee, message]);
}

function uint(n: bigint): bigint {
  if (n < 0n || n >= 1n << 64n) throw new RangeError("a number of 64 bits is out of range");
  return n;
}

/** What a key signs for its own account: a domain, and the sha256 of the body. */
export const signBytes = (body: Uint8Array): Uint8Array => sha256Domain("peerz/tx/1", body);

const sha256Domain = (domain: string, body: Uint8Array) => Uint8Array.from([...utf8(domain), ...sha256(body)]);

/** The transaction with a body, ready to be sent. Without a signature no node accepts it; it can be simulated. */
export const assemble = (body: Uint8Array, publicKey: Uint8Array, signature: Uint8Array = new Uint8Array(64)): Uint8Array =>
  encode([body, fixed(publicKey, 32), fixed(signature, 64)]);

/** The hash of a transaction's bytes, under which its receipt is found. */
export const transactionHash = (raw: Uint8Array): Hash => toHex(sha256(raw));

/** Reads a transaction of an account with one key, and nothing but its one encoding. The signature is not verified. */
export function decodeTransaction(raw: Uint8Array): Transaction {
  if (raw.length > MAX_TRANSACTION) throw new RangeError("a transaction has at most 1 MiB");
  const [body, publicKey, signature] = array(decode(raw), 3);
  const key = fixed(bytes(publicKey), 32);
  return {
    body: decodeBody(bytes(body)),
    publicKey: key,
    signature: fixed(bytes(signature), 64),
    sender: accountAddress(key),
    hash: transactionHash(raw),
  };
}

/** Reads a body. */
export function decodeBody(b: Uint8Array): Body {
  const [chainId, nonce, expiry, gasLimit, fee, message] = array(decode(b), 6);
  const id = text(chainId);
  if (utf8(id).length > 50) throw new RangeError("a chain id has at most 50 bytes");
  return { chainId: id, nonce: uint(number(nonce)), expiry: uint(number(expiry)), gasLimit: uint(number(gasLimit)), fee: number(fee), message: decodeMessage(message) };
}

function decodeMessage(v: Value | undefined): Message {
  if (!Array.isArray(v)) throw new TypeError("a message is an array");
  const kind = KINDS[Number(number(v[0]))];
  const read = (n: number) => array(v.slice(1), n);
  switch (kind) {
    case "transfer": {
      const [to, amount] = read(2);
      return { kind, to: encodeAddress(bytes(to)), amount: number(amount) };
    }
    case "upload":
      return { kind, code: bytes(read(1)[0]) };
    case "instantiate": {
      const [hash, label, input, funds] = read(4);
      return { kind, codeHash: toHex(fixed(bytes(hash), 32)), label: text(label), input: bytes(input), funds: number(funds) };
    }
    case "call": {
      const [contract, input, funds] = read(3);
      return { kind, contract: encodeAddress(bytes(contract)), input: bytes(input), funds: number(funds) };
    }
    case "bond":
    case "unbond":
      return { kind, amount: number(read(1)[0]) };
    case "join": {
      const [key, proof] = read(2);
      return { kind, key: toHex(fixed(bytes(key), 32)), proof: fixed(bytes(proof), 64) };
    }
    case "leave":
      read(0);
      return { kind };
    case "rescue": {
      const [contract, code, against] = read(3);
      return { kind, contract: encodeAddress(bytes(contract)), code: toHex(fixed(bytes(code), 32)), against: boolean(against) };
    }
  }
  throw new RangeError("a message of a kind that there is not");
}

function array(v: Value | undefined, length: number): Value[] {
  if (!Array.isArray(v) || v.length !== length) throw new TypeError(`want an array of ${length}`);
  return v;
}

function bytes(v: Value | undefined): Uint8Array {
  if (!(v instanceof Uint8Array)) throw new TypeError("want bytes");
  return v;
}

function boolean(v: Value | undefined): boolean {
  if (typeof v !== "boolean") throw new TypeError("want true or false");
  return v;
}

function text(v: Value | undefined): string {
  if (typeof v !== "string") throw new TypeError("want text");
  return v;
}

function number(v: Value | undefined): bigint {
  if (typeof v !== "bigint" || v < 0n) throw new TypeError("want a number");
  return v;
}

function fixed(b: Uint8Array, length: number): Uint8Array {
  if (b.length !== length) throw new RangeError(`want ${length} bytes, have ${b.length}`);
  return b;
}
