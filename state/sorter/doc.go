// Package sorter puts pairs in order with little memory, however many there are:
// by the hashes of their keys, when a snapshot is taken, and by the keys
// themselves, when one is restored.
//
// Pairs are collected in spills of some megabytes. A spill is ordered by a rank
// of 12 bits, which is one pass of counting, and written behind the one before.
// All pairs of a range of ranks are then one piece of each spill, so that nothing
// is written twice. A range that fits into memory can be sorted there (Each), or
// stay as its pieces where no further order is needed (Pieces). Where more pairs
// share one rank than are wanted together, they are ordered by the next bits, in
// the space that they have (Open).
package sorter
