/** Accounts that several keys control together, and transactions in files, which keys sign one after the other. */
import { type Address, accountAddress, decodeAddress, encodeAddress } from "./address.js";
import { compare, concat, equal, fromHex, sha256, toHex, utf8 } from "./bytes.js";
import { decode, encode } from "./cbor.js";
import { type Key, verify } from "./keys.js";
import { type Body, assemble, decodeBody, encodeBody, signBytes } from "./transaction.js";

/** The most keys of one account. */
const MAX_SIGNERS = 16;

/** An account of 2 to 16 keys, of which as many as the threshold sign. Its address follows from them, in whatever order. */
export class Multisig {
  readonly threshold: number;
  readonly keys: readonly Uint8Array[];
  readonly address: Address;

  constructor(threshold: number, keys: readonly Uint8Array[]) {
    const sorted = keys.map((k) => Uint8Array.from(k)).sort(compare);
    if (sorted.length < 2 || sorted.length > MAX_SIGNERS) throw new RangeError(`an account of several keys has 2 to ${MAX_SIGNERS}`);
    if (!Number.isInteger(threshold) || threshold < 1 || threshold > sorted.length) throw new RangeError("a threshold is 1 to the number of keys");
    if (sorted.some((k, i) => k.length !== 32 || (i > 0 && equal(k, sorted[i - 1]!)))) throw new RangeError("a key has 32 bytes, and is there once");
    this.threshold = threshold;
    this.keys = sorted;
    this.address = encodeAddress(sha256(utf8("peerz/multisig"), Uint8Array.of(threshold, sorted.length), ...sorted).slice(0, 20));
  }

  /** What each key signs: the body, for this account alone. */
  signBytes(body: Uint8Array): Uint8Array {
    return concat(utf8("peerz/multisig/1"), sha256(body), decodeAddress(this.address));
  }

  /** The bytes of the transaction with a body and the signatures of keys, by their hex; throws while there are too few. */
  assemble(body: Uint8Array, signatures: ReadonlyMap<string, Uint8Array>): Uint8Array {
    const signing = this.keys.map((k, i) => ({ i, signature: signatures.get(toHex(k)) })).filter((s) => s.signature).slice(0, this.threshold);
    if (signing.length < this.threshold) throw new RangeError(`${signing.length} signatures, want ${this.threshold}`);
    const signers = signing.reduce((bits, s) => bits | (1n << BigInt(s.i)), 0n);
    return encode([body, [BigInt(this.threshold), ...this.keys], [signers, ...signing.map((s) => s.signature!)]]);
  }
}

/** A transaction and the signatures that it has so far, as `peerz tx build` and `peerz tx sign` write it. */
export class TransactionFile {
  readonly body: Body;
  readonly sender: Address;
  /** The account of several keys that sends; undefined when one key sends for itself. */
  readonly multisig: Multisig | undefined;
  readonly keys: readonly Uint8Array[];
  readonly needed: number;
  readonly #raw: Uint8Array;
  readonly #unsigned: string;
  readonly #says: unknown;
  readonly #signatures = new Map<string, Uint8Array>();

  /** Reads a file and verifies its signatures. What it says beside the transaction's bytes counts for nothing. */
  constructor(json: string) {
    const file = JSON.parse(json) as { format?: number; says?: unknown; transaction?: string; signatures?: { public_key: string; signature: string }[] };
    if (file?.format !== 1 || typeof file.transaction !== "string") throw new TypeError("want what `peerz tx build` wrote");
    this.#unsigned = file.transaction;
    this.#says = file.says;
    const parts = decode(fromHex(file.transaction));
    if (!Array.isArray(parts) || parts.length !== 3 || !(parts[0] instanceof Uint8Array)) throw new TypeError("not a transaction");
    const who = parts[1]!;
    this.#raw = parts[0];
    this.body = decodeBody(this.#raw);
    if (who instanceof Uint8Array) {
      this.keys = [who];
      this.sender = accountAddress(who);
    } else {
      if (!Array.isArray(who) || typeof who[0] !== "bigint" || !who.slice(1).every((k) => k instanceof Uint8Array)) throw new TypeError("not a transaction of keys");
      this.multisig = new Multisig(Number(who[0]), who.slice(1) as Uint8Array[]);
      this.keys = this.multisig.keys;
      this.sender = this.multisig.address;
    }
    this.needed = this.multisig?.threshold ?? 1;
    for (const s of file.signatures ?? []) this.#add(fromHex(s.public_key), fromHex(s.signature));
  }

  /** What is signed. */
  get message(): Uint8Array {
    return this.multisig?.signBytes(this.#raw) ?? signBytes(this.#raw);
  }

  /** The keys that have signed, in hex. */
  get signed(): string[] {
    return [...this.#signatures.keys()];
  }

  get complete(): boolean {
    return this.#signatures.size >= this.needed;
  }

  /** Whether a key's signature is asked for and not there yet. */
  wants(publicKey: Uint8Array): boolean {
    return this.keys.some((k) => equal(k, publicKey)) && !this.#signatures.has(toHex(publicKey));
  }

  #add(key: Uint8Array, signature: Uint8Array): void {
    if (!this.keys.some((k) => equal(k, key)) || signature.length !== 64 || !verify(key, signature, this.message)) throw new TypeError("a signature is not of this transaction");
    this.#signatures.set(toHex(key), signature);
  }

  /** Adds the signature of a key that is asked for it. */
  sign(key: Key): void {
    if (!this.wants(key.publicKey)) throw new RangeError("this key is not asked for its signature, or has given it");
    this.#add(key.publicKey, this.multisig ? key.signPart(this.multisig, this.body) : key.signBody(this.body));
  }

  /** The bytes to send; throws while signatures are missing. */
  assemble(): Uint8Array {
    if (this.multisig) return this.multisig.assemble(this.#raw, this.#signatures);
    const signature = this.#signatures.get(toHex(this.keys[0]!));
    if (!signature) throw new RangeError("it is not signed");
    return assemble(encodeBody(this.body), this.keys[0]!, signature);
  }

  /** The file with the signatures that there are. */
  toString(): string {
    const signatures = [...this.#signatures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, s]) => ({ public_key: key, signature: toHex(s) }));
    return `${JSON.stringify({ format: 1, says: this.#says, transaction: this.#unsigned, signatures }, undefined, 2)}\n`;
  }
}
