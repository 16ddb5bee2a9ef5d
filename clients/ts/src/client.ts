/** A node's API, version 1: what it answers, and transactions from their making to their receipt. */
import { type Address, type Hash } from "./address.js";
import { type Amount, parseBaseUnits } from "./amount.js";
import { fromHex, toHex } from "./bytes.js";
import { type Event, type EventFilter, events } from "./events.js";
import { ApiError, type Failure, refusal } from "./failure.js";
import { type Fields, type Interface, decodeResult, encodeCall } from "./interface.js";
import { verifyProof } from "./proof.js";
import { type Body, type Message, assemble, encodeBody } from "./transaction.js";

/** How many blocks a transaction may wait until it expires. */
const LIFETIME = 600n;

/** How often a transaction is drafted at most, while others of its account come first. */
const MOST_TRIES = 5;

/** Says that a transaction was refused or has failed in its block: the receipt says which. */
export class TransactionError extends Error {
  override name = "TransactionError";
  readonly receipt: Receipt;

  constructor(receipt: Receipt) {
    const failure = receipt.error;
    super(failure ? failure.message + (failure.advice ? `; ${failure.advice}` : "") : receipt.codename);
    this.receipt = receipt;
  }
}

/** Where the chain stands, and how the node does. Times are unix seconds. */
export interface Status {
  chain_id: string;
  height: number;
  app_hash: Hash;
  epoch: number;
  time: number;
  epoch_start: number;
  epoch_end: number;
  block_time_ms: number;
  catching_up: boolean;
  min_gas_price: Amount;
  peers: number;
  metrics: string;
  program: { running: string; version?: string; planned?: { version: string; height: number } };
  mempool: { txs: number; bytes: number };
  retained: { state: number; blocks: number };
  history: { on: boolean; oldest: number; newest: number; lag: number; missing?: { from: number; to: number }[] };
  disk?: { used: number; free: number };
  faucet: boolean;
}

/** The ledger's record of an address. */
export interface Account {
  address: Address;
  balance: Amount;
  nonce: number;
  pending_nonce: number;
  stake: { bonded: Amount; votes: Amount; dormant?: boolean; unbonding: { amount: Amount; release: number }[]; validator?: Hash };
  vesting?: { amount: Amount; released: Amount; start: number; cliff: number; end: number };
  height: number;
  proof?: Proof;
}

/** Every key of the state that an answer was made of. */
export interface Proof {
  app_hash: Hash;
  keys: { key: string; value?: string; proof: string }[];
}

/** A contract as the registry has it. name is empty unless genesis made it. */
export interface Contract {
  name: string;
  label: string;
  address: Address;
  code_hash: Hash;
  last_good?: Hash;
  probation_end?: number;
  previous?: Hash;
  migrate_back?: Hash;
  /** Folder of the repository whose source gives the code, of what came with the node's program. */
  source?: string;
  failed?: Hash;
  failed_reason?: number;
  failed_epoch?: number;
  capabilities: string[];
  creator: Address;
  revision: number;
  interface?: Interface;
  /** Whether the interface was attached here, by Client.attach: the code itself describes none. */
  attached?: boolean;
}

/** A call of contract code by a transaction, or by a contract within one. */
export interface Called {
  depth: number;
  contract?: Address;
  name: string;
  code_hash: Hash;
  entry: string;
  method?: string;
  args?: unknown;
  input: string;
  size: number;
  funds: Amount;
  gas_used: number;
  error?: Failure;
}

/** What a transaction called. */
export interface Calls {
  hash: Hash;
  height: number;
  gas_used: number;
  calls: Called[];
  omitted: number;
}

/** What a contract or the host reported, as the API has it. */
export interface ContractEvent {
  type: string;
  contract?: Address;
  data: Record<string, string | number | boolean>;
}

/** What became of a transaction. Code 0 is success; height 0: no block holds it. */
export interface Receipt {
  hash: Hash;
  height: number;
  index: number;
  code: number;
  codename: string;
  data: string;
  gas_used: number;
  gas_wanted: number;
  events: ContractEvent[];
  log: string;
  error?: Failure;
  tx?: Asked;
}

/** What a transaction asked for. */
export interface Asked {
  sender: Address;
  nonce: number;
  expiry?: number;
  fee: Amount;
  kind: string;
  to?: Address;
  method?: string;
  code?: Hash;
  key?: Hash;
  amount: Amount;
}

/** A committed block. */
export interface Block {
  height: number;
  hash: string;
  time: number;
  proposer: string;
  app_hash: Hash;
  txs: number;
}

/** A validator, or a key that waits to become one. */
export interface Validator {
  key: Hash;
  address: string;
  owner: Address;
  stake: Amount;
  power: number;
  target: number;
  state: string;
  silent: number;
  last: { signed: Amount; due: Amount };
  open: { signed: Amount; due: Amount };
}

/** Which state a read is about, and whether it is to be proven. */
export interface Which {
  height?: number;
  prove?: boolean;
}

