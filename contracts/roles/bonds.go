package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// The bond of a submission that is verified stays in escrow until its epoch matures, so that there is something to
// lose when a dispute is upheld. Then it goes back by itself, some submissions a call.

const freeAtOnce = 50 // submissions

// bondOf is what a submission has in escrow.
func (p *progress) bondOf(key []byte, s *submission) sdk.Amount {
	epoch, _, _ := splitSubmissionKey(key)
	isBack := epoch < p.Free || epoch == p.Free && string(key) <= string(p.Freed)
	if s.State == waiting || s.State == held || s.State == verified && !isBack {
		return s.Bond
	}
	return sdk.Amount{}
}

// free returns bonds of the next submissions that have matured, and reports whether there were any to look at.
func (p *progress) free() bool {
	if p.Free >= p.Epoch || !p.matured() {
		return false
	}
	start := submissionKey(p.Free, 0, 0)
	if len(p.Freed) > 0 {
		start = append(append([]byte(nil), p.Freed...), 0)
	}
	entries := sdk.Scan(start, submissionKey(p.Free+1, 0, 0), false, freeAtOnce)
	var escrows shares
	for _, entry := range entries {
		s := readSubmission(entry.Value)
		if bond := p.bondOf(entry.Key, s); s.State == verified && !bond.IsZero() {
			back := &escrows.of(s.Sender).back
			*back = back.Add(bond)
		}
	}
	if len(entries) == 0 {
		if !forgetUndecided(p.Free) {
			p.Free, p.Freed = p.Free+1, nil
		}
		return true
	}
	p.Freed = entries[len(entries)-1].Key
	escrows.pay()
	return true
}

// forgetUndecided deletes what is noted of disputes about an epoch that has matured, and reports whether there was any.
func forgetUndecided(epoch uint64) bool {
	prefix := sdk.Key(keyUndecided, sdk.BE64(epoch))
	entries := sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, freeAtOnce)
	for _, entry := range entries {
		sdk.Delete(entry.Key)
	}
	return len(entries) > 0
}

// matured reports whether the time to dispute the epoch Free is over. An epoch that rewards closed together with
// later ones matures with the last of them.
func (p *progress) matured() bool {
	var e epochStart
	for _, entry := range sdk.Scan(epochKey(p.Free), epochKey(p.Epoch), false, 100) {
		if sdk.Unmarshal(entry.Value, &e) && e.Matures > 0 {
			return sdk.Context().Epoch >= e.Matures
		}
	}
	return false
}
