package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// verifier handles one call's contributions to one role, and collects those that become
// verified, so that the contract rewards is called once.
type verifier struct {
	epoch    uint64
	roleID   uint64
	measures int
	set      attestors
	total    sdk.Amount // all registered attestor stake
	done     []rewards.Entry
}

func newVerifier(a roles.ContributionsArgs) *verifier {
	mustFit(len(a.Entries), maxEntries)
	if a.Epoch != sdk.Context().Epoch {
		sdk.Abort(roles.ErrWrongEpoch, "not the current epoch")
	}
	id, r := findActiveRole(a.Role)
	v := &verifier{epoch: a.Epoch, roleID: id, measures: len(r.Measures), set: loadAttestors()}
	v.total = v.set.total()
	return v
}

// participant checks an entry and returns whose it is.
func (v *verifier) participant(e roles.Contribution) participant {
	p, ok := loadParticipant(e.ID)
	if !ok || !p.in(v.roleID) {
		sdk.Abort(roles.ErrParticipantUnknown, e.ID)
	}
	if e.Ref != "" && (len(e.Ref) > maxRefLength || !text.IsLine(e.Ref)) {
		sdk.Abort(roles.ErrRef, e.ID)
	}
	if len(e.Measures) != v.measures {
		sdk.Abort(roles.ErrMeasures, e.ID)
	}
	for _, m := range e.Measures {
		if m.Hi>>32 != 0 {
			sdk.Abort(roles.ErrMeasureTooLarge, e.ID)
		}
	}
	return p
}

func contributionKey(epoch, role uint64, name string) []byte {
	return sdk.Key(keyContribution, sdk.BE64(epoch), []byte{byte(role)}, []byte(name))
}

// key of the contribution that an entry is about. Ids have no space, which ends them here.
func (v *verifier) key(e roles.Contribution) []byte {
	name := e.ID
	if e.Ref != "" {
		name += " " + e.Ref
	}
	return contributionKey(v.epoch, v.roleID, name)
}

// verify fixes the value if it is submitted and distinct attestors with two thirds of
// all registered attestor stake have reported it, whichever came first (P1).
func (v *verifier) verify(c *contribution, account sdk.Address, id string) {
	stake := c.stake(&v.set)
	enough := !stake.IsZero() && !stake.Add(stake).Add(stake).Less(v.total.Add(v.total))
	if len(c.Submitted) == 0 || !enough {
		return
	}
	c.Verified = c.median(&v.set, v.measures, stake)
	c.Reported, c.Submitted, c.Reports = stake, nil, nil
	v.done = append(v.done, rewards.Entry{Account: account, ID: id, Measures: c.Verified})
}

// stake is the power of those who reported. Each has one report, so it is counted once.
func (c *contribution) stake(set *attestors) (sum sdk.Amount) {
	for i := range c.Reports {
		if m := set.find(c.Reports[i].Account); m != nil {
			sum = sum.Add(m.Power)
		}
	}
	return sum
}

// median is the stake-weighted lower median of the reports, measure by measure: the
// least value such that reports of at most that value have half of the reporting stake.
// Who has less than half of it cannot move it beyond what others reported (P2).
func (c *contribution) median(set *attestors, measures int, stake sdk.Amount) []sdk.Amount {
	value := make([]sdk.Amount, measures)
	order := make([]*report, len(c.Reports))
	for i := range c.Reports {
		order[i] = &c.Reports[i]
	}
	for k := range value {
		for i := range order { // insertion sort: at most 64, and mostly equal
			for j := i; j > 0 && order[j].Measures[k].Less(order[j-1].Measures[k]); j-- {
				order[j], order[j-1] = order[j-1], order[j]
			}
		}
		var below sdk.Amount
		for _, r := range order {
			if m := set.find(r.Account); m != nil {
				below = below.Add(m.Power)
			}
			if !below.Add(below).Less(stake) {
				value[k] = r.Measures[k]
				break
			}
		}
	}
	return value
}

// deliver hands what was verified to the contract rewards.
func (v *verifier) deliver() {
	if len(v.done) > 0 {
		mustSucceed(callRewards().Record(&rewards.RecordArgs{Role: v.roleID, Entries: v.done}))
	}
}

// callRewards returns the contract that is told what is verified.
func callRewards() rewards.Caller {
	to, ok := sdk.ContractByName(rewards.Name)
	if !ok {
		sdk.Abort(roles.ErrRewards, "there is no contract rewards")
	}
	return rewards.Caller{To: to}
}

// mustSucceed hands on why rewards declined, which undoes the caller's whole call.
func mustSucceed(err *sdk.CallError) {
	if err != nil {
		err.HandOn(roles.ErrRewards, rewards.Name)
	}
}
