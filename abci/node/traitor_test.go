package node

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/p2p"
	consensusproto "github.com/cometbft/cometbft/proto/tendermint/consensus"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometlog"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// A joining node is not stopped by peers that send chunks which are none, and offer snapshots that nobody has
// taken: it does without them.
func TestLyingPeersOfAJoiningNode(t *testing.T) {
	if testing.Short() {
		t.Skip("four nodes in one process")
	}
	homes := newNetwork(t, 3)
	honest, _ := start(t, homes[0])
	nodes := []*Node{honest}
	for i, how := range []string{badChunks, madeUp} {
		cfg, err := home.LoadConfig(homes[i+1])
		must(t, err)
		n, err := New(homes[i+1], cfg, nil)
		must(t, err)
		t.Cleanup(func() { _ = n.Stop() })
		must(t, betray(n, how))
		nodes = append(nodes, n)
	}
	var paid receipt
	ready(t, honest)
	post(t, honest, "/v1/txs?wait=1", pay(0), &paid)
	for _, n := range []*Node{honest, nodes[2]} { // the newest is tried first
		_, err := n.Snapshot(t.Context(), nil)
		must(t, err)
		reach(t, nodes, n.state().Head().Height+3)
	}
	must(t, os.CopyFS(string(homes[1].Snapshots()), os.DirFS(string(homes[0].Snapshots())))) // else there is nobody else to ask
	joined, _ := start(t, newJoiner(t, nodes))
	ready(t, joined)
	var mine, theirs status
	path := fmt.Sprint("/v1/blocks/", joined.app.Last().Height)
	get(t, joined, path, &mine)
	get(t, honest, path, &theirs)
	if mine.AppHash == "" || mine != theirs {
		t.Errorf("%s: %+v here, %+v there", path, mine, theirs)
	}
	asksContracts(t, joined)
}

// What a traitor does, as words of $PEERZ_TEST_TREASON.
const (
	badBlocks    = "bad-blocks"    // proposes blocks that no honest node makes, and takes any
	twoProposals = "two-proposals" // signs two proposals of a round
	twoVotes     = "two-votes"     // signs two votes of a round
	badHash      = "bad-hash"      // comes to another app hash than the others
	badChunks    = "bad-chunks"    // sends chunks of snapshots that are none
	madeUp       = "made-up"       // offers snapshots that nobody has taken
)

// A traitor is a node's application and key in the hands of somebody who wishes the chain ill.
type traitor struct {
	application
	comet.PrivValidator
	node   *Node
	does   func(what string) bool
	random *rand.Rand
}

// betray starts a node that does what the words of how say, until it fails. It begins with the first
// word, and goes on to the next one every few blocks.
func betray(n *Node, how string) error {
	words := strings.Fields(how)
	t := &traitor{application: n.app, PrivValidator: n.consensus.signer, node: n, random: rand.New(rand.NewPCG(1, 1))}
	t.does = func(what string) bool {
		return words[min(int(n.app.Last().Height/treasonBlocks), len(words)-1)] == what
	}
	ctx := context.Background()
	peer, err := home.LoadPeerKey(n.dir)
	if err = errors.Join(err, n.listen(), n.app.Warm(ctx)); err != nil {
		return err
	}
	log := cometlog.New(n.root, cometlog.Watch{Halted: n.fault.report})
	if err := n.consensus.assemble(ctx, t, t, peer, n.genesis, n.stores, n.instruments(), log); err != nil {
		return err
	}
	if err := errors.Join(n.serve(), n.consensus.launch()); err != nil {
		return err
	}
	n.redialer.run(n.life, n.consensus.persistentPeers())
	return nil
}

// treasonBlocks is how many blocks a traitor does one thing for.
const treasonBlocks = 6

// PrepareProposal makes blocks that must not be.
func (t *traitor) PrepareProposal(ctx context.Context, req *abcitypes.RequestPrepareProposal) (*abcitypes.ResponsePrepareProposal, error) {
	good, err := t.application.PrepareProposal(ctx, req)
	if err != nil || !t.does(badBlocks) {
		return good, err
	}
	return &abcitypes.ResponsePrepareProposal{Txs: t.bad(good.Txs)}, nil
}

