package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// judges are who decides on a result: the attestors as they were when it was rejected. So no stake speaks twice by moving to
// another account while they decide, and nobody joins them for the vote (J5).
//
//peerz:store
type judges struct {
	Accounts []sdk.Address
	Powers   []sdk.Amount // 0: has spoken
	Total    sdk.Amount   // of all, whoever has spoken
}

func judgesKey(job uint64) []byte { return sdk.Key(keyJudges, sdk.BE64(job)) }

// judgesNow asks the contract roles. Where that fails, or answers what nobody can read, there are none, and the job ends
// undecided: votes change that contract, and never this one. Too little gas is the caller's affair.
//
//go:noinline
func judgesNow() *judges {
	to, ok := sdk.ContractByName(roles.Name)
	if !ok {
		return new(judges)
	}
	answer, err := sdk.Call(to, sdk.Method("attestors", nil), sdk.CallOptions{Query: true})
	switch {
	case err == nil:
		return readJudges(answer)
	case err.Errno == sdk.CallFailed && (err.Fault == sdk.FaultAborted || err.Fault == sdk.FaultTrap):
		return new(judges)
	}
	sdk.Abort(jobs.ErrAttestors, "roles cannot be asked")
	return nil
}

// readJudges takes accounts and stakes from an answer, and passes over whatever else later codes of the contract say.
func readJudges(answer []byte) *judges {
	d, j := sdk.NewDecoder(answer), new(judges)
	for range d.Map() {
		if d.Text() != "attestors" {
			d.Skip()
			continue
		}
		for range d.Array() {
			var account sdk.Address
			var power sdk.Amount
			for range d.Map() {
				switch d.Text() {
				case "account":
					account = d.Address()
				case "stake":
					power = d.Amount()
				default:
					d.Skip()
				}
			}
			sum, ok := j.Total.CheckedAdd(power)
			if !ok || len(j.Accounts) == maxJudges {
				d.Fail()
			}
			j.Accounts, j.Powers, j.Total = append(j.Accounts, account), append(j.Powers, power), sum
		}
	}
	if !d.Done() {
		return new(judges)
	}
	return j
}

// speak returns the power of somebody who has not spoken yet, and takes note.
func (j *judges) speak(account sdk.Address) (power sdk.Amount) {
	for i := range j.Accounts {
		if j.Accounts[i] == account {
			power, j.Powers[i] = j.Powers[i], sdk.Amount{}
			return power
		}
	}
	return power
}
