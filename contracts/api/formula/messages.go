package formula

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// WeightsArgs is what the chain measured and the community voted. All lists are in the
// order of role ids and as long as Base; an empty list, like zeros, means no data.
type WeightsArgs struct {
	Previous []uint64     `unit:"ppm"` // used in the epoch before
	Base     []uint64     `unit:"ppm"` // voted; 0 is a suspended role
	Demand   []sdk.Amount // what was wanted and paid for, in ppm of what is usual, smoothed
	Supply   []sdk.Amount // what was offered and used, likewise
	Gauge    []uint64     // the role's share of gauge votes, in ppm of its share of the base weights, smoothed
	Params   []byte       // the formula's own parameters; this one has none

	MinWeight uint64 `cbor:"min_weight,omitempty" unit:"ppm"` // what a positive weight is at least, as a part of the sum
	MaxWeight uint64 `cbor:"max_weight,omitempty" unit:"ppm"` // what a weight is at most; 0: the bounds are not said
}

// WeightsResult is the split of the pool between the roles; only the proportions count.
type WeightsResult struct {
	Weights []uint64 `unit:"ppm"` // in the order of the question
}

// ScoresArgs is a batch of verified contributions to one role.
type ScoresArgs struct {
	Role     string
	Measures [][]sdk.Amount // for each participant, its measures as the role defines them
	Params   []byte         // the formula's own parameters; this one has none
}

// ScoresResult holds shares of the role's pool: a participant gets pool * score / sum of scores.
type ScoresResult struct {
	Scores []sdk.Amount // in the order of the question
}
