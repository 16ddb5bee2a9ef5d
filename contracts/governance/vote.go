package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// optionNames are the options by the number that is stored. Abstain counts for the quorum
// only; veto is a no that costs the proposer the deposit if it is frequent.
var optionNames = [...]string{"yes", "no", "veto", "abstain"}

// VoteArgs are a vote.
type VoteArgs struct {
	Proposal uint64
	Option   string // yes, no, veto or abstain
}

// Vote votes with the stake that the caller had when the epoch of the submission began:
// what was bonded later has no say. A second vote replaces the first.
//
//peerz:execute vote
func Vote(a VoteArgs) {
	ctx := sdk.Context()
	p := loadProposal(a.Proposal)
	if !p.openAt(ctx.Epoch) {
		sdk.Abort(ErrVotingOver, "not open for votes")
	}
	now := vote{Option: option(a.Option), Power: stakeAt(ctx.Caller, p.Submitted)}
	if now.Power.IsZero() {
		sdk.Abort(ErrNoPower, "no stake at the snapshot")
	}
	key := voteKey(a.Proposal, ctx.Caller)
	var before vote
	if sdk.Load(key, &before) {
		sum := p.sum(before.Option)
		*sum = sum.Sub(before.Power)
	}
	sum := p.sum(now.Option)
	*sum = sum.Add(now.Power)
	sdk.Save(key, &now)
	p.save(a.Proposal)
	sdk.Emit("governance.voted", sdk.Uint("proposal", a.Proposal), sdk.Addr("account", ctx.Caller),
		sdk.Text("option", a.Option), sdk.Amt("power", now.Power))
}

func voteKey(id uint64, account sdk.Address) []byte {
	return sdk.Key(keyVote, sdk.BE64(id), account.Bytes())
}

func option(name string) uint64 {
	for i := range optionNames {
		if optionNames[i] == name {
			return uint64(i)
		}
	}
	sdk.Abort(ErrOption, name)
	return 0
}

// sum is where an option is counted.
func (p *proposal) sum(option uint64) *sdk.Amount {
	return [...]*sdk.Amount{&p.Yes, &p.No, &p.Veto, &p.Abstain}[option]
}

// stakeQuestion is the argument of stake of roles.
//
//peerz:message
type stakeQuestion struct {
	Account sdk.Address
	Epoch   *uint64
}

// totalQuestion is the argument of total_stake of roles.
//
//peerz:message
type totalQuestion struct {
	Epoch *uint64
}

// stakeAnswer is the result of both.
//
//peerz:message
type stakeAnswer struct {
	Stake sdk.Amount
}

// stakeAt returns an account's power at the start of an epoch.
func stakeAt(account sdk.Address, epoch uint64) sdk.Amount {
	return askRoles("stake", &stakeQuestion{account, &epoch})
}

// powerAt returns all power at the start of an epoch.
func powerAt(epoch uint64) sdk.Amount {
	return askRoles("total_stake", &totalQuestion{&epoch})
}

func askRoles(method string, args sdk.Marshaler) sdk.Amount {
	output, err := sdk.Call(contract("roles"), sdk.Method(method, args), sdk.CallOptions{Query: true})
	var answer stakeAnswer
	if err != nil || !sdk.Unmarshal(output, &answer) {
		sdk.Abort(ErrRoles, "roles does not answer")
	}
	return answer.Stake
}
