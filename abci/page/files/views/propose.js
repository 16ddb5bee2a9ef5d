// Propose: a form for every kind of change that holders can vote on, checked by the chain before anything is sent.
import { html, useState } from "../vendor/preact.js";
import { encodeCall, isAddress, isLine, parseTokens, percent, toHex } from "../vendor/client.js";
import { Fields, bytes, read } from "../forms.js";
import { client } from "../node.js";
import { OWNERS, params, readValue } from "../params.js";
import { send } from "../send.js";
import { Amount, Empty, Loaded, Problem, Term, count, prose, text, usePoll } from "../ui.js";

const wrong = (said) => {
  throw new Error(said);
};

/** A share in percent as parts per million, exactly. */
function ppm(s) {
  const m = /^([0-9]{1,3})(?:\.([0-9]{1,4}))?$/.exec(s.trim());
  return m ? BigInt(m[1] + (m[2] ?? "").padEnd(4, "0")) : undefined;
}

const whole = (s, name) => (/^[0-9]{1,19}$/.test((s ?? "").trim()) ? BigInt(s.trim()) : wrong(`${name}: want a whole number.`));
const hash = (s, name) => (/^[0-9a-f]{64}$/.test((s ?? "").trim().toLowerCase()) ? s.trim().toLowerCase() : wrong(`${name}: want 64 hex digits.`));

const Field = ({ name, is, set, title, ...rest }) => html`<label>${title}<input name=${name} autocomplete="off" spellcheck="false" value=${is[name] ?? ""} onInput=${(e) => set({ ...is, [name]: e.target.value })} ...${rest} /></label>`;
const Choice = ({ name, is, set, title, from }) => html`<label>${title}<select name=${name} value=${is[name] ?? from[0]} onChange=${(e) => set({ ...is, [name]: e.target.value })}>${from.map((x) => html`<option value=${x}>${text(x)}</option>`)}</select></label>`;

const BUILT_IN = ["formula", "rewards", "roles", "governance"];

function Weights({ is, set }) {
  const found = usePoll(() => client.query("rewards", "weights"), []);
  const shares = found.value?.base.map((w) => ({ role: w.role, now: percent(w.weight).replace("%", "") })) ?? [];
  const sum = shares.reduce((total, s) => total + (ppm(is[s.role] ?? s.now) ?? 0n), 0n);
  return html`<${Loaded} of=${found}>${() => html`<div class="options">${shares.map((s) => html`<${Field} key=${s.role} name=${s.role} title=${`${text(s.role)}, % (now ${s.now})`} is=${{ [s.role]: s.now, ...is }} set=${set} inputmode="decimal" />`)}</div>
    <p class="note">Together ${percent(sum)}. Only the proportions count. The weights in force, unchanged, are a <${Term} is="review" />, when one is due.</p>`}</${Loaded}>`;
}

function Params({ is, set }) {
  const owner = is.owner ?? OWNERS[0];
  const found = usePoll(() => params(owner), [owner]);
  const bounds = (p) => [p.least !== undefined && `${count(p.least)} to ${count(p.most)}`, p.step > 0n && `by at most ${count(p.step)}`].filter(Boolean).join(", ");
  return html`<${Choice} name="owner" title="Whose" from=${OWNERS} is=${is} set=${({ owner: to }) => set({ owner: to })} />
    <p class="note">Fill in what shall change: a number, a share such as 45%, or an amount such as 5 tokens.</p>
    <${Loaded} of=${found}>${(list) => (list.length ? html`<div class="options wide">${list.map((p) => html`<label key=${p.name} title=${prose(p.doc)}>${text(p.name)}<input name=${`param:${p.name}`} placeholder="now ${text(p.now)}" autocomplete="off" value=${is[`param:${p.name}`] ?? ""} onInput=${(e) => set({ ...is, [`param:${p.name}`]: e.target.value })} /><span class="small soft">${text(p.unit)}${bounds(p) && `${p.unit && ", "}${bounds(p)}`}</span></label>`)}</div>` : html`<${Empty}>It has none.</${Empty}>`)}</${Loaded}>`;
}

