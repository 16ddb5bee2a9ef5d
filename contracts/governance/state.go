package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Keys: one byte that names the kind, then parts of fixed width, big endian.
const (
	keyParams   = 'c' // params
	keyPlaces   = 'a' // track -> places
	keyLast     = 'l' // counter: the last proposal's id
	keyProposal = 'p' // id -> proposal
	keyActions  = 'x' // id -> actionList: what only carrying out, watching and showing need
	keyText     = 't' // id -> about: what only showing needs; absent if there is nothing
	keyVote     = 'v' // id, account -> vote
	keyReport   = 'r' // id -> report
	keyShadow   = 'h' // id -> shadow
	keyShadows  = 's' // places: proposals whose formula is a shadow; absent if there are none
	keyReports  = 'q' // places: whose report is not complete, and whose was lately; absent if nobody waits
	keyTried    = 'd' // counter: the proposal whose dry run goes on

	keyGuardrail = 'g' // name -> guardrail
	keyGuardian  = 'n' // mandate
)

// The states of a proposal. Those up to probation are open: the epoch hook looks at them. The others are final.
const (
	waiting = iota
	voting
	timelocked
	shadowed
	probation
	executed
	rejected
	failed
	rolledBack
	cancelled
	expired
)

var stateNames = [...]string{
	"waiting", "voting", "timelock", "shadow", "probation", "executed", "rejected", "failed", "rolled_back", "cancelled", "expired",
}

// The tracks, as positions in governance.Tracks. Each has places of its own, so that depositors cannot block
// the others.
const (
	trackText = iota
	trackPause
	trackWeights
	trackParameters
	trackFormula
	trackRoles
	trackSystem
	trackChain
	trackConsensus
	trackProgram
	trackDispute
	trackRules
	trackExpedited
)

func trackName(track uint64) string { return governance.Tracks()[track] }

// proposal is everything about one proposal. The rules that decide it are those of the
// moment of its submission.
//
//peerz:store
type proposal struct {
	Title     string
	Proposer  sdk.Address
	Deposit   sdk.Amount // still in escrow; 0 once it is returned or forfeited
	Track     uint64
	State     uint64
	Reason    string // why it was rejected, failed or was rolled back
	Submitted uint64 // epoch
	Voting    uint64 // epochs in which votes count
	VotingEnd uint64 // the last of them; 0 while it waits
	Extended  bool   // they are more than Voting, because the quorum was reached late
	ExecuteAt uint64 // the epoch with whose beginning it takes effect; 0: not passed
	Executed  uint64 // the epoch with whose beginning it did; 0: not yet
	Activated bool   // all its new codes were seen alive

	Power     sdk.Amount // the stake of the snapshot that is awake
	Yes       sdk.Amount
	No        sdk.Amount
	Veto      sdk.Amount
	Abstain   sdk.Amount
	Quorum    uint64 // ppm of Power that must vote
	Threshold uint64 // ppm of the votes but abstain that yes must exceed
	VetoLimit uint64 // ppm of the votes that veto must not exceed
	Timelock  uint64 // epochs
	Shadow    uint64 // epochs behind it in which a new formula is scored beside the live one
	Grace     uint64 // epochs after ExecuteAt in which it can still be carried out
}

// counter is a number.
//
//peerz:store
type counter struct {
	N uint64
}

// vote is what an account voted.
//
//peerz:store
type vote struct {
	Cast   bool   // false: it has not, but some for whom it votes have
	Choice uint64 // index in optionNames
	Power  sdk.Amount
	Taken  sdk.Amount // stake of those who had named it, and voted themselves
}

func proposalKey(id uint64) []byte { return sdk.Key(keyProposal, sdk.BE64(id)) }

func loadProposal(id uint64) proposal {
	p, ok := findProposal(id)
	if !ok {
		sdk.Abort(governance.ErrProposalUnknown, "no such proposal")
	}
	return p
}

// findProposal is for what goes through lists: code that was live before may have lost a record, or left something
// else there, and that keeps nothing else from going on (G13).
func findProposal(id uint64) (p proposal, ok bool) {
	data, ok := sdk.Get(proposalKey(id))
	ok = ok && sdk.Unmarshal(data, &p) && p.State < uint64(len(stateNames)) && p.Track < uint64(len(governance.Tracks()))
	return p, ok
}

func (p *proposal) save(id uint64) { sdk.Save(proposalKey(id), p) }

// actionList is what a proposal does: up to 16 KiB, which is most of it.
//
//peerz:message
type actionList struct {
	Actions []governance.Action
}

// reasonLost is of a proposal whose actions are lost.
const reasonLost = "its actions are lost"

func actionsKey(id uint64) []byte { return sdk.Key(keyActions, sdk.BE64(id)) }

// loadActions returns a proposal's actions, and how many bytes they take: none when they are lost (G13).
func loadActions(id uint64) (actions []governance.Action, size int) {
	data, _ := sdk.Get(actionsKey(id))
	var list actionList
	if !sdk.Unmarshal(data, &list) {
		return nil, 0
	}
	return list.Actions, len(data)
}

// about is what a proposal says of itself beside its title.
//
//peerz:store
type about struct {
	Description string
	Link        string
	LinkHash    sdk.Hash
}

func aboutKey(id uint64) []byte { return sdk.Key(keyText, sdk.BE64(id)) }

func lastID() uint64 {
	var c counter
	sdk.Load([]byte{keyLast}, &c)
	return c.N
}
