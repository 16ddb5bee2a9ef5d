import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export { concatBytes as concat };

/** Lower-case hex of bytes. */
export const toHex = bytesToHex;

/** Bytes of hex of either case. Throws when it is none. */
export const fromHex = hexToBytes;

/** UTF-8 of a text. */
export const utf8 = utf8ToBytes;

export const sha256 = (...parts: Uint8Array[]): Uint8Array => digest(concatBytes(...parts));

/** Whether two byte strings are the same. Not for secrets: it stops at the first difference. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** -1, 0 or 1: bytewise order, the shorter of two that begin alike first. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}