function Call({ is, set }) {
  const who = is.contract ?? "roles";
  const found = usePoll(() => client.contract(who), [who]);
  return html`<${Choice} name="contract" title="Contract" from=${["roles", "rewards", "governance"]} is=${{ contract: who }} set=${set} />
    <${Loaded} of=${found}>${(c) => {
      const methods = c.interface?.methods.filter((m) => m.entry === "execute") ?? [];
      const m = methods.find((x) => x.name === is.method) ?? methods[0];
      if (!m) return html`<${Empty}>It describes no methods.</${Empty}>`;
      return html`<${Choice} name="method" title="Method" from=${methods.map((x) => x.name)} is=${{ method: m.name }} set=${({ method }) => set({ contract: who, method })} />
        <p class="note">${prose(m.doc)} Most methods are not for votes: the contract says so before you pay.</p>
        <${Fields} i=${c.interface} fields=${m.args ?? []} values=${is.args ?? {}} onChange=${(args) => set({ ...is, contract: who, method: m.name, args })} />`;
    }}</${Loaded}>`;
}

const Upgrade = ({ is, set }) => html`<${Choice} name="contract" title="Contract" from=${BUILT_IN} is=${is} set=${set} />
  <${Field} name="code" title="Hash of its new code, which is on the chain already" placeholder="64 hex digits" is=${is} set=${set} required />
  <div class="options"><${Field} name="migrate" title="Input of its migration, in hex, if it has one" is=${is} set=${set} /><${Field} name="back" title="Hash of the code that leads back, if it needs one" is=${is} set=${set} /></div>
  <p class="note"><code>peerz contract upload</code> brings code to the chain. Before the vote the chain tries the change out, with its way back.</p>`;

const Program = ({ is, set }) => html`<div class="options"><${Field} name="version" title="Version, as the program names itself" placeholder="1.2.0" is=${is} set=${set} /><${Field} name="height" title="From block" inputmode="numeric" is=${is} set=${set} /></div>
  <p class="note">Empty: no other version is planned any more.</p>`;

const Guardrails = ({ is, set }) => html`<div class="options"><${Field} name="name" title="Parameter" placeholder="rewards/dispute" is=${is} set=${set} required /><${Field} name="least" title="At least" is=${is} set=${set} required /><${Field} name="most" title="At most" is=${is} set=${set} required /><${Field} name="step" title="One vote moves it by, at most" placeholder="any" is=${is} set=${set} /></div>`;

const Guardian = ({ is, set }) => html`<div class="options"><${Field} name="account" title="Account" placeholder="peerz1…" is=${is} set=${set} /><${Field} name="until" title="Until epoch" inputmode="numeric" is=${is} set=${set} /></div>
  <p class="note">It can stop one proposal in its mandate, and enacts nothing. Empty: nobody.</p>`;

const Nothing = () => html`<p class="note">It says something, and changes nothing by itself.</p>`;

/** What can be proposed: a name, its form, and the actions that the form makes. */
const KINDS = {
  weights: ["weights", Weights, async (is) => {
    const { base } = await client.query("rewards", "weights");
    return { kind: "weights", weights: base.map((w) => ({ role: w.role, weight: is[w.role] === undefined ? w.weight : ppm(is[w.role]) ?? wrong(`${is[w.role]} is no share in percent, with up to 4 decimals.`) })) };
  }],
  params: ["parameters", Params, async (is) => {
    const changes = Object.entries(is).filter(([name, v]) => name.startsWith("param:") && v.trim() !== "").map(([name, v]) => ({ name: name.slice(6), new: readValue(v, name.slice(6)) }));
    if (!changes.length) wrong("Nothing would change.");
    return { kind: "params", contract: is.owner ?? OWNERS[0], changes };
  }],
  upgrade: ["code of a contract", Upgrade, async (is) => ({ kind: "upgrade", contract: is.contract ?? BUILT_IN[0], code_hash: hash(is.code, "The new code"),
    ...(is.migrate?.trim() && { migrate: toHex(bytes(is.migrate, "migration")) }), ...(is.back?.trim() && { migrate_back: hash(is.back, "The code that leads back") }) })],
  call: ["a call", Call, async (is) => {
    const contract = is.contract ?? "roles";
    const { interface: i } = await client.contract(contract);
    const m = i.methods.find((x) => x.entry === "execute" && (x.name === is.method || !is.method));
    return { kind: "call", contract, input: toHex(encodeCall(i, "execute", m.name, read(i, m.args ?? [], is.args ?? {}))) };
  }],
  program: ["program of the chain", Program, async (is) => {
    const none = !is.version?.trim() && !is.height?.trim();
    return { kind: "params", contract: "chain", changes: [{ name: "program", new: none ? "" : `${(is.version ?? "").trim()}@${whole(is.height, "The block")}` }] };
  }],
  guardrails: ["range of a parameter", Guardrails, async (is) => {
    const number = (s) => BigInt(readValue(s ?? "", "range"));
    return { kind: "guardrails", guardrails: [{ name: is.name.trim(), least: number(is.least), most: number(is.most), ...(is.step?.trim() && { step: number(is.step) }) }] };
  }],
  guardian: ["guardian", Guardian, async (is) => {
    const account = (is.account ?? "").trim().toLowerCase();
    if (!account) return { kind: "guardian" };
    return { kind: "guardian", guardian: { account: isAddress(account) ? account : wrong("That is no address."), until: whole(is.until, "Until epoch") } };
  }],
  text: ["a text", Nothing, async () => ({ kind: "text" })],
};

