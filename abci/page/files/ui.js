// The pieces that every view is made of. Whatever comes from the chain goes through text(), as a text node: no markup of
// others can become any here, and characters that hide or turn what is beside them are written out.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { escape, percent, tokens } from "./vendor/client.js";
import { glossary } from "./glossary.js";

/** A text of others as it can be shown. */
export const text = (s) => escape(String(s ?? ""));

/** Prose of others: lines and blanks of any kind are one blank. */
export const prose = (s) => text(String(s ?? "").replace(/\s+/g, " ").trim());

let tips = 0;

/** A word that explains itself on hover, focus or tap. */
export function Term({ is, children }) {
  const [open, setOpen] = useState(false);
  const [id] = useState(() => `tip${++tips}`);
  const ref = useRef(null);
  const show = () => {
    ref.current?.classList.toggle("left", ref.current.getBoundingClientRect().left > innerWidth - 320);
    setOpen(true);
  };
  return html`<span class=${open ? "term open" : "term"} ref=${ref} onMouseEnter=${show} onMouseLeave=${() => setOpen(false)}>
    <button type="button" aria-describedby=${id} onFocus=${show} onBlur=${() => setOpen(false)} onClick=${show}
      onKeyDown=${(e) => e.key === "Escape" && setOpen(false)}>${children ?? is}</button><span class="tip" role="tooltip" id=${id}>${glossary[is]}</span>
  </span>`;
}

const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** A whole number with its thousands apart. */
export const count = (n) => group(String(n));

/** An amount in tokens. All digits are there: long fractions are cut, and open on a tap. */
export function Amount({ of, full = false, unit = true }) {
  const [open, setOpen] = useState(full);
  const exact = tokens(of);
  const [whole, fraction = ""] = exact.split(".");
  const few = Math.min(4, Math.max(0, 8 - whole.length)); // digits that are shown of a long fraction
  const named = unit && html` <span class="unit">${exact === "1" ? "token" : "tokens"}</span>`;
  if (fraction.length <= few) return html`<span class="amount" title="${exact} tokens">${group(whole)}${fraction && `.${fraction}`}${named}</span>`;
  if (open) return html`<span class="amount whole" title="${exact} tokens">${group(whole)}.${fraction.slice(0, few)}<span class="tail">${fraction.slice(few)}</span>${named}</span>`;
  return html`<button type="button" class="amount" title="${exact} tokens" onClick=${() => setOpen(true)}>${group(whole)}${few > 0 && `.${fraction.slice(0, few)}`}<span class="tail">…</span>${named}</button>`;
}

/** An address, hash or id, short, with a way to it. */
export function Ref({ of, short = true, to = "look" }) {
  const all = text(of);
  const shown = short && all.length > 20 ? `${all.slice(0, 11)}…${all.slice(-6)}` : all;
  return html`<a class="mono" href="#/${to}/${encodeURIComponent(of)}" title=${all}>${shown}</a>`;
}

/** Bytes in a unit that people read. */
export function size(bytes) {
  const power = ["kB", "MB", "GB", "TB"].findLastIndex((_, i) => bytes >= 1000 ** (i + 1));
  return power < 0 ? `${count(bytes)} bytes` : `${(bytes / 1000 ** (power + 1)).toFixed(1)} ${["kB", "MB", "GB", "TB"][power]}`;
}

/** How long ago, or until; seconds. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.round(s / 60)} min`;
  return s < 172800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} days`;
}

export const clockTime = (unix) => new Date(unix * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
export const dateTime = (unix) => new Date(unix * 1000).toLocaleString([], { hour12: false });

/** Thousandths of part in whole, for lengths on a screen; amounts themselves never become floats. */
export const thousandths = (part, whole) => (whole > 0n ? Number((part * 1000n) / whole) : 0);

/** A bar: parts of 1000 after each other, each with a class; need draws a line at a threshold. */
export function Bar({ parts, need, thick = false, label }) {
  let at = 0;
  const rects = parts.map(([width, kind]) => {
    const x = at;
    at += width;
    return width > 0 && html`<rect class="hue ${kind}" x=${x} y="0" width=${Math.max(width, 4)} height="10" />`;
  });
  return html`<svg class=${thick ? "bar thick" : "bar"} viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="track" x="0" y="0" width="1000" height="10" />${rects}
    ${need !== undefined && html`<line class="need" x1=${need} x2=${need} y1="0" y2="10" vector-effect="non-scaling-stroke" />`}
  </svg>`;
}