// bad makes the transactions of a bad block from those of a good one.
func (t *traitor) bad(good [][]byte) [][]byte {
	forged := payTo(key(1), key(99).Address(), 0)
	forged[len(forged)-1] ^= 1
	switch t.random.IntN(5) {
	case 0:
		return append(good, []byte("no transaction"))
	case 1:
		return append(good, forged)
	case 2:
		return append(good, make([]byte, tx.MaxSize+1))
	case 3:
		return append(good, payTo(key(1), key(99).Address(), 1<<40)) // a nonce that is not the next
	}
	return append(append(good, good...), forged) // each twice
}

// ProcessProposal takes any block.
func (t *traitor) ProcessProposal(ctx context.Context, req *abcitypes.RequestProcessProposal) (*abcitypes.ResponseProcessProposal, error) {
	if t.does(badBlocks) {
		return &abcitypes.ResponseProcessProposal{Status: abcitypes.ResponseProcessProposal_ACCEPT}, nil
	}
	return t.application.ProcessProposal(ctx, req)
}

// FinalizeBlock comes to another state.
func (t *traitor) FinalizeBlock(ctx context.Context, req *abcitypes.RequestFinalizeBlock) (*abcitypes.ResponseFinalizeBlock, error) {
	res, err := t.application.FinalizeBlock(ctx, req)
	if err == nil && t.does(badHash) {
		res.AppHash = slices.Clone(res.AppHash)
		res.AppHash[0] ^= 1
	}
	return res, err
}

// SignVote signs what it is asked, and then something else that it sends to everybody.
func (t *traitor) SignVote(chainID string, v *cometproto.Vote) error {
	if err := t.PrivValidator.SignVote(chainID, v); err != nil || !t.does(twoVotes) {
		return err
	}
	other := *v
	other.BlockID = t.anyBlock()
	return t.send(0x22, comet.VoteSignBytes(chainID, &other), &other.Signature, func() p2p.Envelope {
		return p2p.Envelope{Message: &consensusproto.Vote{Vote: &other}}
	})
}

// SignProposal sends another proposal to everybody first.
func (t *traitor) SignProposal(chainID string, p *cometproto.Proposal) error {
	if t.does(twoProposals) {
		other := *p
		other.BlockID = t.anyBlock()
		err := t.send(0x21, comet.ProposalSignBytes(chainID, &other), &other.Signature, func() p2p.Envelope {
			return p2p.Envelope{Message: &consensusproto.Proposal{Proposal: other}}
		})
		if err != nil {
			return err
		}
	}
	return t.PrivValidator.SignProposal(chainID, p)
}

// send signs bytes past the record of signatures, and sends what they belong to.
func (t *traitor) send(channel byte, signed []byte, signature *[]byte, message func() p2p.Envelope) (err error) {
	if *signature, err = t.node.consensus.signer.Key.PrivKey.Sign(signed); err == nil {
		e := message()
		e.ChannelID = channel
		t.node.consensus.node.Load().Switch().(*p2p.Switch).Broadcast(e)
	}
	return err
}

func (t *traitor) anyBlock() cometproto.BlockID {
	hash := tmhash.Sum(fmt.Append(nil, t.random.Uint64()))
	return cometproto.BlockID{Hash: hash, PartSetHeader: cometproto.PartSetHeader{Total: 1, Hash: hash}}
}

// LoadSnapshotChunk sends something.
func (t *traitor) LoadSnapshotChunk(ctx context.Context, req *abcitypes.RequestLoadSnapshotChunk) (*abcitypes.ResponseLoadSnapshotChunk, error) {
	res, err := t.application.LoadSnapshotChunk(ctx, req)
	if err == nil && t.does(badChunks) && len(res.Chunk) > 0 {
		res.Chunk[t.random.IntN(len(res.Chunk))] ^= 1
	}
	return res, err
}

// ListSnapshots offers better ones than there are.
func (t *traitor) ListSnapshots(ctx context.Context, req *abcitypes.RequestListSnapshots) (*abcitypes.ResponseListSnapshots, error) {
	res, err := t.application.ListSnapshots(ctx, req)
	if err != nil || !t.does(madeUp) {
		return res, err
	}
	for _, s := range res.Snapshots {
		s.Metadata = append([]byte(nil), s.Metadata...)
		s.Metadata[t.random.IntN(len(s.Metadata))] ^= 1
		s.Hash = tmhash.Sum(s.Metadata)
	}
	return res, nil
}
