// Lines over epochs, as SVG: it follows the page's colours in light and dark, and a line of text beside it says what is
// under the pointer, or under the arrow keys. Numbers here are lengths on a screen; exact ones are in the readout.
import { html, useState } from "./vendor/preact.js";

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [260, 46, 12, 12, 26];

/** A step of 1, 2 or 5 times a power of ten that cuts a range into about five. */
export function step(range) {
  const power = 10 ** Math.floor(Math.log10(range / 5));
  return power * ([1, 2, 5, 10].find((n) => (range / 5) / power <= n) ?? 10);
}

/**
 * series: [{name, kind, values: [number or undefined]}], one value for each of xs. show writes a value for the axis, said says what is
 * at a position. bounds: [[value, name]] are dotted lines.
 */
export function Plot({ xs, series, show, said, label, from0 = true, bounds = [] }) {
  const [at, setAt] = useState(null);
  const WIDTH = Math.min(720, Math.max(330, innerWidth - 60)); // text keeps its size on a narrow screen
  const all = series.flatMap((s) => s.values).filter((v) => v !== undefined).concat(bounds.map(([v]) => v));
  const high = Math.max(...all, 0) || 1;
  const low = from0 ? 0 : Math.min(...all);
  const each = step(high - low || 1);
  const top = Math.ceil(high / each) * each;
  const bottom = Math.floor(low / each) * each;
  const x = (i) => LEFT + (xs.length < 2 ? 0.5 : i / (xs.length - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (v) => TOP + (1 - (v - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: Math.round((top - bottom) / each) + 1 }, (_, n) => bottom + n * each);
  const line = (values) => values.map((v, i) => (v === undefined ? "" : `${i === 0 || values[i - 1] === undefined ? "M" : "L"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`)).join("");
  const move = (e) => {
    const box = e.currentTarget.getBoundingClientRect();
    const part = (((e.clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT);
    setAt(Math.min(xs.length - 1, Math.max(0, Math.round(part * (xs.length - 1)))));
  };
  const key = (e) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!by) return;
    e.preventDefault();
    setAt((i) => Math.min(xs.length - 1, Math.max(0, (i ?? xs.length - 1) + by)));
  };
  const shown = at ?? xs.length - 1;
  const everyX = Math.max(1, Math.ceil(xs.length / (WIDTH / 90)));
  return html`<figure class="plot tight">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label} tabindex="0" onPointerMove=${move} onPointerLeave=${() => setAt(null)} onKeyDown=${key}>
      ${ticks.map((v) => html`<line class="axis" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(v)} y2=${y(v)} /><text x=${LEFT - 8} y=${y(v) + 4} text-anchor="end">${show(v)}</text>`)}
      ${xs.map((v, i) => (xs.length - 1 - i) % everyX === 0 && html`<text x=${x(i)} y=${HEIGHT - 6} text-anchor="middle">${v}</text>`)}
      ${bounds.map(([v]) => html`<line class="cursor" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(v)} y2=${y(v)} />`)}
      ${series.length === 1 && xs.length > 1 && html`<path class="area ${series[0].kind}" d="${line(series[0].values)}L${x(xs.length - 1)} ${y(bottom)}L${x(0)} ${y(bottom)}Z" />`}
      ${series.map((s) => html`<path class="stroke ${s.kind}" d=${line(s.values)} />`)}
      ${at !== null && html`<line class="cursor" x1=${x(at)} x2=${x(at)} y1=${TOP} y2=${HEIGHT - BOTTOM} />`}
      ${series.map((s) => s.values[shown] !== undefined && html`<circle class="hue ${s.kind}" cx=${x(shown)} cy=${y(s.values[shown])} r="3.5" />`)}
    </svg>
    <p class="readout" aria-live="polite">${said(shown)}</p>
  </figure>`;
}

/** Where a pointer or an arrow key is among n columns of an SVG: [position or null, handlers]. */
function usePosition(n, width) {
  const [at, setAt] = useState(null);
  const clip = (i) => Math.min(n - 1, Math.max(0, i));
  return [at, {
    onPointerMove: (e) => {
      const box = e.currentTarget.getBoundingClientRect();
      setAt(clip(Math.floor((((e.clientX - box.left) / box.width) * width - LEFT) / ((width - LEFT - RIGHT) / n))));
    },
    onPointerLeave: () => setAt(null),
    onKeyDown: (e) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (!by) return;
      e.preventDefault();
      setAt((i) => clip((i ?? -1) + by));
    },
  }];
}

/** Columns: each item has a name and bars, [[value, kind]]; said says what is at a position. */
function Columns({ items, said, label, least }) {
  const WIDTH = Math.min(720, Math.max(300, innerWidth - 90));
  const TALL = 170;
  const [at, handlers] = usePosition(items.length, WIDTH);
  const high = Math.max(...items.flatMap((x) => x.bars.map(([v]) => v)), 0) || 1;
  const each = (WIDTH - LEFT - RIGHT) / items.length;
  const y = (v) => TOP + (1 - v / high) * (TALL - TOP - BOTTOM);
  const bar = Math.min(26, (each * 0.8) / items[0].bars.length);
  return html`<figure class="plot tight">
    <svg viewBox="0 0 ${WIDTH} ${TALL}" role="img" aria-label=${label} tabindex="0" ...${handlers}>
      <line class="axis" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${TALL - BOTTOM} y2=${TALL - BOTTOM} />
      ${items.map((x, i) => {
        const middle = LEFT + (i + 0.5) * each;
        return html`${i === at && html`<rect class="track" x=${LEFT + i * each} y=${TOP} width=${each} height=${TALL - TOP - BOTTOM} />`}
          ${x.bars.map(([v, kind], n) => html`<rect class="hue ${kind}" x=${middle + (n - x.bars.length / 2) * bar + 1} width=${bar - 2} y=${Math.min(y(v), TALL - BOTTOM - (v > 0 ? 1.5 : 0))} height=${Math.max(TALL - BOTTOM - y(v), v > 0 ? 1.5 : 0)} />`)}
          <text x=${middle} y=${TALL - 8} text-anchor="middle">${each < 7 * x.name.length ? x.name.slice(0, Math.max(1, Math.floor(each / 8))) : x.name}</text>`;
      })}
    </svg>
    <p class="readout" aria-live="polite">${at === null ? least : said(at)}</p>
  </figure>`;
}

/** What was beside what would have been: items are {name, old, new}, in lengths. */
export const Pairs = ({ items, said, label }) => html`<${Legend} series=${[{ name: "as it was", kind: "role6" }, { name: "as it would have been", kind: "role0" }]} />
  <${Columns} label=${label} items=${items.map((x) => ({ name: x.name, bars: [[x.old, "role6"], [x.new, "role0"]] }))} said=${said} least="Point at a column, or use the arrow keys, for exact amounts." />`;

/** Counts: items are {name, value, kind}. */
export const Bars = ({ items, said, label }) => html`<${Columns} label=${label} items=${items.map((x) => ({ name: x.name, bars: [[x.value, x.kind]] }))} said=${said} least="Percent of what each got. Point at a column for the count." />`;

export const Legend = ({ series }) => html`<ul class="legend">${series.map((s) => html`<li><span class="dot ${s.kind}"></span>${s.name}</li>`)}</ul>`;
