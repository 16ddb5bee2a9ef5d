// Package maintenance is what an operator does to a home: back it up, roll it back,
// export it as the genesis of another chain, look into its state.
//
// All of it but a backup needs the node stopped. Open locks the home of a node that does
// not run, so that none can start there meanwhile. What this package writes to a home is
// safe to cut short at any moment: the home starts afterwards, and running the same
// operation again finishes it.
package maintenance
