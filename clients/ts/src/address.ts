import { bech32 } from "@scure/base";
import { sha256, utf8 } from "./bytes.js";

/** An account or a contract, as bech32 text with the prefix "peerz". */
export type Address = string;

/** A sha256 as 64 lower-case hex digits. */
export type Hash = string;

const PREFIX = "peerz";

/** The address of 20 bytes. */
export function encodeAddress(bytes: Uint8Array): Address {
  if (bytes.length !== 20) throw new RangeError(`an address has 20 bytes, not ${bytes.length}`);
  return bech32.encode(PREFIX, bech32.toWords(bytes));
}

/** The 20 bytes of an address. Throws when the text is none; all capitals are fine, as BIP-173 says. */
export function decodeAddress(text: Address): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    const { prefix, words } = bech32.decode(text as `${string}1${string}`);
    bytes = prefix === PREFIX ? bech32.fromWords(words) : undefined;
  } catch {
    bytes = undefined;
  }
  if (bytes?.length !== 20) throw new RangeError(`${JSON.stringify(text.slice(0, 80))} is not an address (peerz1... with a valid checksum)`);
  return bytes;
}

/** Whether a text is an address. */
export function isAddress(text: string): boolean {
  try {
    decodeAddress(text);
    return true;
  } catch {
    return false;
  }
}

/** The address of whoever holds an ed25519 public key. */
export const accountAddress = (publicKey: Uint8Array): Address => encodeAddress(sha256(utf8("peerz/account"), publicKey).slice(0, 20));
