// Package metrics is what a node shows to Prometheus: its own numbers, which begin with peerz_, beside
// those of CometBFT, of Go and of the process. Each node has a registry of its own.
//
// Nothing here can change a result (I5): blocks are counted after they are committed, and what is asked
// of the state or of contracts is asked of a committed view, in turn with other queries.
package metrics
