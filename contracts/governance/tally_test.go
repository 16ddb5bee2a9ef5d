package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What exactly a share of the votes decides: the quorum is reached by its share, and the limits of
// veto and threshold are passed only by more than theirs. With a power of 1,000,000 a vote of 1 is 1 ppm.
func TestTheEdgesOfATally(t *testing.T) {
	for _, test := range []struct {
		name                   string
		yes, no, veto, abstain uint64
		state, reason          string
	}{
		{"the quorum", 334_000, 0, 0, 0, "timelock", ""},
		{"one less", 333_999, 0, 0, 0, "rejected", "too few voted"},
		{"the limit of veto", 666_000, 0, 334_000, 0, "timelock", ""},
		{"one more", 665_999, 0, 334_001, 0, "rejected", "vetoed"},
		{"the limit, of those who abstain too", 333_001, 0, 333_000, 333_999, "timelock", ""},
		{"the threshold", 250_000, 250_000, 0, 500_000, "rejected", "too few said yes"},
		{"one more than the threshold", 250_001, 249_999, 0, 500_000, "timelock", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.nobodyHasStake()
			w.SetStake(who("rest"), 0, sdk.U64(1_000_000-test.yes-test.no-test.veto-test.abstain))
			power := map[string]uint64{"yes": test.yes, "no": test.no, "veto": test.veto, "abstain": test.abstain}
			for option, n := range power {
				w.SetStake(who(option), 0, sdk.U64(n))
			}
			id := w.propose(weightsAction)
			for option, n := range power {
				if n > 0 {
					w.vote(id, option, option)
				}
			}
			for range 3 {
				w.next()
			}
			p := GetProposal(governance.ProposalArgs{Proposal: id})
			want(t, "state", p.State, test.state)
			want(t, "reason", p.Reason, test.reason)
		})
	}
}
