/**
 * The chain's one rule for words that come from others (runtime/abi/text): what a line and a name are, and
 * how any text is shown.
 */

const HIDDEN: [number, number][] = [
  [0x00, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x61c, 0x61c], [0x180e, 0x180e], [0x200b, 0x200b], [0x200e, 0x200f],
  [0x2028, 0x202e], [0x2060, 0x206f], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xe0000, 0xe007f],
];

const BLANKS: [number, number][] = [
  [0x20, 0x20], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];

const within = (ranges: [number, number][], c: number) => ranges.some(([from, to]) => c >= from && c <= to);

/** Whether a code point is shown as nothing, or changes how its neighbours are shown. */
export const hidden = (codePoint: number): boolean => within(HIDDEN, codePoint);

const surrogate = (c: number) => c >= 0xd800 && c <= 0xdfff;

/** Whether a text is one line: not empty, no blank at either end, nothing hidden in it. */
export function isLine(text: string): boolean {
  const points = Array.from(text, (c) => c.codePointAt(0)!);
  if (points.length === 0 || points.some((c) => hidden(c) || surrogate(c))) return false;
  return !within(BLANKS, points[0]!) && !within(BLANKS, points.at(-1)!);
}

/** Whether a text is a name: 1 to 64 of a-z, 0-9, dot, _, colon and -, not beginning like an address. */
export const isName = (text: string): boolean => /^[a-z0-9][a-z0-9._:-]{0,63}$/.test(text) && !text.startsWith("peerz1");

/** A text as it can be shown: what is hidden is written as \n, \x1b, \u202e. Markup is the page's affair. */
export function escape(text: string): string {
  return Array.from(text, (c) => {
    const n = c.codePointAt(0)!;
    if (surrogate(n)) return `\\u${n.toString(16)}`;
    if (!hidden(n)) return c;
    if (c === "\n") return "\\n";
    if (c === "\t") return "\\t";
    if (c === "\r") return "\\r";
    const digits = n.toString(16);
    if (n < 0x80) return `\\x${digits.padStart(2, "0")}`;
    return n < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  }).join("");
}
