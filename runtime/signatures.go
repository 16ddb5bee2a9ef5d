package runtime

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// maxSignatures bounds how many verified transactions a machine remembers.
const maxSignatures = 1 << 15

// signatures remembers transactions whose signature was verified, so that a block need not
// verify again what the pool did. It holds successes only, by the hash of the whole
// transaction, key and signature included; forgetting one costs time, never a result.
type signatures struct {
	good *lru.Cache[abi.Hash, struct{}]
}

func newSignatures() signatures {
	good, _ := lru.New[abi.Hash, struct{}](maxSignatures) // fails for no size but 0
	return signatures{good}
}

// verify reports whether the signature of t is good.
func (s signatures) verify(t *tx.Tx) bool {
	if s.good.Contains(t.Hash) {
		return true
	}
	good := t.Verify()
	if good {
		s.good.Add(t.Hash, struct{}{})
	}
	return good
}
