package abci

import (
	"testing"

	cmttypes "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Consensus learns how large blocks may be when a vote has changed it, and only then; a genesis begins with one answer.
func TestConsensusLearnsTheSizeOfBlocks(t *testing.T) {
	before := world.Params{}.WithDefaults()
	after := before
	if got := consensusUpdates(before, after); got != nil {
		t.Errorf("nothing has changed: %v", got)
	}
	after.MaxBlockBytes = 8 << 20
	got := consensusUpdates(before, after)
	if got == nil || got.Block.MaxBytes != 8<<20 || got.Block.MaxGas != -1 || got.Evidence != nil || got.Validator != nil {
		t.Errorf("%v", got)
	}
	for size, fits := range map[uint64]bool{0: true, 4 << 20: true, 8 << 20: false} {
		g := &runtime.Genesis{Params: world.Params{MaxBlockBytes: size}}
		err := checkBlockBytes(&cmttypes.ConsensusParams{Block: &cmttypes.BlockParams{MaxBytes: 4 << 20}}, g)
		if (err == nil) != fits {
			t.Errorf("%d: %v", size, err)
		}
	}
}
