// The frame of the page: which view is shown, and what stands around all of them.
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";
import { Keys, askForKeys, onKeysAsked, useKeys } from "./keys.js";
import { useLive } from "./node.js";
import { Sending } from "./send.js";
import { count, text } from "./ui.js";
import { Contracts } from "./views/contracts.js";
import { Earn } from "./views/earn.js";
import { Look } from "./views/look.js";
import { Network } from "./views/network.js";
import { Now } from "./views/now.js";
import { Vote } from "./views/vote.js";
import { Weights } from "./views/weights.js";

const VIEWS = [
  ["now", "Now", Now],
  ["earn", "Earn", Earn],
  ["weights", "Weights", Weights],
  ["vote", "Vote", Vote],
  ["contracts", "Contracts", Contracts],
  ["network", "Network", Network],
  ["look", "Look up", Look],
];

/** Where the reader is: #/view/argument. */
function place() {
  const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  let argument = "";
  try {
    argument = decodeURIComponent(rest.join("/"));
  } catch {
    // what is no text is no argument
  }
  return { view: VIEWS.some(([name]) => name === view) ? view : "now", argument };
}

function Page() {
  const [at, setAt] = useState(place);
  const [keys, showKeys] = useState(false);
  useEffect(() => onKeysAsked(() => showKeys(true)), []);
  const { status, error } = useLive();
  const { current } = useKeys();
  const main = useRef(null);
  useEffect(() => {
    const go = () => {
      setAt(place());
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    };
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, []);
  const [, title, View] = VIEWS.find(([name]) => name === at.view);
  useEffect(() => {
    document.querySelector("nav.main [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
    document.title = `${title} · Peerz Chain`;
  }, [title]);
  return html`
    <a class="skip" href="#page-main" onClick=${(e) => (e.preventDefault(), main.current.focus())}>To the content</a>
    <header class="top"><div class="top-in">
      <a class="brand" href="#/now"><img src="/page/icon.svg" alt="" /> Peerz Chain</a>
      <nav class="main" aria-label="Views">${VIEWS.map(([name, said]) => html`<a href="#/${name}" aria-current=${name === at.view ? "page" : undefined}>${said}</a>`)}</nav>
      <button type="button" class="button plain compact" id="keys" onClick=${askForKeys}>${current ? text(current.name) : "Keys"}</button>
    </div></header>
    <main id="page-main" ref=${main} tabindex="-1">
      ${error && html`<p class="problem" role="alert">The node does not answer: ${text(error.message)}. This page goes on asking.</p>`}
      ${status?.catching_up && html`<p class="warning" role="status">The node is catching up with the chain: what you see is the past.</p>`}
      <${View} key=${at.view} argument=${at.argument} />
    </main>
    <footer>
      ${status && html`<span>${text(status.chain_id)}</span><span class="num">block ${count(status.height)}</span><span>program ${text(status.program.running)}</span>`}
      <a href="/v1/openapi.json">API</a> <a href="/page/vendor/LICENSES.txt">licences</a><span>This page asks the node that served it, and nobody else.</span>
    </footer>
    ${keys && html`<${Keys} onClose=${() => showKeys(false)} />`}
    <${Sending} />`;
}

const root = document.getElementById("page");
root.replaceChildren();
render(html`<${Page} />`, root);
