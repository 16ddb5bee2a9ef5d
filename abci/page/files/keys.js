// Keys in this browser. At rest each is an age file that a passphrase opens, as the command line writes it; opened, it is in
// the memory of this page alone, until the page is closed or the key locked.
import { Key, TEST_WORDS, isName, newWords } from "./vendor/client.js";
import { html, useEffect, useState } from "./vendor/preact.js";
import { client, useLive } from "./node.js";
import { Amount, Dialog, Problem, Ref, Term, download, text, usePoll } from "./ui.js";

const STORE = "peerz.keys";

const state = { keys: read(), using: undefined, open: new Map(), listeners: new Set() };
state.using = localStorage.getItem(`${STORE}.using`) ?? state.keys[0]?.name;

/** The keys at rest: [{name, address, publicKey, file}]. What is no list of them counts as none. */
function read() {
  try {
    const list = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(list) ? list.filter((k) => typeof k.name === "string" && typeof k.file === "string") : [];
  } catch {
    return [];
  }
}

function write() {
  localStorage.setItem(STORE, JSON.stringify(state.keys));
  if (state.using) localStorage.setItem(`${STORE}.using`, state.using);
  state.listeners.forEach((l) => l());
}

/** The keys and the one in use, and how to change them. */
export function useKeys() {
  const [, again] = useState(0);
  useEffect(() => {
    const l = () => again((n) => n + 1);
    state.listeners.add(l);
    return () => state.listeners.delete(l);
  }, []);
  return { keys: state.keys, current: state.keys.find((k) => k.name === state.using) };
}

function use(name) {
  state.using = name;
  write();
}

async function add(name, key, passphrase) {
  if (!isName(name)) throw new Error("A name is 1 to 64 of a-z, 0-9, dot, _, colon and -.");
  if (state.keys.some((k) => k.name === name)) throw new Error(`There is a key ${name} already.`);
  if (state.keys.some((k) => k.address === key.address)) throw new Error("This key is here already.");
  if (passphrase.length < 8) throw new Error("A passphrase has at least 8 characters.");
  const file = await key.export(passphrase);
  state.keys = [...state.keys, { name, address: key.address, publicKey: Array.from(key.publicKey), file }];
  state.open.set(name, key);
  use(name);
}

function forget(name) {
  state.keys = state.keys.filter((k) => k.name !== name);
  state.open.delete(name);
  if (state.using === name) state.using = state.keys[0]?.name;
  write();
}

function lock(name) {
  state.open.delete(name);
  state.listeners.forEach((l) => l());
}

export const isOpen = (name) => state.open.has(name);

/** The key that signs; the passphrase is for one that is not open. */
export async function unlock(entry, passphrase) {
  const key = state.open.get(entry.name) ?? (await Key.import(entry.file, passphrase));
  if (key.address !== entry.address) throw new Error("The file holds another key than it says.");
  state.open.set(entry.name, key);
  state.listeners.forEach((l) => l());
  return key;
}

/** Lets a browser draw before something that takes it a second. */
export const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** The dialog with all keys. */
export function Keys({ onClose }) {
  const { keys, current } = useKeys();
  const [adding, setAdding] = useState(keys.length ? "" : "choose");
  return html`<${Dialog} title="Keys in this browser" onClose=${onClose}>
    <p class="note">A key signs for an <${Term} is="address">account</${Term}>. It is made here, encrypted here with your passphrase, and never leaves this browser.</p>
    ${keys.map((k) => html`<${Entry} key=${k.name} entry=${k} used=${k === current} />`)}
    ${adding === "choose" && html`<div class="row">
      <button type="button" class="button" onClick=${() => setAdding("make")}>Make a key</button>
      <button type="button" class="button plain" onClick=${() => setAdding("import")}>Import one</button>
    </div>`}
    ${adding === "make" && html`<${Make} done=${() => setAdding("")} />`}
    ${adding === "import" && html`<${Import} done=${() => setAdding("")} />`}
    ${adding === "" && html`<div><button type="button" class="button plain" onClick=${() => setAdding("choose")}>Add another key</button></div>`}
    ${keys.length > 0 && adding === "" && html`<${FileToSign} onClose=${onClose} />`}
  </${Dialog}>`;
}

function Entry({ entry, used }) {
  const { status } = useLive();
  const account = usePoll(() => client.account(entry.address), [entry.address], 3000);
  const [asked, setAsked] = useState("");
  const give = async () => {
    try {
      setAsked("asked");
      await client.faucet(entry.address);
      setAsked("The faucet's tokens are on their way.");
    } catch (err) {
      setAsked(err.message);
    }
  };
  return html`<section class="decoded" data-key=${entry.name}>
    <div class="row apart"><h3>${text(entry.name)} ${used && html`<span class="tag good">in use</span>`} ${isOpen(entry.name) && html`<span class="tag warn">open</span>`}</h3>
      ${account.value && html`<${Amount} of=${account.value.balance} />`}</div>
    <${Ref} of=${entry.address} short=${false} />
    ${asked && asked !== "asked" && html`<p class="note" role="status">${text(asked)}</p>`}
    <div class="row">
      ${!used && html`<button type="button" class="button compact" onClick=${() => use(entry.name)}>Use</button>`}
      ${status?.faucet && html`<button type="button" class="button plain compact" disabled=${asked === "asked"} onClick=${give}>Ask the faucet for tokens</button>`}
      ${isOpen(entry.name) && html`<button type="button" class="button plain compact" onClick=${() => lock(entry.name)}>Lock</button>`}
      <button type="button" class="button plain compact" onClick=${() => download(`${entry.name}.age`, entry.file, "text/plain")}>Save the encrypted file</button>
      <button type="button" class="button danger compact" onClick=${() => confirm(`Forget ${entry.name}? Without its words or its file, what it owns is lost.`) && forget(entry.name)}>Forget</button>
    </div>
  </section>`;
}

