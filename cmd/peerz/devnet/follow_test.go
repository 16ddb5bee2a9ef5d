package devnet

import (
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// What the terminal of a devnet says: nothing while blocks come, one line when they stop, one
// when they come again, and one for each epoch that closes.
func TestPulse(t *testing.T) {
	start := time.Unix(0, 0)
	p := pulse{since: start}
	for i, step := range []struct {
		second        int
		height, epoch uint64
		answered      bool
		said          string
		closed        bool
	}{
		{1, 5, 3, true, "", false}, // the first answer closes nothing
		{2, 6, 3, true, "", false},
		{3, 7, 4, true, "", true},
		{4, 7, 4, true, "", false},
		{8, 0, 0, false, "", false}, // no answer is no block
		{15, 7, 4, true, "no block for 11s: the last one is 7", false},
		{20, 0, 0, false, "", false}, // said once
		{30, 8, 6, true, "blocks again, at height 8", true},
		{31, 9, 6, true, "", false},
	} {
		now := client.Status{Height: step.height, Epoch: step.epoch, BlockTimeMS: 1000}
		said, closed := p.see(now, step.answered, start.Add(time.Duration(step.second)*time.Second))
		if said != step.said || closed != step.closed {
			t.Errorf("step %d: %q, closed %v; want %q, %v", i, said, closed, step.said, step.closed)
		}
	}
}
