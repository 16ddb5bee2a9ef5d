// What the chain's own code says (clients/vectors.json, written by a Go test), said by this client.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  InterfaceError, Key, Multisig, ProofError, TransactionFile, accountAddress, decodeAddress, decodeCall, decodeCbor, decodeTransaction, encodeAddress, encodeCall, encodeCbor,
  escape, formatAmount, fromHex, isAddress, isLine, isName, parseAmount, parseInterface, percent, signBytes, encodeBody, toHex, verify, verifyProof,
} from "../dist/index.js";

/** @type {any} */
const vectors = JSON.parse(readFileSync(new URL("../../vectors.json", import.meta.url), "utf8"));

test("amounts are read and shown exactly", () => {
  for (const v of vectors.amounts) {
    assert.equal(parseAmount(v.text), BigInt(v.base_units), v.text);
    assert.equal(formatAmount(BigInt(v.base_units)), v.shown);
  }
  for (const text of vectors.not_amounts) assert.throws(() => parseAmount(text), RangeError, JSON.stringify(text));
  for (const v of vectors.shares) assert.equal(percent(v.ppm), v.shown);
});

test("texts are lines and names, and shown, by the chain's rule", () => {
  for (const v of vectors.texts) {
    assert.equal(isLine(v.text), v.line, JSON.stringify(v.text));
    assert.equal(isName(v.text), v.name, JSON.stringify(v.text));
    assert.equal(escape(v.text), v.escape);
  }
  assert.equal(escape("half \ud800"), "half \\ud800");
});

test("addresses", () => {
  for (const v of vectors.addresses) {
    assert.equal(accountAddress(fromHex(v.public_key)), v.address);
    assert.equal(encodeAddress(decodeAddress(v.address)), v.address);
    assert.ok(isAddress(v.address.toUpperCase()));
  }
  for (const text of vectors.not_addresses) assert.throws(() => decodeAddress(text), RangeError, text);
});

test("CBOR has one encoding", () => {
  for (const hex of vectors.cbor) assert.equal(toHex(encodeCbor(decodeCbor(fromHex(hex)))), hex);
  for (const hex of vectors.not_cbor) assert.throws(() => decodeCbor(fromHex(hex)), { name: "CborError" }, hex);
  for (const n of [-(1n << 63n) - 1n, 1n << 128n]) assert.throws(() => encodeCbor(n), RangeError);
  assert.throws(() => encodeCbor("\ud800"), RangeError);
});

test("calls go there and back by the interface", () => {
  const whole = new Set(["u64", "i64", "amount"]);
  const i = vectors.interface;
  const typed = (/** @type {any[]} */ fields, /** @type {any} */ data) =>
    Object.fromEntries(Object.entries(data).map(([name, v]) => {
      const type = fields.find((f) => f.name === name).type;
      if (whole.has(type)) return [name, BigInt(v)];
      return [name, type === "[]Item" ? v.map((/** @type {any} */ x) => typed(i.types.Item, x)) : v];
    }));
  for (const v of vectors.calls) {
    const args = typed(i.methods.find((/** @type {any} */ m) => m.name === v.method).args, v.args);
    const input = encodeCall(i, "execute", v.method, args);
    assert.equal(toHex(input), v.input);
    assert.deepEqual(decodeCall(i, "execute", input), { method: v.method, args });
  }
  const who = vectors.addresses[0].address;
  const wrong = [{}, { who }, { who, items: [], more: 1n }, { who, items: [{ id: "a", n: -1n }] }, { who: "alice", items: [] }, { who, items: {} }];
  for (const args of wrong) assert.throws(() => encodeCall(i, "execute", "buy", /** @type {any} */ (args)), { name: "InterfaceError" });
  assert.throws(() => encodeCall(i, "execute", "sell"), { name: "InterfaceError" });
});

test("words make keys", async () => {
  for (const v of vectors.words) {
    assert.equal((await Key.fromWords(v.words, v.account)).address, v.address);
    assert.equal((await Key.fromWords(`  ${v.words.toUpperCase()} \n`, v.account)).address, v.address);
  }
  const words = vectors.words[0].words.replace("art", "secretword");
  await assert.rejects(Key.fromWords(words), (/** @type {Error} */ err) => !err.message.includes("secretword"));
  await assert.rejects(Key.fromWords("abandon ".repeat(24)), RangeError);
});

test("key files of the command line open, and with their passphrase only", async () => {
  for (const v of vectors.files) {
    assert.equal((await Key.import(v.file, v.passphrase)).address, v.address);
    if (v.file.includes("BEGIN AGE")) await assert.rejects(Key.import(v.file, "another"), { name: "PassphraseError" });
  }
  await assert.rejects(Key.import("not a file"), RangeError);
  const key = Key.random();
  assert.equal((await Key.import(await key.export("open sesame", 10), "open sesame")).address, key.address);
});

