package runtime

import (
	"slices"

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

// maxBatch is how many signatures are verified at once: beyond it a batch gets little quicker.
const maxBatch = 256

// Verify verifies the signatures of transactions that will be checked, or be in a block, soon: in
// batches, which take a fraction of the time. What is good is remembered, and no result depends on
// it. It may be called at any time by any goroutine, and holds no lock while it verifies.
func (m *Machine) Verify(list []Decoded) {
	var fresh []*tx.Tx
	for _, d := range list {
		if d.Tx != nil && !m.seen.good.Contains(d.Tx.Hash) {
			fresh = append(fresh, d.Tx)
		}
	}
	for part := range slices.Chunk(fresh, maxBatch) {
		batch := make([]abi.Signed, len(part))
		for i, t := range part {
			batch[i] = t.Signed()
		}
		for i, good := range abi.VerifyEd25519Batch(batch) {
			if good {
				m.seen.good.Add(part[i].Hash, struct{}{})
			}
		}
	}
}
