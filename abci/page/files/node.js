// The node that served this page: one client, what it says of itself, and what happens as it happens.
import { Client } from "./vendor/client.js";
import { useEffect, useState } from "./vendor/preact.js";

/**
 * What contracts answer is known when the page runs, by their interfaces: no type says it here.
 * @typedef {Omit<Client, "query" | "get"> & {
 *   query(contract: string, method: string, args?: object): Promise<any>, get(path: string, query?: object): Promise<any> }} Asked
 * @type {Asked}
 */
export const client = new Client(location.origin);

/** What changes with every block, and who wants to know. */
/** @type {{ status: any, error: any, feed: any[], names: Map<string, string>, listeners: Set<() => void> }} */
const live = { status: undefined, error: undefined, feed: [], names: new Map(), listeners: new Set() };

const tell = () => live.listeners.forEach((l) => l());

async function refresh() {
  try {
    live.status = await client.status();
    live.error = undefined;
  } catch (error) {
    live.error = error;
  }
  tell();
}

/** How many happenings the feed remembers. */
const FEED = 60;

async function listen() {
  let due = false;
  for await (const e of client.events()) {
    const block = /** @type {any} */ (e.data);
    if (e.type !== "block" || block.txs > 0) {
      live.feed = [e, ...live.feed].slice(0, FEED);
    }
    if (!due) {
      due = true; // many events of one block cause one question
      setTimeout(() => {
        due = false;
        refresh();
      }, 100);
    }
  }
}

/** The addresses of the contracts that genesis made: anybody's contract can report what they report, under its own address. */
async function learnNames() {
  for (const name of ["rewards", "governance", "roles", "formula"]) {
    const contract = await client.contract(name).catch(() => undefined);
    if (contract) live.names.set(contract.address, name);
  }
  tell();
}

let started = false;

function start() {
  if (started) return;
  started = true;
  refresh();
  learnNames();
  listen().catch(() => undefined); // a node without the stream is asked instead
  setInterval(() => document.hidden || refresh(), 1500);
}

/** The built-in name of a contract's address, if it has one. */
export const builtIn = (address) => live.names.get(address);

/** The node's status, fresh with every block, and the latest events. */
export function useLive() {
  const [, again] = useState(0);
  useEffect(() => {
    start();
    const l = () => again((n) => n + 1);
    live.listeners.add(l);
    return () => live.listeners.delete(l);
  }, []);
  return live;
}

/** What a question about something that cannot change any more was answered. */
const answers = new Map();

/** The account of a closed epoch; one whose payments are over is asked for once. */
export async function epoch(n) {
  if (answers.has(n)) return answers.get(n);
  const e = await client.query("rewards", "epoch", { epoch: BigInt(n) });
  if (e.state === "matured" && e.roles.every((r) => r.paid + r.dust + r.returned >= r.pool)) answers.set(n, e);
  return e;
}

/** The last closed epochs up to one, oldest first; those that were closed together are one. */
export async function epochs(last, most) {
  const first = Math.max(0, Number(last) - most + 1);
  const list = await Promise.all(Array.from({ length: Number(last) - first + 1 }, (_, i) => epoch(first + i).catch(() => undefined)));
  return list.filter((e, i) => e && e.epoch !== list[i + 1]?.epoch);
}

/** All proposals, the newest first. */
export async function proposals() {
  const all = [];
  for (let after = 0n, page = 0; page < 20; page++) {
    const answer = await client.query("governance", "proposals", after ? { after } : {});
    all.push(...answer.proposals);
    if (!answer.next) break;
    after = answer.next;
  }
  return all.reverse();
}

/** The order of roles gives them their colours. */
export const kindOf = (roles, name) => `role${Math.max(0, roles.findIndex((r) => (r.name ?? r.role ?? r) === name)) % 8}`;