test("transactions are made, signed and read byte for byte", () => {
  for (const v of vectors.transactions) {
    const message = { ...v.message };
    for (const name of ["amount", "funds"]) if (name in message) message[name] = BigInt(message[name]);
    for (const name of ["input", "proof", ...(message.kind === "upload" ? ["code"] : [])]) if (name in message) message[name] = fromHex(message[name]);
    const body = { chainId: v.chain_id, nonce: BigInt(v.nonce), expiry: BigInt(v.expiry), gasLimit: BigInt(v.gas_limit), fee: BigInt(v.fee), message };
    const key = new Key(fromHex(v.seed));
    assert.equal(toHex(key.unsigned(body)), v.unsigned);
    assert.equal(toHex(key.sign(body)), v.signed);
    const back = decodeTransaction(fromHex(v.signed));
    assert.deepEqual(back.body, body);
    assert.equal(back.hash, v.hash);
    assert.equal(back.sender, v.sender);
    assert.ok(verify(back.publicKey, back.signature, signBytes(encodeBody(back.body))));
    assert.throws(() => decodeTransaction(fromHex(v.signed + "00")));
  }
});

test("keys of one account sign in a file, byte for byte", () => {
  for (const v of vectors.multisigs) {
    const keys = v.seeds.map((/** @type {string} */ s) => new Key(fromHex(s)));
    const account = new Multisig(v.threshold, keys.map((/** @type {Key} */ k) => k.publicKey).reverse());
    assert.equal(account.address, v.address);
    const file = new TransactionFile(JSON.stringify(v.file));
    assert.equal(file.sender, v.address);
    assert.throws(() => file.assemble(), RangeError);
    for (const k of keys.slice(0, v.threshold)) file.sign(k);
    assert.throws(() => file.sign(keys[0]), RangeError);
    assert.throws(() => file.sign(Key.random()), RangeError);
    assert.ok(file.complete);
    assert.equal(toHex(file.assemble()), v.raw);
    assert.deepEqual(JSON.parse(file.toString()), v.signed);
    assert.equal(toHex(new TransactionFile(file.toString()).assemble()), v.raw);
    const forged = structuredClone(v.signed);
    forged.signatures[0].signature = forged.signatures[0].signature.replace(/^../, "00").replace(/..$/, "01");
    assert.throws(() => new TransactionFile(JSON.stringify(forged)), TypeError);
  }
  assert.throws(() => new Multisig(3, [Key.random().publicKey, Key.random().publicKey]), RangeError);
  for (const bad of ["{}", "[]", '{"format":1}', '{"format":1,"transaction":"00"}', '{"format":2,"transaction":"80"}']) assert.throws(() => new TransactionFile(bad), bad);
});

test("an interface in a file is checked before it is attached", () => {
  const good = { name: "shop", methods: [{ name: "add", entry: "execute", args: [{ name: "by", type: "[]u64" }, { name: "item", type: "Item" }] }], types: { Item: [{ name: "id", type: "hash" }] } };
  assert.equal(parseInterface(JSON.stringify(good)).methods[0]?.name, "add");
  for (const bad of ["", "null", "[]", "{}", '{"name":"x"}', '{"name":"x","methods":[{}]}', '{"name":"x","methods":[{"name":"a","entry":"query","args":{}}]}',
    '{"name":"x","methods":[{"name":"a","entry":"query","args":[{"name":"b","type":"float"}]}]}', '{"name":"x","methods":[{"name":"a","entry":"query","args":[{"name":"b","type":"toString"}]}]}',
    '{"name":"x","methods":[],"types":{"T":[{"name":"b","type":"Nothing"}]}}', " ".repeat(300_000)]) {
    assert.throws(() => parseInterface(bad), InterfaceError, bad.slice(0, 80));
  }
});

test("proofs hold for what they prove and for nothing else", () => {
  for (const v of vectors.proofs) {
    const [proof, root, key] = [fromHex(v.proof), fromHex(v.root), fromHex(v.key)];
    const value = verifyProof(proof, root, key);
    assert.equal(value && toHex(value), v.value);
    assert.throws(() => verifyProof(proof, fromHex("11".repeat(32)), key), ProofError);
    if (value) assert.throws(() => verifyProof(proof, root, Uint8Array.of(...key, 0)), ProofError);
    for (let i = 0; i < proof.length; i += 7) {
      const forged = Uint8Array.from(proof, (b, n) => (n === i ? b ^ 1 : b));
      try {
        assert.deepEqual(verifyProof(forged, root, key), value, `byte ${i}`);
      } catch (err) {
        assert.ok(err instanceof ProofError, String(err));
      }
    }
  }
});
