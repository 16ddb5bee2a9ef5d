package home

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
)

// signedHome is the home of a node that has signed a proposal, or a vote.
func signedHome(t *testing.T, kind cometproto.SignedMsgType) Dir {
	t.Helper()
	h := newHome(t)
	signer, err := LoadSigner(h)
	must(t, err)
	part := cometproto.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("part"))}
	id := cometproto.BlockID{Hash: tmhash.Sum([]byte("block")), PartSetHeader: part}
	if kind == cometproto.ProposalType {
		must(t, signer.SignProposal("test-1", &cometproto.Proposal{Type: kind, Height: 21, Round: 3, PolRound: -1, BlockID: id, Timestamp: time.Now()}))
	} else {
		must(t, signer.SignVote("test-1", &cometproto.Vote{Type: kind, Height: 21, Round: 3, BlockID: id, Timestamp: time.Now()}))
	}
	return h
}

// secrets is what a home says about who its node is and what it has signed.
type secrets struct {
	Key    privval.FilePVKey
	Record privval.FilePVLastSignState
	Peer   *p2p.NodeKey
}

func load(h Dir) (s secrets, err error) {
	signer, err := LoadSigner(h)
	if err != nil {
		return s, err
	}
	peer, err := LoadPeerKey(h)
	return secrets{signer.Key, signer.LastSignState, peer}, err
}

// Whatever bit of the keys and of the record of signatures turns over (every fifth
// is tried, and so each bit of a byte), the node is who it was and has signed what
// it had signed, or says which file is damaged.
func TestDamagedKeys(t *testing.T) {
	for _, kind := range []cometproto.SignedMsgType{cometproto.ProposalType, cometproto.PrevoteType, cometproto.PrecommitType} {
		h := signedHome(t, kind)
		want, err := load(h)
		must(t, err)
		for _, path := range []string{h.ValidatorState(), h.ValidatorKey(), h.NodeKey()} {
			good, err := os.ReadFile(path)
			must(t, err)
			for bit := 0; bit < 8*len(good); bit += 5 {
				bad := append([]byte(nil), good...)
				bad[bit/8] ^= 1 << (bit % 8)
				must(t, os.Remove(path)) // an emptied file is written to disk at once: slow
				must(t, os.WriteFile(path, bad, 0o600))
				got, err := load(h)
				switch {
				case err != nil && errors.Is(err, ErrDamaged) && strings.Contains(err.Error(), path):
				case err == nil && reflect.DeepEqual(got, want):
				default:
					t.Errorf("bit %d of %s: %v, %+v", bit, path, err, got)
				}
			}
			must(t, os.WriteFile(path, good, 0o600))
			if kind != cometproto.ProposalType {
				break // the keys are the same
			}
		}
	}
}

// An operator may write a record by hand, with a height that nothing is to be
// signed below, as other chains' guides say.
func TestRecordByHand(t *testing.T) {
	h := newHome(t)
	must(t, os.WriteFile(h.ValidatorState(), []byte(`{"height": "100", "round": 0, "step": 3}`), 0o600))
	s, err := load(h)
	if err != nil || s.Record.Height != 100 {
		t.Errorf("%+v, %v", s.Record, err)
	}
}
