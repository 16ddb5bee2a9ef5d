package formula

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// WeightsArgs is what the chain measured and the community voted. All lists are in the
// order of role ids and as long as Base; an empty list, like zeros, means no data.
type WeightsArgs struct {
	Previous []uint64     `unit:"ppm"` // used in the epoch before
	Base     []uint64     `unit:"ppm"` // voted; 0 is a suspended role
	Demand   []sdk.Amount // what was consumed and paid for
	Supply   []sdk.Amount // verified capacity offered
	Gauge    []uint64     // stake that supports each role; any unit, only shares count
	Params   []byte       // the formula's own parameters; this one has none
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
