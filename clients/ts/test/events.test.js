// The stream is taken up where it ended, whatever pieces it comes in.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { ApiError, Client, Key, TransactionError } from "../dist/index.js";

/** @param {import("node:http").RequestListener} answer */
async function serve(answer) {
  const server = createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { client: new Client(`http://127.0.0.1:${address.port}`), close: () => (server.closeAllConnections(), server.close()) };
}

test("events come in order, across connections and pieces", async () => {
  /** @type {(string | undefined)[]} */
  const after = [];
  const { client, close } = await serve((request, answer) => {
    after.push(/** @type {string | undefined} */ (request.headers["last-event-id"]));
    assert.equal(request.url, "/v1/events?topics=block%2Ctx");
    answer.writeHead(200, { "Content-Type": "text/event-stream" });
    const n = after.length;
    answer.write(`: welcome\n\nid: ${n}.0\nevent: block\nda`);
    setTimeout(() => answer.end(`ta: {"height":${n},\ndata: "sign":"é"}\r\n\r\nid: ${n}.1\nevent: cut off`), 20);
  });
  const stop = new AbortController();
  const seen = [];
  for await (const e of client.events({ topics: "block,tx" }, stop.signal)) {
    seen.push(e);
    if (seen.length === 3) stop.abort();
  }
  close();
  assert.deepEqual(seen.map((e) => [e.id, e.type, e.data]), [1, 2, 3].map((n) => [`${n}.0`, "block", { height: n, sign: "é" }]));
  assert.deepEqual(after, [undefined, "1.0", "2.0"]);
});

test("a node that refuses the stream is not asked again", async () => {
  let asked = 0;
  const { client, close } = await serve((_, answer) => {
    asked++;
    answer.writeHead(404).end("{}");
  });
  await assert.rejects(client.events().next(), ApiError);
  close();
  assert.equal(asked, 1);
});

test("what a request failed with is an error with its name", async () => {
  const { client, close } = await serve((request, answer) => {
    const known = request.url === "/v1/accounts/x";
    answer.writeHead(known ? 400 : 502).end(known ? '{"error":{"code":400,"name":"bad_request","message":"no address","advice":"use one"}}' : "gateway");
  });
  await assert.rejects(client.account("x"), { name: "ApiError", failure: { code: 400, name: "bad_request", message: "no address", advice: "use one" } });
  await assert.rejects(client.status(), { name: "ApiError", message: /502/ });
  close();
});

test("a transaction is waited for until it is in a block, and drafted again when another one came first", async () => {
  const key = Key.random();
  let nonce = 6;
  /** @type {object[]} */
  const answers = [
    { height: 0, code: 5, codename: "nonce_too_low", error: { code: 5, name: "nonce_too_low", message: "nonce 7 is used" } },
    { height: 0, code: 0, codename: "ok" },
    { height: 9, code: 0, codename: "ok" },
  ];
  /** @type {string[]} */
  const sent = [];
  const { client, close } = await serve((request, answer) => {
    const path = String(request.url).replace("/v1/", "");
    /** @type {Buffer[]} */
    const body = [];
    request.on("data", (d) => body.push(d)).on("end", () => {
      if (path === "status") answer.end('{"chain_id":"test","height":5,"min_gas_price":"1"}');
      else if (path.startsWith("accounts/")) answer.end(`{"balance":"5","nonce":6,"pending_nonce":${++nonce},"stake":{"bonded":"0","votes":"0","unbonding":[]}}`);
      else if (path === "simulate") answer.end('{"code":0,"gas_used":100}');
      else {
        sent.push(Buffer.concat(body).toString("hex"));
        answer.end(JSON.stringify(answers.shift()));
      }
    });
  });
  const message = { kind: /** @type {const} */ ("transfer"), to: key.address, amount: 1n };
  assert.equal((await client.transact(key, message)).height, 9);
  assert.equal(sent.length, 3);
  assert.notEqual(sent[0], sent[1]); // another number
  assert.equal(sent[1], sent[2]); // the same transaction, which waited
  answers.push({ height: 0, code: 9, codename: "insufficient_funds", error: { code: 9, name: "insufficient_funds", message: "too little" } });
  await assert.rejects(client.transact(key, message), TransactionError);
  assert.equal(sent.length, 4);
  close();
});
