// From what somebody wants to do to a transaction in a block: made, decoded again from its bytes and shown, signed only then.
import { TransactionError, TransactionFile, assemble, decodeCall, decodeTransaction, encodeBody, findMethod } from "./vendor/client.js";
import { html, useEffect, useState } from "./vendor/preact.js";
import { drawn, isOpen, onFileGiven, unlock, useKeys } from "./keys.js";
import { grouped } from "./interfaces.js";
import { client } from "./node.js";
import { Amount, Data, Dialog, Problem, Ref, Term, count, download, text } from "./ui.js";

/** @type {(job: object) => void} */
let open = () => undefined;

/** Asks to send a message: make() gives it. done is called with the receipt of one that succeeded; note says more to whoever signs. */
export const send = (title, make, done, note) => open({ title, make, done, note });

/** Where the dialog stands; once in the page. */
export function Sending() {
  const [job, setJob] = useState();
  const [file, setFile] = useState();
  useEffect(() => {
    open = setJob;
    onFileGiven(setFile);
  }, []);
  if (file) return html`<${SignFile} key=${file} json=${file} onClose=${() => setFile(undefined)} />`;
  return job && html`<${Confirm} key=${job.title} ...${job} onClose=${() => setJob(undefined)} />`;
}

/** Reads a transaction's bytes as whoever signs should see it: from the bytes, not from what was meant. */
const describe = (raw) => {
  const t = decodeTransaction(raw);
  return describeBody(t.body, t.sender);
};

async function describeBody(body, sender) {
  const m = body.message;
  const said = { body, sender };
  if (m.kind !== "call") return said;
  const contract = await client.contract(m.contract);
  if (!contract.interface) return { ...said, contract };
  try {
    return { ...said, contract, call: decodeCall(contract.interface, "execute", m.input) };
  } catch (err) {
    if (contract.attached) return { ...said, contract }; // the file does not describe this input: its bytes are shown
    throw err;
  }
}

