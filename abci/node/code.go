package node

import (
	"crypto/hkdf"
	"crypto/sha256"

	"github.com/cometbft/cometbft/p2p"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/vm"
)

// compiledCode is where a node caches compiled contracts, at most mb MiB, sealed with a key that
// is derived from the one that names it to its peers: a folder that comes from another node is
// not taken. Without that key, which the start reports, nothing is cached.
func compiledCode(dir home.Dir, mb uint64) (d vm.Disk) {
	if mb == 0 {
		return d
	}
	peer, err := p2p.LoadNodeKey(dir.NodeKey())
	if err != nil || peer.PrivKey == nil {
		return d
	}
	key, err := hkdf.Key(sha256.New, peer.PrivKey.Bytes(), nil, "peerz/compiled contracts", len(d.Key))
	if err != nil {
		return d
	}
	d.Dir, d.Bytes = dir.Code(), int64(mb<<20)
	copy(d.Key[:], key)
	return d
}
