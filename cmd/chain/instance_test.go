package chain

import (
	"bytes"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// What is in no block yet has no result: it is told by what was known before.
func TestADeedWithoutAResultIsTold(t *testing.T) {
	f, c := fixture(t)
	var told bytes.Buffer
	c.env.Out, c.env.Err = &told, &told
	deed := Deed[jobs.JobResult]{Call: jobs.Client{}.Create(jobs.CreateArgs{Model: 1}), Funds: sdk.U64(7), Did: "alice offers a job",
		Result: func(r *jobs.JobResult) (string, map[string]any) { t.Error("there is a result"); return "", nil }}
	market := &Instance{Chain: c, Address: abi.Address{1}}
	if err := Do(t.Context(), c.env, market, parsed(t, "--async"), deed); err != nil || len(f.sent) != 1 {
		t.Fatal(err, f.sent)
	}
	if !strings.Contains(told.String(), "sent, not in a block yet: alice offers a job\n") {
		t.Errorf("told: %s", told.String())
	}
}
