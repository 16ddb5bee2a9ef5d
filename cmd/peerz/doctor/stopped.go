package doctor

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// stopped looks at what a start would need.
func (p *patient) stopped() {
	if _, err := os.Stat(p.dir.Restore()); err == nil {
		p.poor(JoinUnfinished, "start the node: it joins anew", "a join from a snapshot was cut short")
	}
	p.ports()
	p.peers()
	p.stores()
}

func (p *patient) ports() {
	c, err := home.LoadComet(p.dir)
	if err != nil {
		return // settings has said so
	}
	for _, a := range []struct{ key, address string }{
		{"api", p.cfg.API}, {"metrics", p.cfg.Metrics},
		{"comet.rpc.laddr", trimmed(c.RPC.ListenAddress)}, {"comet.p2p.laddr", trimmed(c.P2P.ListenAddress)},
	} {
		if a.address == "" || strings.HasPrefix(a.address, "unix://") {
			continue
		}
		ln, err := net.Listen("tcp", a.address)
		if err != nil {
			p.bad(PortTaken, "stop the program that listens there, or `peerz config set "+a.key+"=HOST:PORT`", "%s: %v", a.key, err)
			continue
		}
		_ = ln.Close()
	}
}

// dialTime is how long a peer has to answer.
const dialTime = 3 * time.Second

// peers tries to reach the persistent peers.
func (p *patient) peers() {
	c, err := home.LoadComet(p.dir)
	key, err2 := home.LoadPeerKey(p.dir)
	if errors.Join(err, err2) != nil {
		return
	}
	named := strings.FieldsFunc(c.P2P.PersistentPeers, func(r rune) bool { return r == ',' || r == ' ' })
	if len(named) == 0 && c.P2P.Seeds == "" && !p.alone() {
		p.poor(NoPeers, "`peerz config set comet.p2p.persistent_peers=ID@HOST:PORT`, as `peerz node id` prints it for a node of the chain",
			"no peer is named: the node waits until others find it")
	}
	unreachable := make([]error, len(named))
	var dials sync.WaitGroup
	for i, peer := range named {
		dials.Go(func() {
			_, address, _ := strings.Cut(peer, "@")
			conn, err := (&net.Dialer{Timeout: dialTime}).DialContext(p.ctx, "tcp", address)
			if unreachable[i] = err; err == nil {
				_ = conn.Close()
			}
		})
	}
	dials.Wait()
	for i, peer := range named {
		if strings.HasPrefix(peer, string(key.ID())+"@") {
			p.poor(PeerSelf, "remove it from comet.p2p.persistent_peers; if it is another node, that one has a copy of this one's key: make it a new one",
				"the peer %s has this node's own key", peer)
		} else if err := unreachable[i]; err != nil {
			p.poor(PeerUnreachable, "see that it runs, and that nothing between keeps connections away", "the peer %s cannot be reached: %v", peer, err)
		}
	}
}

// alone reports whether this node is the chain's only validator at genesis, as far as can be read.
func (p *patient) alone() bool {
	doc, _, err := home.LoadGenesis(p.dir)
	signer, err2 := home.LoadSigner(p.dir)
	return errors.Join(err, err2) != nil || len(doc.Validators) == 1 && doc.Validators[0].PubKey.Equals(signer.Key.PubKey)
}

// many is how many blocks are a while to execute.
const many = 1000

// stores opens the stores as a start does, and compares their heights with what the validator has signed.
func (p *patient) stores() {
	s, err := maintenance.Open(p.dir, p.cfg)
	if errors.Is(err, maintenance.ErrNoState) {
		return
	}
	if err != nil {
		p.bad(Damaged, `docs/operators.md, "When something is broken", says how`, "%v", err)
		return
	}
	defer s.Close()
	height := s.State().Head().Height
	p.staleSnapshot(height)
	p.plan(s.State(), height)
	c, err := s.Comet()
	if err != nil {
		p.bad(Damaged, `docs/operators.md, "When something is broken", says how`, "%v", err)
		return
	}
	blocks, err := c.Blocks()
	if err != nil {
		return // Comet has read it
	}
	_, known, _ := c.BlockTime(height)
	p.heights(height, uint64(blocks.Height()), known)
	p.record(max(height, uint64(blocks.Height())))
}

// plan reads which version of the program votes have decided on.
func (p *patient) plan(store *state.Store, height uint64) {
	view := store.View()
	defer view.Close()
	if chain, err := world.Read(view).Program(); err == nil && height > 0 {
		p.version(abci.ThisProgram(), chain, height)
	}
}

// version compares this program with the one that executes the block after a height, and with what is planned.
func (p *patient) version(this abci.Program, chain world.Program, height uint64) {
	switch want := chain.Next(height + 1); {
	case !this.Executes(want):
		p.bad(WrongProgram, "start the node with version "+want, "block %d is for version %s to execute, and this is %s", height+1, want, this.Version)
	case chain.Plan.Version != "" && !this.Executes(chain.Plan.Version):
		p.poor(ProgramPlanned, "have version "+chain.Plan.Version+" at hand: the node stops before that block",
			"from block %d on version %s executes, and this is %s", chain.Plan.Height, chain.Plan.Version, this.Version)
	}
}

// heights compares the state with the blocks: the last one, and whether the state's is there.
func (p *patient) heights(height, top uint64, known bool) {
	switch {
	case height > 0 && !known:
		p.bad(BlocksMissing, "go back to the last block with `peerz rollback`, or restore both from one backup",
			"the state is at height %d, and the blocks end at %d", height, top)
	case top > height+many:
		p.poor(Replay, "start the node, and give it time", "the next start executes %d blocks again", top-height)
	}
}

// record compares the record of signatures with the last block.
func (p *patient) record(last uint64) {
	signer, err := home.LoadSigner(p.dir)
	if err != nil {
		return // keys has said so
	}
	signed := uint64(signer.LastSignState.Height)
	_, err = os.Stat(filepath.Join(p.dir.ConsensusWAL(), "wal"))
	if signed > last && err != nil {
		p.bad(SignedAbove, "restore data/cs.wal from a backup; without it the node signs nothing at that height and goes on with the next, if others make it",
			"this validator has signed at height %d, above its last block %d, and its consensus log is gone", signed, last)
	}
}
