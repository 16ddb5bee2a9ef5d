/**
 * Proofs that the state has a key with a value, or has it not (state/merkle): ICS23 commitment proofs, checked against
 * the app hash of a block. A proof says as much as the root that it is checked against: take that from a header
 * whose signatures were verified, or from a node that you trust.
 */
import { compare, equal, sha256 } from "./bytes.js";

/** Says that a proof proves nothing. */
export class ProofError extends Error {
  override name = "ProofError";
}

/**
 * Checks a proof (the protobuf bytes of an ICS23 CommitmentProof) of a key under a root. Returns the
 * value that the state has there, null if it has none, and throws ProofError if the proof does not show it.
 */
export function verifyProof(proof: Uint8Array, root: Uint8Array, key: Uint8Array): Uint8Array | null {
  const fields = message(proof);
  const exists = fields.get(1)?.[0];
  if (exists) return present(existence(exists), root, key);
  const absent = fields.get(2)?.[0];
  if (!absent) throw new ProofError("neither a proof of existence nor of absence");
  const parts = message(absent);
  missing(parts.get(2)?.[0], parts.get(3)?.[0], root, key);
  return null;
}

/** One pair with the siblings from its leaf up to the root. */
interface Existence {
  key: Uint8Array;
  value: Uint8Array;
  path: Step[];
}

/** From a node to its parent: the sibling, and on which side of it the node is. */
interface Step {
  sibling: Uint8Array;
  right: boolean;
}

function existence(bytes: Uint8Array): Existence {
  const fields = message(bytes);
  return { key: one(fields, 1), value: one(fields, 2), path: (fields.get(4) ?? []).map(step) };
}

/** A branch is sha256(0x01, left, right): the bytes around the child say which one it is. */
function step(bytes: Uint8Array): Step {
  const fields = message(bytes);
  const prefix = one(fields, 2);
  const suffix = one(fields, 3);
  const right = prefix.length === 33 && suffix.length === 0;
  if (prefix[0] !== 1 || !(right || (prefix.length === 1 && suffix.length === 32))) throw new ProofError("a step that is none of this tree");
  return { sibling: right ? prefix.slice(1) : suffix, right };
}

const rootOf = (e: Existence) =>
  e.path.reduce(
    (hash, s) => (s.right ? sha256(Uint8Array.of(1), s.sibling, hash) : sha256(Uint8Array.of(1), hash, s.sibling)),
    sha256(Uint8Array.of(0), sha256(e.key), sha256(e.value)),
  );

function present(e: Existence, root: Uint8Array, key: Uint8Array): Uint8Array {
  if (!equal(e.key, key)) throw new ProofError("a proof of another key");
  if (e.path.length > 256 || !equal(rootOf(e), root)) throw new ProofError("the proof does not lead to the root");
  return e.value;
}

/** Absence: the pairs before and after the key, in the order of the keys' hashes, are neighbours. */
function missing(before: Uint8Array | undefined, after: Uint8Array | undefined, root: Uint8Array, key: Uint8Array): void {
  const left = before && existence(before);
  const right = after && existence(after);
  for (const [e, order] of [[left, -1], [right, 1]] as const) {
    if (!e) continue;
    present(e, root, e.key);
    if (compare(sha256(e.key), sha256(key)) !== order) throw new ProofError("a neighbour on the wrong side");
  }
  if (left && right) neighbours(left.path, right.path);
  else if (left) outermost(left.path, true);
  else if (right) outermost(right.path, false);
  else throw new ProofError("a proof without neighbours");
}

/** Nothing lies beyond a path on one side: each step is from that side, or its sibling is empty. */
function outermost(path: Step[], right: boolean): void {
  if (path.some((s) => s.right !== right && s.sibling.some((b) => b !== 0))) throw new ProofError("something lies between");
}

function neighbours(left: Step[], right: Step[]): void {
  const [a, b] = [[...left], [...right]];
  let [x, y] = [a.pop(), b.pop()];
  while (x && y && x.right === y.right && equal(x.sibling, y.sibling)) [x, y] = [a.pop(), b.pop()];
  if (!x || !y || x.right || !y.right) throw new ProofError("no neighbours");
  outermost(a, true);
  outermost(b, false);
}

/** The byte fields of a protobuf message, by number; numbers are skipped. */
function message(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const out = new Map<number, Uint8Array[]>();
  let at = 0;
  const varint = () => {
    for (let n = 0, shift = 0; shift < 35; shift += 7) {
      const b = bytes[at++];
      if (b === undefined) break;
      n += (b & 127) * 2 ** shift;
      if (b < 128) return n;
    }
    throw new ProofError("no protobuf");
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) {
      varint();
      continue;
    }
    const length = varint();
    if ((tag & 7) !== 2 || at + length > bytes.length) throw new ProofError("no protobuf");
    out.set(tag >>> 3, [...(out.get(tag >>> 3) ?? []), bytes.slice(at, at + length)]);
    at += length;
  }
  return out;
}

function one(fields: Map<number, Uint8Array[]>, number: number): Uint8Array {
  const list = fields.get(number) ?? [new Uint8Array()];
  if (list.length !== 1) throw new ProofError("a field twice");
  return list[0]!;
}

