package governance

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// The tracks, from harmless to dangerous. A proposal is decided by the rules of the most dangerous thing
// that it changes.
const (
	TrackText       = "text"
	TrackPause      = "pause" // less emission, or none
	TrackWeights    = "weights"
	TrackParameters = "parameters" // of a contract
	TrackFormula    = "formula"    // its code, and more emission
	TrackRoles      = "roles"      // which there are
	TrackSystem     = "system"     // code of any other contract
	TrackChain      = "chain"      // what all blocks are executed with
	TrackConsensus  = "consensus"  // what blocks themselves may be
	TrackProgram    = "program"    // which program executes them
	TrackDispute    = "dispute"    // who loses stake: two thirds of all that is bonded must say yes
	TrackRules      = "rules"      // what is in this file
	TrackExpedited  = "expedited"  // what cannot wait: less time, but no track demands more votes
)

// Tracks lists the tracks, from harmless to dangerous, the expedited one last.
func Tracks() []string {
	return []string{TrackText, TrackPause, TrackWeights, TrackParameters, TrackFormula, TrackRoles, TrackSystem, TrackChain,
		TrackConsensus, TrackProgram, TrackDispute, TrackRules, TrackExpedited}
}

// Params are the rules for proposals. A change applies to proposals submitted later.
//
//peerz:params
type Params struct {
	Deposit   sdk.Amount // base units, at least; up to 100,000 tokens
	Shadow    uint64     `unit:"epochs"` // epochs in which a new formula is scored beside the live one before it is that itself, up to 30
	Grace     uint64     `unit:"epochs"` // epochs in which a passed proposal can still be carried out, up to 30
	Veto      uint64     `unit:"ppm"`    // ppm of all votes, at least 100,000; more than that rejects, and the deposit is lost
	MaxActive uint64     `unit:"places"` // places of a track, 1 to 64; as many wait, and nobody has more than half of them
	Tracks    []Track    // every one of Tracks, in that order
}

// Track is how the proposals of a track are decided. A more dangerous one never demands less. Two may have less time:
// pause, which needs the votes of weights, and expedited, which needs those of rules.
//
//peerz:params
type Track struct {
	Name      string
	Voting    uint64 `unit:"epochs"` // epochs, 1 to 30
	Timelock  uint64 `unit:"epochs"` // epochs, up to 30
	Quorum    uint64 `unit:"ppm"`    // ppm of all stake that must vote, 10,000 to 500,000
	Threshold uint64 `unit:"ppm"`    // ppm of yes + no + veto that yes must exceed, 500,000 to 900,000
}

// Guardrail is what a vote keeps to when it changes a parameter: a range, and the largest step at once. It lies
// within what the parameter's owner takes in any case, and only the track rules can move it.
type Guardrail struct {
	Name  string     // OWNER/PARAMETER, such as rewards/dispute or chain/probation
	Least sdk.Amount // the smallest value
	Most  sdk.Amount // the largest value
	Step  sdk.Amount `cbor:"step,omitempty"` // how far one vote moves it; 0: from any value to any other
}

// InstantiateArgs are the contract's initial state.
type InstantiateArgs struct {
	Params     Params
	Guardrails []Guardrail `cbor:"guardrails,omitempty"` // up to 128; a parameter without one keeps to its owner's range
	Guardian   *Guardian   `cbor:"guardian,omitempty"`   // absent: there is none
}

// GuardrailsResult lists all guardrails.
type GuardrailsResult struct {
	Guardrails []Guardrail // by name
}

// CheckArgs are the actions of a proposal that somebody thinks of.
type CheckArgs struct {
	Actions   []Action // 1 to 10
	Expedited bool     `cbor:"expedited,omitempty"`
}

// CheckResult says what such a proposal would be.
type CheckResult struct {
	Track   Track      // the rules that would decide it
	Actions []Action   // with the values in force beside the new ones
	Report  sdk.Amount // what is paid for the chain's report, beside the deposit; what it does not use is returned
}

// MaxMandate is how long a guardian is one at most, in epochs.
const MaxMandate = 1000

// Guardian is who can stop one proposal, or have some wait. It enacts nothing, and is no more than an account: one
// that several keys control, for instance. The rules of the strictest track give a mandate, and end it.
type Guardian struct {
	Account sdk.Address
	Until   uint64 // the epoch with whose beginning the mandate ends, at most MaxMandate ahead
}

// GuardArgs are what the guardian stops: one of the two.
type GuardArgs struct {
	Proposal uint64 `cbor:"proposal,omitempty"` // to cancel, until it is carried out
	Pause    string `cbor:"pause,omitempty"`    // a track or a contract whose proposals are carried out later
	Epochs   uint64 `cbor:"epochs,omitempty"`   // how long that is, 1 to 3
}

// GuardianResult says what there is of a guardian.
type GuardianResult struct {
	Guardian *Guardian `cbor:"guardian,omitempty"` // absent: there is none, or its mandate is over
	Used     bool      // it has stopped something
	Paused   string    // the track or contract that it had wait
	Until    uint64    // the epoch with whose beginning that ends
}