/** What a contract takes or returned, by the types of its interface. */
export function Data({ i, fields, of }) {
  return html`<dl class="kv data">${fields.filter((f) => of[f.name] !== undefined).map((f) => html`<dt title=${prose(f.doc)}>${text(f.name)}</dt><dd><${Value} i=${i} field=${f} of=${of[f.name]} /></dd>`)}</dl>`;
}

function Value({ i, field, of }) {
  const { type } = field;
  if (type.startsWith("[]")) {
    if (of.length === 0) return html`<span class="soft">none</span>`;
    return html`<ul class="tight">${of.map((v) => html`<li><${Value} i=${i} field=${{ ...field, type: type.slice(2) }} of=${v} /></li>`)}</ul>`;
  }
  const fields = i.types?.[type];
  if (fields) {
    const there = fields.filter((f) => of[f.name] !== undefined);
    const plain = there.every((f) => !i.types?.[f.type] && !f.type.startsWith("[]"));
    return plain && there.length < 3 ? html`<span>${there.map((f, n) => html`${n > 0 && " · "}<${Value} i=${i} field=${f} of=${of[f.name]} />`)}</span>` : html`<${Data} i=${i} fields=${fields} of=${of} />`;
  }
  if (type === "amount") return html`<${Amount} of=${of} full />`;
  if (type === "address") return html`<${Ref} of=${of} short=${false} />`;
  if (type === "u64" && (field.unit === "ppm" || /^ppm\b/.test(field.doc ?? ""))) return html`<span class="num" title="${of} ppm">${percent(of)}</span>`;
  if (type === "u64" || type === "i64") return html`<span class="num">${count(of)}</span>`;
  if (type === "hash" || type === "bytes") return html`<span class="mono">${text(of)}</span>`;
  return text(of);
}

/** Something that is asked for: what to show until it is here, and when it cannot be had. */
export function Loaded({ of, children, rows }) {
  if (of.value !== undefined) return children(of.value);
  if (of.error) return html`<${Problem} error=${of.error} />`;
  return html`<div class="waiting" role="status" aria-label="loading" data-rows=${rows}></div>`;
}

export const Problem = ({ error }) => html`<p class="problem" role="alert">${text(error.message ?? error)}</p>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

export const Figure = ({ name, children, note }) => html`<div class="figure"><dt>${name}</dt><dd>${children}</dd>${note && html`<dd class="note">${note}</dd>`}</div>`;

/** A function's value, asked for at once, when deps change, and again and again while the page is looked at. */
export function usePoll(ask, deps, every = 0) {
  const [state, setState] = useState({});
  useEffect(() => {
    let gone = false;
    let timer;
    const go = async () => {
      if (every === 0 || !document.hidden || state.value === undefined) {
        try {
          const value = await ask();
          if (!gone) setState({ value });
        } catch (error) {
          if (!gone) setState((before) => ({ value: before.value, error }));
        }
      }
      if (!gone && every) timer = setTimeout(go, every);
    };
    setState((before) => (before.value === undefined ? {} : before));
    go();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, deps);
  return state;
}

/** A dialog of the browser: it holds the focus and closes with Escape. */
export function Dialog({ title, onClose, children }) {
  const ref = useRef(null);
  const gone = useRef(false); // the browser tells of the end of a dialog later: by then there may be another one
  useEffect(() => {
    const dialog = ref.current;
    dialog.showModal();
    return () => {
      gone.current = true;
      dialog.close();
    };
  }, []);
  return html`<dialog ref=${ref} aria-label=${title} onClose=${() => gone.current || onClose()} onClick=${(e) => e.target === ref.current && onClose()}>
    <div class="dialog-in"><header><h2>${title}</h2><button type="button" class="close" aria-label="Close" onClick=${onClose}>×</button></header>${children}</div>
  </dialog>`;
}

/** Gives the reader a file. */
export function download(name, content, type = "application/json") {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Data of the client as JSON: whole numbers become texts, so that none loses digits. */
export const toJSON = (data) => JSON.stringify(data, (_, v) => (typeof v === "bigint" ? v.toString() : v), 2);
