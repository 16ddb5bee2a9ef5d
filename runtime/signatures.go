package runtime

import (
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// How many verified transactions a machine remembers. The bad ones are asked for at once or never again, and have a
// memory of their own, so that they displace no good one.
const (
	maxSignatures = 1 << 15
	maxBad        = 1 << 10
)

// signatures remembers what was verified, so that a block need not verify again what the pool did, nor
// the pool what was verified before its lock was taken. It is told by the hash of the whole
// transaction, key and signature included; forgetting one costs time, never a result.
type signatures struct {
	good, bad *lru.Cache[abi.Hash, struct{}]
}

func newSignatures() signatures {
	good, _ := lru.New[abi.Hash, struct{}](maxSignatures) // fails for no size but 0
	bad, _ := lru.New[abi.Hash, struct{}](maxBad)
	return signatures{good, bad}
}

// verify reports whether the signature of t is good.
func (s signatures) verify(t *tx.Tx) bool {
	if s.knows(t) {
		return s.good.Contains(t.Hash)
	}
	good := t.Verify()
	s.remember(t, good)
	return good
}

func (s signatures) knows(t *tx.Tx) bool { return s.good.Contains(t.Hash) || s.bad.Contains(t.Hash) }

func (s signatures) remember(t *tx.Tx, good bool) {
	memory := s.bad
	if good {
		memory = s.good
	}
	memory.Add(t.Hash, struct{}{})
}

// maxBatch is of how many transactions the signatures are verified at once: beyond it a batch gets little quicker.
const maxBatch = 256

// Verify verifies the signatures of transactions that will be checked, or be in a block, soon: in
// batches, which take a fraction of the time. What comes out is remembered, and no result depends on
// it. It may be called at any time by any goroutine, and holds no lock while it verifies.
func (m *Machine) Verify(list []Decoded) {
	var fresh []*tx.Tx
	for _, d := range list {
		if d.Tx != nil && !m.seen.knows(d.Tx) {
			fresh = append(fresh, d.Tx)
		}
	}
	if len(fresh) == 1 { // a batch of one takes longer
		m.seen.verify(fresh[0])
		return
	}
	for part := range slices.Chunk(fresh, maxBatch) {
		batch := make([]abi.Signed, 0, len(part))
		for _, t := range part {
			batch = t.AppendSigned(batch)
		}
		good := abi.VerifyEd25519Batch(batch)
		for _, t := range part {
			n := t.Signatures()
			m.seen.remember(t, !slices.Contains(good[:n], false))
			good = good[n:]
		}
	}
}
