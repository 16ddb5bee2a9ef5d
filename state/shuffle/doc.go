// Package shuffle brings pairs that come in any order next to those whose keys
// have hashes that begin alike, with little memory, however many there are.
//
// Pairs are collected in runs of some megabytes. A run is put in order of the
// first three nibbles of the hashes, which is one pass of counting, and written
// behind the one before. All pairs below a path of nibbles are then one piece
// of each run, so that nothing is written twice. Where more pairs are crowded
// below three nibbles than are wanted in one place, they are put in order by the
// next three, in the room that they have.
package shuffle
