// Makes files/vendor: what the page takes from others, and the client in clients/ts, as modules that a browser loads as
// they are. `make page` runs it; the files are committed, so that building the program needs no Node.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = (path) => new URL(path, import.meta.url).pathname;

const bundle = (stdin, outfile) =>
  build({ stdin: { contents: stdin, resolveDir: here(".") }, outfile: here(outfile), bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", logLevel: "warning" });

await bundle(`
  import { h, render, Fragment } from "preact";
  import htm from "htm";
  export { render, Fragment };
  export { useState, useEffect, useRef, useMemo, useCallback } from "preact/hooks";
  export const html = htm.bind(h);
`, "files/vendor/preact.js");
await bundle(`export * from "../../clients/ts/dist/index.js";`, "files/vendor/client.js");
mkdirSync(here("testdata"), { recursive: true });
copyFileSync(here("node_modules/axe-core/axe.min.js"), here("testdata/axe.min.js"));

// The licences of what is bundled go along with it.
const clientModules = "../../clients/ts/node_modules";
const bundled = [
  ...["preact", "htm"].map((name) => `node_modules/${name}`),
  ...["@noble/curves", "@noble/hashes", "@noble/ciphers", "@noble/post-quantum", "@scure/base", "@scure/bip39", "age-encryption"].map((name) => `${clientModules}/${name}`),
];
const licence = (folder) => {
  const file = readdirSync(here(folder)).find((name) => /^licen[cs]e/i.test(name));
  return `${about(`${folder}/package.json`).name}\n\n${readFileSync(here(`${folder}/${file}`), "utf8").trim()}\n`;
};

const about = (path) => JSON.parse(readFileSync(here(path), "utf8"));
const row = (path) => {
  const p = about(path);
  return `| ${p.name} | ${p.version} | ${p.license} |`;
};
const hash = (path) => createHash("sha256").update(readFileSync(here(path))).digest("hex");
writeFileSync(here("files/vendor/LICENSES.txt"), bundled.map(licence).join(`\n${"-".repeat(80)}\n\n`));
writeFileSync(here("VENDORED.md"), `# What the page has from others

Written by \`make page\` (vendor.js); a test compares the hashes. Everything is bundled by esbuild ${about("node_modules/esbuild/package.json").version} from the packages
that the lock files name; their licences are in files/vendor/LICENSES.txt.

| package | version | licence |
|---|---|---|
${bundled.map((folder) => row(`${folder}/package.json`)).join("\n")}
${row("node_modules/axe-core/package.json")}

| file | sha256 |
|---|---|
| files/vendor/preact.js | ${hash("files/vendor/preact.js")} |
| files/vendor/client.js | ${hash("files/vendor/client.js")} |
| testdata/axe.min.js | ${hash("testdata/axe.min.js")} |

\`files/vendor/client.js\` is clients/ts of this repository with what it stands on. axe-core is for the tests alone: it is in no program.
`);