/** Which part of a list. */
export interface Part {
  cursor?: string;
  limit?: number;
}

type Query = Record<string, string | number | boolean | undefined>;

/** Whoever pays: the key signs later, after somebody has looked. */
export interface Payer {
  address: Address;
  publicKey: Uint8Array;
}

/** Whoever pays and signs at once, such as a Key. */
export interface Signer extends Payer {
  sign(body: Body): Uint8Array;
}

/** The API of one node. */
export class Client {
  readonly base: string;
  readonly #interfaces = new Map<string, Contract>();
  readonly #attached = new Map<Hash, Interface>();

  /** base is such as "http://127.0.0.1:26650"; in a page that the node serves, location.origin. */
  constructor(base: string) {
    this.base = base.replace(/\/+$/, "");
  }

  /** Asks any path below /v1/. Numbers in the answer are those of JSON, amounts decimal texts. */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#ask<T>(this.url(path, query));
  }

  /** The address of a path below /v1/. */
  url(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(([, v]) => v !== undefined && v !== false);
    const text = new URLSearchParams(given.map(([name, v]) => [name, String(v)])).toString();
    return `${this.base}/v1/${path}${text && `?${text}`}`;
  }

  async #ask<T>(url: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(url, init);
    const body = await answer.json().catch(() => undefined);
    if (answer.ok && body !== undefined) return body as T;
    throw refusal(answer.status, body);
  }

  #post<T>(path: string, body: Uint8Array | object, query: Query = {}): Promise<T> {
    const raw = body instanceof Uint8Array;
    return this.#ask<T>(this.url(path, query), {
      method: "POST",
      headers: { "Content-Type": raw ? "application/cbor" : "application/json" },
      body: raw ? (body as BodyInit) : JSON.stringify(body),
    });
  }

  async status(): Promise<Status> {
    return exact(await this.get<Status>("status"), "min_gas_price");
  }

  async account(address: Address, which: Which = {}): Promise<Account> {
    const a = exact(await this.get<Account>(`accounts/${enc(address)}`, { ...which }), "balance");
    exact(a.stake, "bonded", "votes");
    for (const u of a.stake.unbonding) exact(u, "amount");
    if (a.vesting) exact(a.vesting, "amount", "released");
    if (a.proof) checkProof(a.proof);
    return a;
  }

  async supply(): Promise<{ cap: Amount; minted: Amount; fees: Amount; reserve: Amount; height: number }> {
    return exact(await this.get<{ cap: Amount; minted: Amount; fees: Amount; reserve: Amount; height: number }>("supply"), "cap", "minted", "fees", "reserve");
  }

  async validators(part: Part = {}): Promise<{ power: number; stake: Amount; validators: Validator[]; next?: string }> {
    const all = exact(await this.get<{ power: number; stake: Amount; validators: Validator[]; next?: string }>("validators", { ...part }), "stake");
    for (const v of all.validators) {
      exact(v, "stake");
      exact(v.last, "signed", "due");
      exact(v.open, "signed", "due");
    }
    return all;
  }

  async contracts(part: Part = {}): Promise<{ contracts: Contract[]; next?: string }> {
    return this.get("contracts", { ...part });
  }

  /** A contract, by address or built-in name, with its interface if it describes one. */
  async contract(who: string): Promise<Contract> {
    const c = await this.get<Contract>(`contracts/${enc(who)}`);
    const attached = c.interface ? undefined : this.#attached.get(c.code_hash);
    if (attached) Object.assign(c, { interface: attached, attached: true });
    this.#interfaces.set(who, c);
    return c;
  }

  /** Has this client read code that describes no interface by one that is here. Code that describes one is read by that. */
  attach(code: Hash, i: Interface | undefined): void {
    if (i) this.#attached.set(code, i);
    else this.#attached.delete(code);
    this.#interfaces.clear();
  }

  async blocks(part: Part = {}): Promise<{ blocks: Block[]; next?: string }> {
    return this.get("blocks", { ...part });
  }

  async block(height: number | "latest"): Promise<Block> {
    return this.get(`blocks/${height}`);
  }

  async transaction(hash: Hash): Promise<Receipt> {
    return receipt(await this.get<Receipt>(`txs/${enc(hash)}`));
  }

  /**
   * Asks a contract and reads the answer by its interface, which T says for the compiler: numbers and amounts are bigint,
   * addresses, hashes and bytes text.
   */
  async query<T extends object = Fields>(contract: string, method: string, args: Fields = {}): Promise<T> {
    const known = this.#interfaces.get(contract);
    try {
      return (await this.#queryBy(known ?? (await this.contract(contract)), contract, method, args)) as T;
    } catch (err) {
      if (!known || err instanceof ApiError) throw err;
      return (await this.#queryBy(await this.contract(contract), contract, method, args)) as T; // its code may be another by now
    }
  }

  async #queryBy(c: Contract, contract: string, method: string, args: Fields): Promise<Fields> {
    const i = interfaceOf(c);
    return decodeResult(i, "query", method, await this.queryRaw(contract, encodeCall(i, "query", method, args)));
  }

  /** Asks a contract with an input as it is; no interface is needed. */
  async queryRaw(contract: string, input: Uint8Array): Promise<Uint8Array> {
    return fromHex((await this.#post<{ output: string }>(`query/${enc(contract)}/raw`, { input: toHex(input) })).output);
  }

  /** Asks a formula, which is code alone: entry is weights or scores. Arguments and answer are JSON as the code's interface describes it. */
  async pure<T>(code: Hash, entry: string, args: Fields): Promise<T> {
    return (await this.#post<{ result: T }>(`pure/${enc(code)}`, { [entry]: JSON.parse(JSON.stringify(args, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v))) as object })).result;
  }

  /** What a transaction called: its block is executed again, so the node must have the state of that time. */
  async calls(hash: Hash): Promise<Calls> {
    const list = await this.get<Calls>(`txs/${enc(hash)}/calls`);
    for (const c of list.calls) exact(c, "funds");
    return list;
  }

  /** The message that calls a method of a contract. */
  async call(contract: string, method: string, args: Fields = {}, funds: Amount = 0n): Promise<Message> {
    const c = await this.contract(contract);
    return { kind: "call", contract: c.address, input: encodeCall(interfaceOf(c), "execute", method, args), funds };
  }

  /** What a transaction would do now; its signature is not looked at. */
  async simulate(raw: Uint8Array): Promise<Receipt> {
    return receipt(await this.#post<Receipt>("simulate", raw));
  }

  /** The body of a transaction with the next nonce, the gas that a simulation used plus 30%, and the least fee. */
  async draft(from: Payer, message: Message): Promise<Body> {
    const [status, account] = await Promise.all([this.status(), this.account(from.address)]);
    const body = { chainId: status.chain_id, nonce: BigInt(account.nonce), expiry: BigInt(status.height) + LIFETIME, gasLimit: 0n, fee: 0n, message };
    const used = succeeded(await this.simulate(assemble(encodeBody(body), from.publicKey))).gas_used;
    const gasLimit = (BigInt(used) * 13n) / 10n;
    return { ...body, nonce: BigInt(account.pending_nonce), gasLimit, fee: gasLimit * status.min_gas_price };
  }

  /** Sends a signed transaction and waits for the block that holds it. Throws TransactionError if it failed, or has expired. */
  async send(raw: Uint8Array): Promise<Receipt> {
    for (;;) {
      const r = succeeded(receipt(await this.#post<Receipt>("txs", raw, { wait: "1" })));
      if (r.height > 0) return r; // else it waits in the mempool still: whoever sends it again waits with it
    }
  }

  /**
   * Does what a message says: drafts a transaction, signs it, sends it and waits for its block. Where another transaction of the
   * account came first, it is drafted again: each number of an account is used once, so that nothing happens twice.
   */
  async transact(from: Signer, message: Message): Promise<Receipt> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.send(from.sign(await this.draft(from, message)));
      } catch (err) {
        const late = err instanceof TransactionError && err.receipt.error?.name === "nonce_too_low";
        if (!late || tries === MOST_TRIES) throw err;
      }
    }
  }

  /** Tokens from the faucet of a devnet. */
  async faucet(address: Address): Promise<{ hash: Hash; amount: Amount }> {
    return exact(await this.#post<{ hash: Hash; amount: Amount }>("faucet", { address }), "amount");
  }

  /** What happens, as it happens; a connection that ends is taken up where it was. */
  events(filter: EventFilter = {}, signal?: AbortSignal): AsyncGenerator<Event> {
    return events((query) => this.url("events", query), filter, signal);
  }
}

const enc = encodeURIComponent;

/** Throws unless a transaction succeeded. */
function succeeded(r: Receipt): Receipt {
  if (r.code !== 0) throw new TransactionError(r);
  return r;
}

function interfaceOf(c: Contract): Interface {
  if (!c.interface) throw new ApiError({ code: 0, name: "no_interface", message: `the code of ${c.name || c.label || c.address} describes no interface` });
  return c.interface;
}

function receipt(r: Receipt): Receipt {
  if (r.tx) exact(r.tx, "fee", "amount");
  return r;
}

/** Makes bigint of the decimal texts that an answer has in some fields. */
function exact<T extends object, K extends keyof T>(answer: T, ...fields: K[]): T {
  for (const name of fields) {
    const text: unknown = answer[name];
    if (typeof text !== "string") throw new TypeError(`the node's answer has no amount ${String(name)}`);
    (answer[name] as unknown) = parseBaseUnits(text);
  }
  return answer;
}

/** Checks that each key of a proof has the value that it says, under its app hash. */
export function checkProof(proof: Proof): void {
  for (const k of proof.keys) {
    const value = verifyProof(fromHex(k.proof), fromHex(proof.app_hash), fromHex(k.key));
    if ((value === null ? undefined : toHex(value)) !== k.value) throw new TypeError("a proof of another value");
  }
}
