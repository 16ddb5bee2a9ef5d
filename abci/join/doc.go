// Package join is how a node joins a chain without replaying it: from a snapshot of the
// state and a header that it trusts.
//
//	Taker        takes the snapshots that a node offers, beside its blocks
//	FetchTrust   asks nodes of the chain for a header to trust
//	Restorer     restores a snapshot whose chunks come from peers (abci.Restorer)
//	RestoreFile  restores a snapshot file into the home of a stopped node
//	Resume       lets CometBFT go on above a restored state
//
// No snapshot is trusted: its root is compared with the app hash in headers that a light
// client has verified, and each chunk with the root. A restore lies in a folder of its own
// until a block is committed above it. A start that finds the folder removes it, with the
// stores beside it (RemoveUnfinished): what is left is an empty home that joins anew.
package join
