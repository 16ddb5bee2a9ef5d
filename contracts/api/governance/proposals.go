package governance

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Chain is what an action of kind params names as its contract to change parameters of the chain itself.
const Chain = "chain"

// Program is the one parameter of the chain whose value is no number: which version of the program executes the
// blocks from a height on, as VERSION@HEIGHT; empty: no other.
const Program = "program"

// Action is one thing that a proposal does. Its kind says which fields it has:
// text: none; weights: weights, every role once; params: contract and changes; call: contract and
// input; upgrade: contract, code_hash and maybe migrate and migrate_back; guardrails: guardrails; guardian: guardian, or nothing to
// have none; slash: account.
type Action struct {
	Kind        string                 // text, weights, params, call, upgrade, guardrails, guardian or slash
	Weights     []rewards.RoleWeight   `cbor:"weights,omitempty"`
	Contract    string                 `cbor:"contract,omitempty"`     // name of a built-in contract; for params also Chain
	Changes     []governed.ParamChange `cbor:"changes,omitempty"`      // name and new; what is in force is filled in when it is proposed
	Input       []byte                 `cbor:"input,omitempty"`        // CBOR of a call that the contract's check_call accepts: [method, arguments]
	CodeHash    sdk.Hash               `cbor:"code_hash,omitempty"`    // of uploaded code
	Migrate     []byte                 `cbor:"migrate,omitempty"`      // input of the new code's migrate entry
	MigrateBack sdk.Hash               `cbor:"migrate_back,omitempty"` // of uploaded code whose migrate entry makes the storage fit the old code again
	Guardrails  []Guardrail            `cbor:"guardrails,omitempty"`   // each parameter once, 1 to 16; the others stay
	Guardian    *Guardian              `cbor:"guardian,omitempty"`
	Account     sdk.Address            `cbor:"account,omitempty"` // that loses the part `slash` of the chain's parameters of its stake
}

// ProposeArgs are a proposal. The deposit comes as the call's funds.
type ProposeArgs struct {
	Title       string   // a line of at most 200 bytes; recorded as the reason of a change of weights
	Actions     []Action // 1 to 10
	Description string   `cbor:"description,omitempty"` // lines, at most 4096 bytes
	Link        string   `cbor:"link,omitempty"`        // to more about it, at most 256 bytes
	LinkHash    sdk.Hash `cbor:"link_hash,omitempty"`   // sha256 of what is there
	Expedited   bool     `cbor:"expedited,omitempty"`   // by the rules of that track
}

// ProposeResult names the new proposal.
type ProposeResult struct {
	Proposal uint64 // id, counted from 1
}

// ProposalArgs name a proposal.
type ProposalArgs struct {
	Proposal uint64
}

// ProposalInfo is a proposal as queries show it. Epochs are numbers of epochs.
type ProposalInfo struct {
	Proposal   uint64 // id
	Title      string
	Proposer   sdk.Address
	Track      string // one of Tracks
	State      string // waiting, voting, timelock, shadow, probation; executed, rejected, failed, rolled_back, cancelled, expired
	Tally      Tally
	Quorum     uint64     // ppm of power_total that must vote
	Threshold  uint64     // ppm of yes + no + veto that yes must exceed
	PowerTotal sdk.Amount // the stake of the snapshot that is awake: whose owners have signed a transaction lately
	Snapshot   uint64     // power is the stake at the start of this epoch
	Submitted  uint64     // epoch
	VotingEnd  uint64     // the last epoch in which votes count; 0 while it waits
	Extended   bool       // votes count for longer, because the quorum was reached late
	Veto       uint64     // ppm of the votes that veto must not exceed
	Timelock   uint64     // epochs between the last vote and its effect
	Shadowing  uint64     // epochs that come on top, in which a new formula is a shadow
	ExecuteAt  uint64     // the epoch with whose beginning it takes effect; 0 until it has passed
	ExpiresAt  uint64     // the epoch with whose beginning it expires if it could not be carried out by then either; 0 until it has passed
	Actions    []Action
	Reason     string     // why it was rejected, failed or was rolled back
	Deposit    sdk.Amount // still held

	Description string   `cbor:"description,omitempty"` // absent in lists, as is the link
	Link        string   `cbor:"link,omitempty"`
	LinkHash    sdk.Hash `cbor:"link_hash,omitempty"`

	Shadow []ShadowEpoch `cbor:"shadow,omitempty"` // what came of it while it was one; absent in lists
}

// ShadowEpoch is how far a formula that is a shadow was from the live one.
type ShadowEpoch struct {
	Epoch   uint64
	Records uint64 // that both have scored
	Moved   uint64 `unit:"ppm"` // of the pool, that others would have got
	Reason  uint64 // why it could not have paid the epoch: a fault, or 100 and up; else 0
}

// The reasons of what became of a deposit: a rejected proposal has lost it for the first two.
const (
	ReasonQuorum    = "too few voted"
	ReasonVeto      = "vetoed"
	ReasonStake     = "less than two thirds of all stake said yes"
	ReasonDisplaced = "displaced by a larger deposit"
	ReasonWaited    = "no place for too long"
	ReasonGuardian  = "by the guardian"
	ReasonReport    = "the chain's report: " // and what rewards says of the formula
)

// Tally is the stake behind each option.
type Tally struct {
	Yes     sdk.Amount
	No      sdk.Amount
	Veto    sdk.Amount
	Abstain sdk.Amount
}

// ProposalsArgs ask for a page of proposals.
type ProposalsArgs struct {
	After uint64 `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 20, which is the default
	State string `cbor:"state,omitempty"` // only these
}

// ProposalsResult is a page.
type ProposalsResult struct {
	Proposals []ProposalInfo // by id
	Next      uint64         `cbor:"next,omitempty"` // for after; absent on the last page
}

// InvariantsResult says whether the deposits are covered.
type InvariantsResult struct {
	Ok       bool
	Deposits sdk.Amount // of active proposals
	Escrow   sdk.Amount // of their proposers: at least as much, of each
}