function Confirm({ title, make, done, note, onClose }) {
  const { current } = useKeys();
  const [drafted, setDrafted] = useState();
  const [error, setError] = useState();
  const [phase, setPhase] = useState("draft");
  const [passphrase, setPassphrase] = useState("");
  const [receipt, setReceipt] = useState();
  const payer = current && { address: current.address, publicKey: Uint8Array.from(current.publicKey) };
  useEffect(() => {
    let gone = false;
    (async () => {
      const body = await client.draft(payer, await make(payer.address));
      const shown = await describe(assemble(encodeBody(body), payer.publicKey));
      if (!gone) setDrafted({ body: shown.body, shown });
    })().then(() => gone || setPhase("ask"), (err) => gone || setError(err));
    return () => {
      gone = true;
    };
  }, []);
  const sign = async (e) => {
    e.preventDefault();
    setError(undefined);
    setPhase("sending");
    await drawn();
    try {
      const key = await unlock(current, passphrase);
      const r = await client.send(key.sign(drafted.body));
      setReceipt(r);
      setPhase("done");
      done?.(r);
    } catch (err) {
      setError(err);
      setPhase("ask");
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${!drafted && !error && html`<div class="waiting" role="status" aria-label="asking the node what this would do"></div>`}
    ${drafted && html`<${Decoded} of=${drafted.shown} />`}
    ${drafted && phase !== "done" && note}
    ${error && html`<${Problem} error=${error} />`}
    ${error instanceof TransactionError && error.receipt.height > 0 && html`<p class="note">It is in block ${count(error.receipt.height)}: <${Ref} of=${error.receipt.hash} /></p>`}
    ${receipt && html`<p class="success" role="status">Done, in block ${count(receipt.height)}. <${Ref} of=${receipt.hash} /></p>`}
    ${drafted && phase !== "done" && html`<form class="stack" onSubmit=${sign}>
      ${!isOpen(current.name) && html`<label>Passphrase of ${text(current.name)}<input type="password" autocomplete="current-password" required autofocus value=${passphrase} onInput=${(e) => setPassphrase(e.target.value)} /></label>`}
      <div class="row"><button class="button" disabled=${phase === "sending"}>${phase === "sending" ? "Waiting for its block…" : "Sign and send"}</button>
        <button type="button" class="button plain" onClick=${onClose}>Do not</button></div>
    </form>`}
    ${phase === "done" && html`<div><button type="button" class="button" onClick=${onClose}>Close</button></div>`}
  </${Dialog}>`;
}

/** A transaction in a file: shown from its bytes, signed by a key that is asked for, kept or sent. */
function SignFile({ json, onClose }) {
  const { current } = useKeys();
  const [state, setState] = useState({});
  const [passphrase, setPassphrase] = useState("");
  const { file, shown, error, receipt, busy } = state;
  useEffect(() => {
    (async () => {
      const read = new TransactionFile(json);
      setState({ file: read, shown: await describeBody(read.body, read.sender) });
    })().catch((err) => setState({ error: err }));
  }, []);
  const act = async (work) => {
    setState({ file, shown, busy: true });
    await drawn();
    await work().then((r) => setState({ file, shown, receipt: r }), (err) => setState({ file, shown, error: err }));
  };
  const sign = (e) => {
    e.preventDefault();
    act(async () => file.sign(await unlock(current, passphrase)));
  };
  const asked = file && current && file.wants(Uint8Array.from(current.publicKey));
  return html`<${Dialog} title="A transaction in a file" onClose=${onClose}>
    ${shown && html`<${Decoded} of=${shown} />
      <p class="note" id="signatures">${file.multisig ? html`The <${Term} is="address">account</${Term}> has ${count(file.keys.length)} keys: ` : ""}${count(file.signed.length)} of ${count(file.needed)} ${file.needed === 1 ? "signature" : "signatures"} that it needs.</p>`}
    ${error && html`<${Problem} error=${error} />`}
    ${receipt && html`<p class="success" role="status">Done, in block ${count(receipt.height)}. <${Ref} of=${receipt.hash} /></p>`}
    ${asked && !file.complete && html`<form class="stack" onSubmit=${sign}>
      ${!isOpen(current.name) && html`<label>Passphrase of ${text(current.name)}<input type="password" autocomplete="current-password" required value=${passphrase} onInput=${(e) => setPassphrase(e.target.value)} /></label>`}
      <div><button class="button" disabled=${busy}>Sign as ${text(current.name)}</button></div></form>`}
    ${file && !asked && !file.complete && html`<p class="note">The key in use is not asked for its signature, or has given it.</p>`}
    ${file?.signed.length > 0 && !receipt && html`<div class="row">
      ${file.complete && html`<button type="button" class="button" disabled=${busy} onClick=${() => act(() => client.send(file.assemble()))}>Send it</button>`}
      <button type="button" class="button plain" onClick=${() => download("signed.json", file.toString())}>Save the file</button></div>`}
  </${Dialog}>`;
}

/** A transaction in words. */
function Decoded({ of }) {
  const { body, sender, contract, call } = of;
  const m = body.message;
  const amount = m.amount ?? m.funds ?? 0n;
  return html`<div class="decoded">
    <p class="small soft">This is what the bytes say that you are about to sign.</p>
    <dl class="kv">
      <dt>does</dt><dd>${contract ? html`<b>${call ? text(call.method) : "call"}</b> of ${contract.name ? html`<b>${text(contract.name)}</b> <span class="tag good">built-in</span>` : html`<${Ref} of=${contract.address} to="contracts" short=${false} />`}` : html`<b>${m.kind}</b>`}</dd>
      ${contract && (!call || contract.attached) && html`<dt>input</dt><dd class="mono">${grouped(m.input)}</dd>`}
      ${m.to && html`<dt>to</dt><dd><${Ref} of=${m.to} short=${false} /></dd>`}
      ${amount > 0n && html`<dt>moves</dt><dd><${Amount} of=${amount} full /></dd>`}
      <dt><${Term} is="fee">fee, at most</${Term}></dt><dd><${Amount} of=${body.fee} full /></dd>
      <dt>signed by</dt><dd><${Ref} of=${sender} short=${false} /></dd>
      <dt>on chain</dt><dd>${text(body.chainId)}, <${Term} is="nonce">nonce</${Term}> ${count(body.nonce)}, ${body.expiry > 0n ? `not after block ${count(body.expiry)}` : "at any time"}</dd>
    </dl>
    ${contract?.attached && html`<p class="warning">What follows is how a file reads it that you attached in this browser. What counts is the input.</p>`}
    ${contract && !call && html`<p class="warning">The code of this contract describes nothing, so nobody can tell you what this input does.</p>`}
    ${call && Object.keys(call.args).length > 0 && html`<div class="tight"><p class="small soft">with</p><${Data} i=${contract.interface} fields=${findMethod(contract.interface, "execute", call.method).args} of=${call.args} /></div>`}
  </div>`;
}
