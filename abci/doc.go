// Package abci is the adapter between CometBFT and the chain's machine: one file
// per ABCI verb, each a translation and nothing more. What a block means is
// decided in package runtime, what it leaves behind is stored by package state.
//
// The life of a block: FinalizeBlock runs it in one overlay and answers with the
// root that the overlay would have; Commit writes the overlay as one store
// commit. Info reports the height and root of that same commit. So a crash at
// any moment leaves a whole height, and CometBFT replays what is missing: the
// app may be behind the block store, never ahead of it.
//
// CometBFT reaches the app over four connections at once. The consensus
// connection owns the block in work and needs no lock. The mempool connection
// has its own state (checking), which Commit replaces. Queries read immutable
// views. Nothing else is shared.
//
// A node fault (a broken disk, a bug) is not an outcome of a transaction (I7): the
// verb returns the error, reports it to Config.OnFault, and every later verb
// fails with the same error, so that the node stops before it can sign on top
// of a state that it does not have.
package abci
