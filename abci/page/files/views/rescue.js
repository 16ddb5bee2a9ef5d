// Rescues: what owners of stake signal about the codes of contracts with hooks, without any contract being asked.
import { html, useState } from "../vendor/preact.js";
import { useKeys } from "../keys.js";
import { client } from "../node.js";
import { send } from "../send.js";
import { Amount, Bar, Loaded, Problem, Ref, Term, count, text, thousandths, usePoll } from "../ui.js";

const NONE = "0".repeat(64);

/** Signals for or against a code of a contract; the hash of nothing takes a signal back. */
async function signal(contract, code, against) {
  const { address } = await client.contract(contract);
  return { kind: "rescue", contract: address, code, against };
}

export function Rescues() {
  const { current } = useKeys();
  const found = usePoll(() => client.get("rescues"), [], 6000);
  return html`<section class="card" id="rescues"><header><h2>Rescues</h2><span class="note">when a vote cannot help</span></header>
    <p class="note">A contract with hooks that fails can get another code by what owners of <${Term} is="stake" /> signal. No contract is asked about it, so none can prevent it.</p>
    <${Loaded} of=${found}>${({ rescues }) => (rescues.length ? rescues.map((r) => html`<${One} key=${r.contract + r.code} r=${r} />`) : html`<p class="note">Nobody signals another code for any contract.</p>`)}</${Loaded}>
    ${current && html`<details><summary>Signal a code</summary><${Signal} /></details>`}</section>`;
}

function One({ r }) {
  const { current } = useKeys();
  const [yes, no, needed, limit] = [r.for, r.against, r.needed, r.limit].map(BigInt);
  const say = (code, against, title) => send(title, () => signal(r.contract, code, against));
  return html`<div class="tight rescue"><p><b>${text(r.contract)}</b> shall get <${Ref} of=${r.code} /> ${r.served && html`<span class="tag good">it had it before</span>`} ${r.open && html`<span class="tag warn">due in epoch ${count(r.due)}</span>`}</p>
    <${Bar} parts=${[[thousandths(yes, needed > yes ? needed : yes), "role0"]]} need=${needed > yes ? 1000 : thousandths(needed, yes)} label="stake that signals it, of what is needed" />
    <p class="small"><${Amount} of=${yes} /> of <${Amount} of=${needed} /> that are needed, for ${count(r.epochs)} epochs${no > 0n ? html`; against <${Amount} of=${no} />` : ""}${limit > 0n ? html`, which stop it at <${Amount} of=${limit} />` : ""}</p>
    ${r.fault > 0 && html`<p class="problem">It is due, but the code fails its dry run with fault ${count(r.fault)}: it is tried again at every boundary.</p>`}
    ${current && html`<div class="row"><button type="button" class="button compact" onClick=${() => say(r.code, false, "Signal for this code")}>Signal for it</button>
      <button type="button" class="button plain compact" onClick=${() => say(r.code, true, "Signal against this code")}>Against it</button>
      <button type="button" class="button plain compact" onClick=${() => say(NONE, false, "Take your signal back")}>Take mine back</button></div>`}</div>`;
}

function Signal() {
  const [contract, setContract] = useState("governance");
  const [code, setCode] = useState("");
  const [error, setError] = useState();
  const submit = (e) => {
    e.preventDefault();
    const wanted = code.trim().toLowerCase();
    const good = /^[0-9a-f]{64}$/.test(wanted);
    setError(good ? undefined : new Error("Want the hash of a code: 64 hex digits."));
    if (good) send("Signal a code", () => signal(contract, wanted, false), () => setCode(""));
  };
  return html`<form class="stack" onSubmit=${submit}>
    <label>Contract<select value=${contract} onChange=${(e) => setContract(e.target.value)}>${["governance", "rewards", "roles"].map((x) => html`<option value=${x}>${x}</option>`)}</select></label>
    <label>Hash of the code<input placeholder="64 hex digits" autocomplete="off" spellcheck="false" value=${code} onInput=${(e) => setCode(e.target.value)} /></label>
    ${error && html`<${Problem} error=${error} />`}<div><button class="button compact">Signal</button></div></form>`;
}
