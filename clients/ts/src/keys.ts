/** Keys: made, from 24 words, from the command line's encrypted export; and what they sign. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { randomBytes } from "@noble/hashes/utils.js";
import { entropyToMnemonic, mnemonicToSeed, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Decrypter, Encrypter, armor } from "age-encryption";
import { type Address, accountAddress } from "./address.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.js";
import { type Multisig } from "./multisig.js";
import { type Body, assemble, encodeBody, signBytes } from "./transaction.js";

/** The index that stands in a path where SLIP-44 has the number of a chain: "peer" in ASCII. */
const COIN_TYPE = 0x70656572;

const HARDENED = 0x80000000;

/** Scrypt's N of what is encrypted is 2 to the power of this: 128 MiB and about a second for every guess. */
const WORK_FACTOR = 17;

/** The words of every devnet's accounts. Everybody knows them: whatever their accounts own elsewhere is anybody's. */
export const TEST_WORDS = "abandon ".repeat(23) + "art";

/** Signs for one account. The seed is the secret. */
export class Key {
  readonly publicKey: Uint8Array;
  readonly address: Address;
  readonly #seed: Uint8Array;

  /** The key of 32 secret bytes. */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new RangeError("a seed has 32 bytes");
    this.#seed = Uint8Array.from(seed);
    this.publicKey = ed25519.getPublicKey(this.#seed);
    this.address = accountAddress(this.publicKey);
  }

  /** A key of the system's randomness. */
  static random(): Key {
    return new Key(randomBytes(32));
  }

  /**
   * The key of 24 words: the BIP-39 seed without a passphrase, then SLIP-10 for ed25519 along
   * m/44'/1885693298'/account'. Blanks and capitals make no difference; an error never has a word in it.
   */
  static async fromWords(words: string, account = 0): Promise<Key> {
    const list = words.toLowerCase().split(/\s+/).filter(Boolean);
    if (list.length !== 24) throw new RangeError(`not the words of a key: want 24, got ${list.length}`);
    if (!Number.isInteger(account) || account < 0 || account >= HARDENED) throw new RangeError("the number of an account is below 2^31");
    if (!validateMnemonic(list.join(" "), wordlist)) {
      throw new RangeError("not the words of a key: one is misspelt, or two have changed places");
    }
    return new Key(derive(await mnemonicToSeed(list.join(" ")), [44, COIN_TYPE, account]));
  }

  /**
   * The key of a file of the command line: of its folder of keys (JSON), or what `peerz keys export` writes, which
   * is encrypted (age) or 64 hex digits.
   */
  static async import(file: string, passphrase = ""): Promise<Key> {
    const text = file.trim();
    if (text.startsWith("{")) return Key.#importRecord(JSON.parse(text), passphrase);
    return new Key(parseSecret(isEncrypted(text) ? await decryptSecret(text, passphrase) : text));
  }

  static async #importRecord(record: KeyFile, passphrase: string): Promise<Key> {
    if ((record.format ?? 1) > 2) throw new RangeError("a key file of a newer program than this one");
    if (record.elsewhere || record.multisig) throw new RangeError("the file has no secret: it is on another machine, or several sign");
    const key =
      record.test_account === undefined
        ? await Key.import(String(record.encrypted ?? record.secret), passphrase)
        : await Key.fromWords(TEST_WORDS, record.test_account);
    if (record.address !== undefined && key.address !== record.address) throw new RangeError("the file says another account than its secret makes");
    return key;
  }

  /** The key as a text that the passphrase opens: an age file, which `peerz keys import` takes. */
  async export(passphrase: string, workFactor = WORK_FACTOR): Promise<string> {
    const to = new Encrypter();
    to.setPassphrase(passphrase);
    to.setScryptWorkFactor(workFactor);
    return armor.encode(await to.encrypt(`${toHex(this.#seed)}\n`));
  }

  /** The bytes of the transaction with this body, signed. */
  sign(body: Body): Uint8Array {
    return assemble(encodeBody(body), this.publicKey, this.signBody(body));
  }

  /** The signature of a transaction with this body, for the key's own account. */
  signBody(body: Body): Uint8Array {
    return ed25519.sign(signBytes(encodeBody(body)), this.#seed);
  }

  /** The key's signature of a transaction with this body, for an account of which it is a part. */
  signPart(account: Multisig, body: Body): Uint8Array {
    return ed25519.sign(account.signBytes(encodeBody(body)), this.#seed);
  }

  /** The bytes of the transaction without a signature: to simulate, and to show before it is signed. */
  unsigned(body: Body): Uint8Array {
    return assemble(encodeBody(body), this.publicKey);
  }
}

/** Whether a text is a key that a passphrase opens. */
export const isEncrypted = (text: string): boolean => text.trim().startsWith("-----BEGIN AGE ENCRYPTED FILE-----");

/** A key file of the command line (cmd/keystore). */
interface KeyFile {
  format?: number;
  address?: string;
  encrypted?: string;
  secret?: string;
  test_account?: number;
  elsewhere?: boolean;
  multisig?: unknown;
}

/** 24 words of the system's randomness, from which Key.fromWords makes a key. */
export const newWords = (): string => entropyToMnemonic(randomBytes(32), wordlist);

/** Whether a signature is that of a key, by the strict rules of RFC 8032 and FIPS 186-5. */
export const verify = (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean =>
  ed25519.verify(signature, message, publicKey, { zip215: false });

/** SLIP-10 for ed25519: the private key at a path of hardened indices below a seed. */
export function derive(seed: Uint8Array, path: number[]): Uint8Array {
  let node = hmac(sha512, utf8("ed25519 seed"), seed);
  for (const index of path) {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, (index | HARDENED) >>> 0);
    node = hmac(sha512, node.slice(32), concat(Uint8Array.of(0), node.slice(0, 32), data));
  }
  return node.slice(0, 32);
}

/** Says that a passphrase does not open what it was given for. */
export class PassphraseError extends Error {
  override name = "PassphraseError";
}

async function decryptSecret(file: string, passphrase: string): Promise<string> {
  const by = new Decrypter();
  by.addPassphrase(passphrase);
  const bytes = armor.decode(`${file}\n`);
  try {
    return await by.decrypt(bytes, "text");
  } catch {
    throw new PassphraseError("the passphrase is wrong, or the file is damaged");
  }
}

function parseSecret(text: string): Uint8Array {
  const digits = text.trim();
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) throw new RangeError("not a secret: want what `peerz keys export` wrote");
  return fromHex(digits);
}
