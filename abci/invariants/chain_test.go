package invariants_test

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
)

// On a chain where people worked and were paid everything holds, and everything was asked.
func TestEverythingHolds(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada", "ben")
	for range 3 {
		c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
		c.Close()
	}
	view := c.View()
	defer view.Close()
	r, err := invariants.Check(c.Machine(), view, c.Header())
	if err != nil || len(r.Violations) > 0 || r.Fault() != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, name := range []string{"ledger", "rewards", "roles", "governance"} {
		if !slices.Contains(r.Asked, name) {
			t.Errorf("%s was not asked: %v", name, r.Asked)
		}
	}
}
