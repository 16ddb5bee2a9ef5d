package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A validator is measured by the blocks of an epoch that it signed, each weighted by its power then, times the
// share of attended submissions on which it agreed with what was verified. The chain counts the first and this
// contract the second, as an attestor's findings: so whoever validates attests, and needs no other registration.
// The measure is proportional to power: one stake over many keys is worth the same, less what is rounded down (P13).

// duties is what the attestors of an epoch have signed as validators, by position in its set.
//
//peerz:store
type duties struct {
	Signed []sdk.Amount
}

func dutiesKey(epoch uint64) []byte { return sdk.Key(keyDuties, sdk.BE64(epoch)) }

// noteDuties stores what attestors have signed in the epoch that ends, if any of them is a validator.
func noteDuties(epoch uint64) {
	set := attestorsOf(epoch)
	d := duties{Signed: make([]sdk.Amount, len(set.Members))}
	some := false
	for i := range set.Members {
		if duty, ok := sdk.ValidatorDuty(set.Members[i].Account, epoch); ok {
			d.Signed[i], some = duty.Signed, some || !duty.Signed.IsZero()
		}
	}
	if some {
		sdk.Save(dutiesKey(epoch), &d)
	}
}

// agreement is how an attestor's findings compare with what was verified: of submissions that were attended and in
// which it had no interest, how many there were, and on how many it had reported exactly that.
//
//peerz:store
type agreement struct {
	Asked  uint64
	Agreed uint64
}

// compareFindings counts a submission that was attended.
func (k *check) compareFindings(s *submission, number uint64) {
	for i := range k.set.Members {
		if !s.interests(k.set.Members[i].Account) {
			k.Agreements[i].Asked++
		}
	}
	for _, r := range k.reports {
		if f := r.finding(number); f != nil && !s.interests(k.set.Members[r.member].Account) && sameMeasures(f.Measures, s.Measures) {
			k.Agreements[r.member].Agreed++
		}
	}
}

// sameMeasures compares findings with what was verified, which has a measure for each that the role has now.
func sameMeasures(found, verified []sdk.Amount) bool {
	for i, v := range verified {
		var f sdk.Amount
		if i < len(found) {
			f = found[i]
		}
		if f != v {
			return false
		}
	}
	return true
}

// measure is what an attestor's work as a validator comes to. Where nothing was asked, nothing is taken off.
func (a *agreement) measure(signed sdk.Amount) sdk.Amount {
	if a.Asked == 0 {
		return signed
	}
	part, _, _ := sdk.MulDiv(signed, sdk.U64(a.Agreed), sdk.U64(a.Asked)) // rounded down: nothing is gained by many small keys
	return part
}

// validators takes the next sixteen positions of the epoch's set that have signed something.
func (p *progress) validators() (list []rewards.Entry) {
	var d duties
	sdk.Load(dutiesKey(p.Epoch), &d)
	set := attestorsOf(p.Epoch)
	for ; p.Number < uint64(min(len(d.Signed), len(set.Members))) && len(list) < roles.SheetSize; p.Number++ {
		var a agreement
		if p.Number < uint64(len(p.Agreements)) {
			a = p.Agreements[p.Number]
		}
		if m := a.measure(d.Signed[p.Number]); !m.IsZero() {
			account := set.Members[p.Number].Account
			list = append(list, rewards.Entry{Account: account, ID: accountID(account), Measures: []sdk.Amount{bounded(m)}})
		}
	}
	return list
}

// bounded keeps a measure below 2^96, which no power and no epoch reach.
func bounded(m sdk.Amount) sdk.Amount {
	if m.Hi>>32 != 0 {
		return sdk.Amount{Hi: 1<<32 - 1, Lo: ^uint64(0)}
	}
	return m
}
