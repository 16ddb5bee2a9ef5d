/** The event stream: server-sent events, read with fetch, so that browsers and Node do it alike. */

import { ApiError, refusal } from "./failure.js";

/** What happened. The id says where in the chain: whoever knows it can go on from there. */
export interface Event {
  id: string;
  type: string;
  data: unknown;
}

/** Which events are sent: what the API's document names as parameters of /v1/events. */
export type EventFilter = Record<string, string | number | undefined>;

/** The most that is waited until a connection is tried again, in milliseconds. */
const LONGEST_WAIT = 15_000;

/** The largest event that is read, in characters: a node of somebody else's may send anything. */
const LARGEST = 16 << 20;

/** The events of a stream, from the next one on, across connections that end. It ends with the signal; a node that refuses it is an ApiError. */
export async function* events(url: (query: EventFilter) => string, filter: EventFilter = {}, signal?: AbortSignal): AsyncGenerator<Event> {
  let last = "";
  for (let wait = 250; !signal?.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
      const answer = await fetch(url(filter), { headers, ...(signal && { signal }) });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw refusal(answer.status, await answer.json().catch(() => undefined));
      if (answer.ok && answer.body) {
        for await (const e of parse(answer.body, signal)) {
          if (e.id) last = e.id;
          wait = 250;
          yield e;
        }
      }
    } catch (err) {
      if (err instanceof ApiError) throw err;
    }
    await pause(wait, signal);
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted) return done();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}

/** Reads the format of server-sent events, until the body or the signal ends it. */
async function* parse(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Event> {
  const reader = body.getReader();
  const end = () => void reader.cancel().catch(() => undefined); // ends a read that waits, in every runtime
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  const text = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += text.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop()!;
      if (rest.length > LARGEST) throw new RangeError("an event without an end");
      for (const block of blocks) {
        const e = read(block);
        if (e) yield e;
      }
    }
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}

function read(block: string): Event | undefined {
  const e = { id: "", type: "message" };
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "id") e.id = value ?? "";
    if (name === "event") e.type = value ?? "";
    if (name === "data") data.push(value ?? "");
  }
  return data.length ? { ...e, data: JSON.parse(data.join("\n")) } : undefined;
}
