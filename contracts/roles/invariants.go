package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// maxChecked is how many submissions, and how many sheets, one check looks at.
const maxChecked = 500

// Invariants checks that the escrow of each account has what it is for (P4): the bonds of its submissions that wait
// or have not matured, those of disputes, and the deposits of its commitments.
func Invariants() roles.InvariantsResult {
	var owed shares
	owe := func(to sdk.Address, amount sdk.Amount) {
		back := &owed.of(to).back
		*back = back.Add(amount)
	}
	p := loadProgress()
	for _, entry := range sdk.Scan(submissionKey(p.Free, 0, 0), []byte{keySubmission + 1}, false, maxChecked) {
		s := readSubmission(entry.Value)
		owe(s.Sender, p.bondOf(entry.Key, s))
	}
	for _, entry := range sdk.Scan([]byte{keyHeldSince}, heldSinceKey(p.Free, 0, 0), false, maxChecked) {
		s, _ := mustSubmission(splitSubmissionKey(entry.Key))
		owe(s.Sender, s.Bond)
	}
	for _, entry := range sdk.Scan([]byte{keyDispute}, []byte{keyDispute + 1}, false, maxChecked) {
		var d dispute
		sdk.Unmarshal(entry.Value, &d)
		owe(d.Disputer, d.Bond)
		for i, sender := range d.Senders {
			owe(sender, d.Bonds[i])
		}
	}
	for _, entry := range sdk.Scan(sheetsKey(p.Epoch, 0, 0), []byte{keySheet + 1}, false, maxChecked) {
		s := readSheet(entry.Value)
		owe(sheetOwner(entry.Key), s.Deposit)
	}
	r := roles.InvariantsResult{Ok: true}
	for i := range owed {
		r.Held = r.Held.Add(owed[i].back)
		r.Ok = r.Ok && !sdk.Escrow(owed[i].owner).Less(owed[i].back)
	}
	return r
}
