package node

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A validator alone that has lost its consensus log after it signed a vote cannot
// go on: it says so, and the way that it names leads on.
func TestLostConsensusLog(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	stop()
	n, err := New(h, n.cfg, nil)
	must(t, err)
	id := cometproto.BlockID{Hash: tmhash.Sum([]byte("block")), PartSetHeader: cometproto.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("part"))}}
	last := int64(n.app.Last().Height)
	must(t, n.consensus.signer.SignVote("test-1", &cometproto.Vote{Type: cometproto.PrecommitType, Height: last + 1, BlockID: id, Timestamp: time.Now()}))
	must(t, os.RemoveAll(h.ConsensusWAL()))
	c := n.consensus.settings.Consensus
	c.TimeoutPropose, c.TimeoutPrevote, c.TimeoutPrecommit = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
	err = n.Run(t.Context())
	if !errors.Is(err, home.ErrDamaged) || !strings.Contains(err.Error(), h.ConsensusWAL()) || !strings.Contains(err.Error(), h.ValidatorState()) {
		t.Fatalf("it ended with %v", err)
	}
	must(t, os.WriteFile(h.ValidatorState(), []byte(`{"height":"0","round":0,"step":0}`), 0o600))
	run(t, copyHome(t, h))
}
