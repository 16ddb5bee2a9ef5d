// Package mempool holds the transactions that wait for a block, and decides which may wait when not
// all can: those that pay the highest gas price. What it decides changes no result of a block.
package mempool
