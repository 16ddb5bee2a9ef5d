package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// maxChecked is how many submissions, and how many sheets, one check looks at.
const maxChecked = 500

// Invariants checks that the escrow of each account has what it is for (P4): the bonds of its submissions that wait
// and the deposits of its commitments, from the epoch on that is verified next.
func Invariants() roles.InvariantsResult {
	var owed shares
	from := loadProgress().Epoch
	for _, entry := range sdk.Scan(submissionKey(from, 0, 0), []byte{keySubmission + 1}, false, maxChecked) {
		if s := readSubmission(entry.Value); s.State == waiting {
			back := &owed.of(s.Sender).back
			*back = back.Add(s.Bond)
		}
	}
	for _, entry := range sdk.Scan(sheetsKey(from, 0, 0), []byte{keySheet + 1}, false, maxChecked) {
		s := readSheet(entry.Value)
		back := &owed.of(sheetOwner(entry.Key)).back
		*back = back.Add(s.Deposit)
	}
	r := roles.InvariantsResult{Ok: true}
	for i := range owed {
		r.Held = r.Held.Add(owed[i].back)
		r.Ok = r.Ok && !sdk.Escrow(owed[i].owner).Less(owed[i].back)
	}
	return r
}
