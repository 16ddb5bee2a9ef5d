// Package receipts finds the outcome of a transaction by its hash.
//
// The outcomes themselves are stored by CometBFT beside each block; what is missing
// is the way from a hash to a block. Index is that way: one small record per
// transaction and one per block that has any, so an empty block costs nothing.
// Waiters are the same question asked before there is an answer: a caller waits
// for a hash and is told when a committed block holds it.
//
// Both are fed by the block commit of this process. A block whose commit was cut
// short is fed again at the next start, which changes nothing if it was there.
package receipts
