package runtime

import (
	"sync"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// maxSignatures bounds how many verified transactions a machine remembers, twice.
const maxSignatures = 1 << 15

// signatures remembers transactions whose signature was verified, so that a block need not
// verify again what the pool did. It holds successes only, by the hash of the whole
// transaction, key and signature included; forgetting one costs time, never a result.
type signatures struct {
	mu       sync.Mutex
	new, old map[abi.Hash]struct{} // old is dropped when new is full
}

// verify reports whether the signature of t is good.
func (s *signatures) verify(t *tx.Tx) bool {
	s.mu.Lock()
	_, known := s.new[t.Hash]
	if !known {
		_, known = s.old[t.Hash]
	}
	s.mu.Unlock()
	if known {
		return true
	}
	if !t.Verify() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.new) >= maxSignatures || s.new == nil {
		s.old, s.new = s.new, make(map[abi.Hash]struct{})
	}
	s.new[t.Hash] = struct{}{}
	return true
}
