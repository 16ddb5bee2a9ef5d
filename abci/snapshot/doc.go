// Package snapshot stores snapshots of the state in a folder, one file each, for
// peers that want to join the chain without replaying it and for operators who
// want to carry a state from one machine to another.
//
// A file holds the manifest of package state and every chunk that it names, in pieces
// that lie all over it. Its bytes follow from the state and the height alone, so all nodes
// write the same file. Whoever reads a file compares the manifest with a root that it
// trusts, and each chunk with the manifest. A file appears under its name only when it is
// complete.
package snapshot
