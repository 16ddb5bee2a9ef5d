package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A validator is measured by the blocks of an epoch that it signed, each weighted by its power then. The chain counts
// them. Of an attestor it is the share of attended submissions on which it agreed with what was verified that counts: so
// whoever validates attests, and needs no other registration. Of those who attest nothing, because there are 64 with more stake or
// because they do not want to, the half counts. The measure is proportional to power: one stake over many keys is worth
// no more (P13).

// unattested is the part of what it signed that counts of a validator without power as an attestor, in ppm.
const unattested = 500_000

// duties is what validators have signed: those who attest by their position in the epoch's set, and the others.
//
//peerz:store
type duties struct {
	Signed []sdk.Amount
	Others []other
}

// other is a validator that has no power as an attestor.
//
//peerz:store
type other struct {
	Account sdk.Address
	Signed  sdk.Amount
}

func dutiesKey(epoch uint64) []byte { return sdk.Key(keyDuties, sdk.BE64(epoch)) }

// noteDuties stores what validators have signed in the epoch that ends, if any of them has signed something. There are at
// most 256 who stay, and a third as many on their way out.
func noteDuties(epoch uint64) {
	set := attestorsOf(epoch)
	d := duties{Signed: make([]sdk.Amount, len(set.Members))}
	some := false
	for key, owner, ok := sdk.NextValidator(sdk.Hash{}); ok; key, owner, ok = sdk.NextValidator(key) {
		duty, _ := sdk.ValidatorDuty(owner, epoch) // of all its keys
		if duty.Signed.IsZero() {
			continue
		}
		some = true
		if i := set.index(owner); i >= 0 && !set.Members[i].Power.IsZero() {
			d.Signed[i] = duty.Signed
		} else {
			d.put(other{owner, duty.Signed})
		}
	}
	if some {
		sdk.Save(dutiesKey(epoch), &d)
	}
}

// put adds a validator, once however many keys it has.
func (d *duties) put(o other) {
	for i := range d.Others {
		if d.Others[i].Account == o.Account {
			return
		}
	}
	d.Others = append(d.Others, o)
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

// validators takes the next sixteen of those who have signed something: the positions of the epoch's set, then the others.
func (p *progress) validators() (list []rewards.Entry) {
	var d duties
	sdk.Load(dutiesKey(p.Epoch), &d)
	set := attestorsOf(p.Epoch)
	attesting := uint64(min(len(d.Signed), len(set.Members)))
	for ; p.Number < attesting+uint64(len(d.Others)) && len(list) < roles.SheetSize; p.Number++ {
		var account sdk.Address
		var m sdk.Amount
		if p.Number < attesting {
			var a agreement
			if p.Number < uint64(len(p.Agreements)) {
				a = p.Agreements[p.Number]
			}
			account, m = set.Members[p.Number].Account, a.measure(d.Signed[p.Number])
		} else {
			o := &d.Others[p.Number-attesting]
			account = o.Account
			m, _, _ = sdk.MulDiv(o.Signed, sdk.U64(unattested), sdk.U64(million)) // rounded down, as above
		}
		if !m.IsZero() {
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