/** What the chain would decide such a proposal by, in words, for the dialog that signs. */
const Decided = ({ track: t }) => html`<p class="note">Decided by the <${Term} is="track" /> of <b>${text(t.name)}</b>: ${count(t.voting)} epochs of votes, ${count(t.timelock)} of waiting; ${percent(t.quorum)} of the stake must vote, and more than ${percent(t.threshold)} of the votes that take a side say yes.</p>`;

/** The proposal that the form describes, and the rules that would decide it. */
async function draft(kind, is, about) {
  if (!isLine(about.title)) wrong("A title is one line of text, without blanks at its ends.");
  const actions = [await KINDS[kind][2](is)];
  const expedited = about.expedited ? { expedited: true } : {};
  const { track, report } = await client.query("governance", "check", { actions, ...expedited });
  const link = about.link?.trim() ? { link: about.link.trim(), link_hash: hash(about.linkHash, "The hash of what is linked") } : {};
  return { track, report, args: { title: about.title, actions, ...expedited, ...(about.description?.trim() && { description: about.description.trim() }), ...link } };
}

export function Propose({ rules }) {
  const [kind, setKind] = useState("weights");
  const [is, set] = useState({});
  const [about, setAbout] = useState({ title: "" });
  const [error, setError] = useState();
  const [, Form] = KINDS[kind];
  const submit = async (e) => {
    e.preventDefault();
    setError(undefined);
    try {
      const deposit = about.deposit?.trim() ? parseTokens(about.deposit.replace(/\s*tokens?$/, "")) : rules.deposit;
      const { track, report, args } = await draft(kind, is, about);
      send("Propose", () => client.call("governance", "propose", args, deposit + report), () => (setAbout({ title: "" }), set({})), html`<${Decided} track=${track} />`);
    } catch (err) {
      setError(err);
    }
  };
  return html`<form class="stack" id="propose" onSubmit=${submit}>
    <label>What kind?<select name="kind" value=${kind} onChange=${(e) => (setKind(e.target.value), set({}))}>${Object.entries(KINDS).map(([k, [said]]) => html`<option value=${k}>${said}</option>`)}</select></label>
    <label>Title<input required maxlength="200" placeholder="More for developers" value=${about.title} onInput=${(e) => setAbout({ ...about, title: e.target.value })} /></label>
    <${Form} key=${kind} is=${is} set=${set} />
    <details><summary>Why, a link, more haste</summary><div class="stack">
      <label>Why, and what holders should know<textarea maxlength="4096" value=${about.description ?? ""} onInput=${(e) => setAbout({ ...about, description: e.target.value })}></textarea></label>
      <div class="options"><${Field} name="link" title="Link to more about it" is=${about} set=${setAbout} /><${Field} name="linkHash" title="sha256 of what is there" is=${about} set=${setAbout} />
        <${Field} name="deposit" title="Deposit, for an earlier place" placeholder="the least" is=${about} set=${setAbout} inputmode="decimal" /></div>
      <label class="check"><input type="checkbox" checked=${about.expedited ?? false} onChange=${(e) => setAbout({ ...about, expedited: e.target.checked })} /> Expedited: less time, more votes, for repairs</label></div></details>
    ${error && html`<${Problem} error=${error} />`}
    <p class="note">It costs a <${Term} is="deposit" /> of <${Amount} of=${rules.deposit} full />, or more, which returns when the votes are counted, unless too few vote or too many veto; and beside it what the chain's report takes at most, of which comes back what it does not use.</p>
    <div><button class="button">Check and propose</button></div></form>`;
}