function useForm(fields, submit) {
  const [values, setValues] = useState(fields);
  const [error, setError] = useState();
  const [busy, setBusy] = useState(false);
  const field = (name) => ({ value: values[name], onInput: (e) => setValues((v) => ({ ...v, [name]: e.target.value })) });
  const onSubmit = async (e) => {
    e.preventDefault();
    setBusy(true);
    setError(undefined);
    await drawn();
    try {
      await submit(values);
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  return { values, field, error, busy, onSubmit };
}

function checkPassphrases(v) {
  if (v.passphrase !== v.again) throw new Error("The two passphrases are not the same.");
}

const Passphrases = ({ form }) => html`<div class="options">
  <label>Passphrase, to encrypt it with<input type="password" autocomplete="new-password" required ...${form.field("passphrase")} /></label>
  <label>Once more<input type="password" autocomplete="new-password" required ...${form.field("again")} /></label>
</div>`;

function Make({ done }) {
  const [words] = useState(newWords);
  const [written, setWritten] = useState(false);
  const form = useForm({ name: "", passphrase: "", again: "" }, async (v) => {
    checkPassphrases(v);
    await add(v.name, await Key.fromWords(words), v.passphrase);
    done();
  });
  return html`<form class="stack" onSubmit=${form.onSubmit}>
    <div class="tight"><h3>Your 24 words</h3>
      <p class="note">Write them down on paper, in order. Whoever has them has the key; without them and the passphrase it is lost.</p>
      <ol class="words">${words.split(" ").map((w) => html`<li>${w}</li>`)}</ol></div>
    <label class="check"><input type="checkbox" checked=${written} onChange=${(e) => setWritten(e.target.checked)} /> I have written them down</label>
    <label>Name of the key, for you<input required autocomplete="off" placeholder="wren" ...${form.field("name")} /></label>
    <${Passphrases} form=${form} />
    ${form.error && html`<${Problem} error=${form.error} />`}
    <div class="row"><button class="button" disabled=${!written || form.busy}>${form.busy ? "Encrypting…" : "Save this key"}</button>
      <button type="button" class="button plain" onClick=${done}>Cancel</button></div>
  </form>`;
}

function Import({ done }) {
  const { status } = useLive();
  const form = useForm({ secret: "", opens: "", account: "0", name: "", passphrase: "", again: "" }, async (v) => {
    checkPassphrases(v);
    const words = v.secret.trim().split(/\s+/).length > 3 && !/[{-]/.test(v.secret);
    const key = words ? await Key.fromWords(v.secret, Number(v.account)) : await Key.import(v.secret, v.opens);
    await add(v.name, key, v.passphrase);
    done();
  });
  const file = (e) => e.target.files[0]?.text().then((content) => form.field("secret").onInput({ target: { value: content } }));
  const isFile = /BEGIN AGE|"encrypted"/.test(form.values.secret);
  return html`<form class="stack" onSubmit=${form.onSubmit}>
    <label>24 words, or a key file of the command line<textarea required spellcheck="false" autocomplete="off" ...${form.field("secret")}></textarea></label>
    <div class="row"><label class="small">…or choose the file<input type="file" onChange=${file} /></label>
      ${status?.faucet && html`<button type="button" class="button plain compact" onClick=${() => form.field("secret").onInput({ target: { value: TEST_WORDS } })}>Fill in the devnet's words</button>`}</div>
    ${isFile && html`<label>The passphrase that opens the file<input type="password" autocomplete="off" ...${form.field("opens")} /></label>`}
    <div class="options">
      <label>Name of the key, for you<input required autocomplete="off" placeholder="wren" ...${form.field("name")} /></label>
      ${!isFile && html`<label>Account of the words<input inputmode="numeric" pattern="[0-9]+" ...${form.field("account")} /></label>`}
    </div>
    <${Passphrases} form=${form} />
    ${form.error && html`<${Problem} error=${form.error} />`}
    <div class="row"><button class="button" disabled=${form.busy}>${form.busy ? "Encrypting…" : "Import"}</button>
      <button type="button" class="button plain" onClick=${done}>Cancel</button></div>
  </form>`;
}

/** @type {(file: string) => void} */
let given = () => undefined;

/** Who is told of a file with a transaction to sign. */
export const onFileGiven = (then) => void (given = then);

/** A transaction in a file, as `peerz tx build` writes it: of an account of several keys, for instance. */
function FileToSign({ onClose }) {
  const choose = async (e) => {
    const file = e.target.files[0];
    if (!file) return;
    const content = await file.text();
    onClose();
    given(content);
  };
  return html`<label class="small">Sign a transaction in a file, such as one of an account of several keys<input type="file" id="file-to-sign" accept=".json,application/json" onChange=${choose} /></label>`;
}

let asked = () => undefined;

/** Opens the dialog with the keys, and who does. */
export const askForKeys = () => asked();
export const onKeysAsked = (then) => void (asked = then);

/** What stands where a key is needed and none is there. */
export const NoKey = ({ to }) => html`<div class="tight"><p class="note">To ${to} you need a key.</p><div><button type="button" class="button compact" onClick=${askForKeys}>Make or import a key</button></div></div>`;
