package node

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	cometconsensus "github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/crypto/tmhash"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
)

// writeWAL makes files of a consensus log, each with the ends of some heights; a negative number
// is damage.
func writeWAL(t *testing.T, dir string, files map[string][]int64) {
	t.Helper()
	for name, ends := range files {
		f, err := os.Create(filepath.Join(dir, name))
		must(t, err)
		encoder := cometconsensus.NewWALEncoder(f)
		for _, height := range ends {
			if height < 0 {
				_, err = f.Write(make([]byte, 8)) // a line of no bytes
			} else {
				err = encoder.Encode(&cometconsensus.TimedWALMessage{Time: time.Unix(1, 0), Msg: cometconsensus.EndHeightMessage{Height: height}})
			}
			must(t, err)
		}
		must(t, f.Close())
	}
}

// Nothing is removed that a start reads: the end of the last height, and all after it.
func TestTrimmedConsensusLog(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string][]int64
		stay  []string
	}{
		"a height in the newest chunk": {map[string][]int64{"wal": {}, "wal.000": {1, 2}, "wal.001": {3}}, []string{"wal", "wal.001"}},
		"a height over two rotations":  {map[string][]int64{"wal": {0}, "wal.000": {1}, "wal.001": {2}, "wal.002": {}, "wal.003": {0}}, []string{"wal", "wal.001", "wal.002", "wal.003"}},
		"no height has ended":          {map[string][]int64{"wal": {}, "wal.000": {0}, "wal.001": {}}, []string{"wal", "wal.000", "wal.001"}},
		"numbers, not text":            {map[string][]int64{"wal": {}, "wal.999": {1}, "wal.1000": {2}}, []string{"wal", "wal.1000"}},
		"damage before the end":        {map[string][]int64{"wal": {}, "wal.000": {1}, "wal.001": {-1, 2}}, []string{"wal", "wal.001"}},
		"a copy of a damaged file":     {map[string][]int64{"wal": {}, "wal.000": {1}, "wal.001": {}, "wal.CORRUPTED": {2}}, []string{"wal", "wal.000", "wal.001", "wal.CORRUPTED"}},
	} {
		dir := t.TempDir()
		writeWAL(t, dir, c.files)
		must(t, trimWAL(dir))
		var names []string
		left, err := os.ReadDir(dir)
		must(t, err)
		for _, f := range left {
			names = append(names, f.Name())
		}
		slices.Sort(names)
		if !slices.Equal(names, c.stay) {
			t.Errorf("%s: %v are left, want %v", name, names, c.stay)
		}
	}
}

// A validator signs nothing at the height that its record of signatures names when its log does
// not lead there, and everything else.
func TestAbstainsWithoutItsConsensusLog(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	stop()
	n, err := New(h, n.cfg, nil)
	must(t, err)
	defer n.Stop()
	last := int64(n.app.Last().Height)
	blocks, err := n.stores.Blocks()
	must(t, err)
	last = max(last, blocks.Height())
	vote := func(height int64) *cometproto.Vote {
		hash := tmhash.Sum([]byte("block"))
		id := cometproto.BlockID{Hash: hash, PartSetHeader: cometproto.PartSetHeader{Total: 1, Hash: hash}}
		return &cometproto.Vote{Type: cometproto.PrecommitType, Height: height, BlockID: id, Timestamp: time.Now()}
	}
	must(t, n.consensus.signer.SignVote("test-1", vote(last+1)))
	dir := h.ConsensusWAL()
	must(t, os.RemoveAll(dir))
	must(t, os.MkdirAll(dir, 0o755))
	for _, c := range []struct {
		ends     []int64
		abstains bool
	}{{nil, true}, {[]int64{0}, true}, {[]int64{last - 1}, true}, {[]int64{last - 1, last}, false}} {
		writeWAL(t, dir, map[string][]int64{"wal": {0}, "wal.000": c.ends})
		key, err := n.signingKey()
		must(t, err)
		err = key.SignVote("test-1", vote(last+1))
		if proposal := key.SignProposal("test-1", &cometproto.Proposal{Type: cometproto.ProposalType, Height: last + 1, Timestamp: time.Now()}); c.abstains && errors.Is(proposal, err) != true {
			t.Errorf("ends %v: it proposes with %v", c.ends, proposal)
		}
		if (err != nil) != c.abstains {
			t.Errorf("ends %v: it signs with %v", c.ends, err)
		}
	}
	writeWAL(t, dir, map[string][]int64{"wal": {0}, "wal.000": nil})
	key, err := n.signingKey()
	must(t, err)
	must(t, key.SignVote("test-1", vote(last+2)))
}
