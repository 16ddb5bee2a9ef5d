// Package formula is what a reward formula is asked and what it answers. Whoever writes one
// imports it: the two functions of the interface below are a formula. Contracts call a
// formula by Code, which names it by its hash.
//
// A formula is pure: no storage, no calls, no clock. The chain checks the answers, splits
// the money and rounds; a formula that fails is replaced by the last good one in the same
// block.
//
//peerz:contract formula 1.0.0
package formula

// Contract declares the entries. A formula has a function of the same name for each.
type Contract interface {
	// Weights returns the weights of the roles for an epoch that closes. It runs once.
	//
	//peerz:weights
	Weights(WeightsArgs) WeightsResult

	// Scores returns the scores of a batch of verified contributions, in their order.
	//
	//peerz:scores
	Scores(ScoresArgs) ScoresResult
}
