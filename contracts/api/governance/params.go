package governance

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Params are the rules for proposals. A change applies to proposals submitted later.
type Params struct {
	Deposit          sdk.Amount // base units, exactly; up to a million tokens
	Voting           uint64     // epochs, at least 1
	Timelock         uint64     // epochs, for the track parameters
	UpgradeTimelock  uint64     // epochs, for the track upgrades
	Grace            uint64     // epochs in which a passed proposal can still be carried out
	Quorum           uint64     // ppm of all stake that must vote
	UpgradeQuorum    uint64     // ppm, for the track upgrades
	Threshold        uint64     // ppm of yes + no + veto that yes must exceed, 500,000 to 900,000
	UpgradeThreshold uint64     // ppm, 500,000 to 900,000, for the track upgrades
	Veto             uint64     // ppm of all votes; more than that rejects, and the deposit is lost
	MaxActive        uint64     // active proposals per track, 1 to 64
}
