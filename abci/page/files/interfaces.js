// Interfaces that a reader has attached to codes that describe none: from a file, kept in this browser, used here alone.
import { parseInterface, toHex } from "./vendor/client.js";
import { client } from "./node.js";

const STORE = "peerz.interfaces";

/** The attached interfaces, by code. */
function stored() {
  try {
    return Object(JSON.parse(localStorage.getItem(STORE) ?? "{}"));
  } catch {
    return {};
  }
}

/** Attaches an interface to a code, or, without one, takes it away. */
export function attach(code, json) {
  client.attach(code, json === undefined ? undefined : parseInterface(json));
  const all = stored();
  if (json === undefined) delete all[code];
  else all[code] = json;
  localStorage.setItem(STORE, JSON.stringify(all));
}

for (const [code, json] of Object.entries(stored())) {
  try {
    client.attach(code, parseInterface(json));
  } catch {
    // what is no interface describes nothing
  }
}

/** Bytes as hex, in groups that can be read. */
export const grouped = (bytes) => toHex(bytes).replace(/.{8}(?=.)/g, "$& ");
