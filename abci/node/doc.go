// Package node is a running node: the chain's machine and its state, the CometBFT process
// that orders blocks, and the servers that answer people and programs.
//
// New opens a home (package home) and everything in it, Start runs it, Stop ends it in
// order. A Node only puts parts together, each with a duty of its own:
//
//	fault      the first failure after which the node must stop
//	consensus  CometBFT in this process; the api's view of the network
//	history    what past blocks did, and who waits for the next one
//	pool       the way of a transaction into the mempool
//	servers    HTTP for everybody, for debugging, and for the home's owner
//
// The application itself is package abci; snapshots and joining are package join.
package node
