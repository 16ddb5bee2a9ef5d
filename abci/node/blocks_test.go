package node

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	cometconfig "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/p2p"
	bcproto "github.com/cometbft/cometbft/proto/tendermint/blocksync"
	"github.com/cometbft/cometbft/store"
	"github.com/cosmos/gogoproto/proto"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
)

// A stranger sends blocks, and does something else after each.
type stranger struct {
	p2p.BaseReactor
	blocks *store.BlockStore
	then   func(s *stranger, to p2p.Peer, height int64)
	say    *bcproto.StatusResponse // what it says it has; nil: the truth
}

func (s *stranger) GetChannels() []*p2p.ChannelDescriptor {
	return []*p2p.ChannelDescriptor{{ID: blocksync.BlocksyncChannel, Priority: 5, SendQueueCapacity: 1000, RecvMessageCapacity: blocksync.MaxMsgSize,
		MessageType: &bcproto.Message{}}}
}

func (s *stranger) status() *bcproto.StatusResponse {
	if s.say != nil {
		return s.say
	}
	return &bcproto.StatusResponse{Base: s.blocks.Base(), Height: s.blocks.Height()}
}

func (s *stranger) AddPeer(peer p2p.Peer) { peer.TrySend(onBlocks(s.status())) }

func (s *stranger) Receive(e p2p.Envelope) {
	switch m := e.Message.(type) {
	case *bcproto.StatusRequest:
		e.Src.TrySend(onBlocks(s.status()))
	case *bcproto.BlockRequest:
		s.then(s, e.Src, m.Height)
	}
}

// send sends a block.
func (s *stranger) send(to p2p.Peer, height int64) {
	if b := s.blocks.LoadBlockProto(height); b != nil {
		to.TrySend(onBlocks(&bcproto.BlockResponse{Block: b}))
	}
}

// listen connects a stranger to the network of a node, and returns its address.
func (s *stranger) listen(t *testing.T, n *Node) string {
	t.Helper()
	key := p2p.NodeKey{PrivKey: ed25519.GenPrivKey()}
	info := n.consensus.node.Load().NodeInfo().(p2p.DefaultNodeInfo)
	info.DefaultNodeID, info.Moniker, info.ListenAddr = key.ID(), "stranger", fmt.Sprintf("127.0.0.1:%d", hometest.Ports(t, 1))
	address := p2p.IDAddressString(key.ID(), info.ListenAddr)
	at, err := p2p.NewNetAddressString(address)
	must(t, err)
	settings := cometconfig.TestP2PConfig()
	transport := p2p.NewMultiplexTransport(info, key, p2p.MConnConfig(settings))
	must(t, transport.Listen(*at))
	sw := p2p.NewSwitch(settings, transport)
	sw.SetNodeKey(&key)
	sw.SetNodeInfo(info)
	s.BaseReactor = *p2p.NewBaseReactor("stranger", s)
	sw.AddReactor("BLOCKSYNC", s)
	must(t, sw.Start())
	t.Cleanup(func() { _ = sw.Stop(); _ = transport.Close() })
	return address
}

// Whatever peers do while a node fetches blocks from them, it goes on, and ends with the blocks that were agreed on.
func TestCatchingUpFromStrangers(t *testing.T) {
	source, _ := start(t, newHome(t))
	reach(t, []*Node{source}, 120)
	blocks := source.consensus.node.Load().BlockStore()
	others := map[string]*stranger{
		"goes when it has sent the next block": {then: func(s *stranger, to p2p.Peer, height int64) {
			if s.send(to, height); rand.IntN(10) == 0 {
				time.Sleep(5 * time.Millisecond)
				s.Switch.StopPeerForError(to, "it has had enough")
			}
		}},
		"takes back what it has sent": {then: func(s *stranger, to p2p.Peer, height int64) {
			s.send(to, height)
			to.TrySend(onBlocks(&bcproto.NoBlockResponse{Height: height}))
			to.TrySend(onBlocks(&bcproto.StatusResponse{Base: 1, Height: height - 1}))
		}},
		"sends another block": {then: func(s *stranger, to p2p.Peer, height int64) { s.send(to, max(height-1, 1)) }},
		"sends a block that was changed": {then: func(s *stranger, to p2p.Peer, height int64) {
			if b := blocks.LoadBlockProto(height); b != nil {
				b.Header.AppHash[0]++
				to.TrySend(onBlocks(&bcproto.BlockResponse{Block: b}))
			}
		}},
		"sends a block whose commit is not signed": {then: func(s *stranger, to p2p.Peer, height int64) {
			if b := blocks.LoadBlockProto(height); b != nil && height > 1 {
				b.LastCommit.Signatures[0].Signature[3]++
				to.TrySend(onBlocks(&bcproto.BlockResponse{Block: b}))
			}
		}},
		"sends nothing in a block":    {then: func(_ *stranger, to p2p.Peer, _ int64) { to.TrySend(onBlocks(&bcproto.BlockResponse{})) }},
		"says much and sends nothing": {say: &bcproto.StatusResponse{Base: 1, Height: 1 << 60}, then: func(*stranger, p2p.Peer, int64) {}},
		"says what it cannot have":    {say: &bcproto.StatusResponse{Base: 1 << 40, Height: 1}, then: func(*stranger, p2p.Peer, int64) {}},
		"sends what it was not asked for, too": {then: func(s *stranger, to p2p.Peer, height int64) {
			s.send(to, height)
			s.send(to, height)
			s.send(to, height+1)
		}},
	}
	honest := &stranger{then: (*stranger).send}
	others["sends what it is asked for"] = honest
	var peers []string
	for _, s := range others {
		s.blocks = blocks
		peers = append(peers, s.listen(t, source))
	}
	n, _ := start(t, joiner(t, []*Node{source}, home.InitOptions{Peers: peers}))
	begin := time.Now()
	reach(t, []*Node{n}, 118)
	t.Logf("118 blocks after %s", time.Since(begin))
	for h := uint64(1); h < 118; h += 13 {
		var mine, theirs block
		get(t, n, fmt.Sprint("/v1/blocks/", h), &mine)
		get(t, source, fmt.Sprint("/v1/blocks/", h), &theirs)
		if mine.Hash == "" || mine != theirs {
			t.Errorf("block %d is %+v there and %+v here", h, theirs, mine)
		}
	}
}

// onBlocks is a message on the channel of blocks.
func onBlocks(m proto.Message) p2p.Envelope {
	return p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: m}
}
