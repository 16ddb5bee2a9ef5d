export * from "./address.js";
export * from "./amount.js";
export { fromHex, toHex } from "./bytes.js";
export { CborError, type Value, decode as decodeCbor, encode as encodeCbor } from "./cbor.js";
export * from "./interface.js";
export { Key, PassphraseError, TEST_WORDS, isEncrypted, newWords, verify } from "./keys.js";
export * from "./proof.js";
export * from "./text.js";
export * from "./transaction.js";
