// Package shuffle puts records in order of a hash with little memory, however
// many there are.
//
// Records come in any order and fall into 256 piles by the first byte of their
// hash. What does not fit into memory goes to a scratch file, one block of a
// pile at a time, and comes back when its pile is asked for: each record is
// written once and read once, in large pieces. A pile that is too large to be
// sorted in memory is shuffled again by the next byte, so that no choice of
// hashes makes it need more memory.
package shuffle
