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

export const Legend = ({ series }) => html`<ul class="legend">${series.map((s) => html`<li><span class="dot ${s.kind}"></span>${s.name}</li>`)}</ul>`;
