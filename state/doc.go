// Package state is the chain's memory: an authenticated key/value
// store over Pebble. It knows bytes; it knows nothing of accounts, contracts
// or gas (I4), and it alone writes the state's disk (I1).
//
// Three words carry the package. A View is an immutable picture of one
// committed height. An Overlay is a journal of writes above a view: a block
// executes in one, and a transaction that fails is undone by going back to a
// Checkpoint. Commit makes an overlay the next height in one atomic, synced
// Pebble batch; besides Rollback it is the only thing that writes.
//
// Two structures lie side by side on disk. The pair space (key to value)
// answers reads and ordered scans at the price of a plain Pebble get. The tree
// (package merkle) holds only hashes and keys and answers what the root is and
// why a key is or is not under it. An undo log of the last Config.History
// heights serves views of the past and Rollback. Tree pages follow the pairs
// to disk at a distance and are computed again after a crash: the pairs, the
// undo log and the root alone are what a height consists of.
//
// Beside these stand Check, which walks everything, Backup of a running store,
// and snapshots (View.Snapshot, Restore), in which a receiver who trusts a
// root can decline each bad chunk the moment it arrives.
//
// The root is a function of the set of pairs alone: not of height, time or the
// order of writes. A block that changes nothing leaves the root (I13).
package state
