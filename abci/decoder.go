package abci

import (
	"bytes"
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// What a decoder remembers, in bytes: enough for a mempool full of small transactions. An
// entry counts its transaction and what surrounds it.
const (
	decodedLimit = 16 << 20
	entryBytes   = 1 << 10
)

// decoder decodes each transaction once and caches it under its hash: the mempool, a proposal
// and its block ask for the same ones. An answer depends on the bytes alone, so a missing entry
// costs time and never changes a result (I5). Its methods are safe for concurrent use.
type decoder struct {
	limit uint64 // of bytes

	mu    sync.Mutex
	cache *simplelru.LRU[abi.Hash, *tx.Tx]
	bytes uint64
}

func newDecoder(limit uint64) *decoder {
	d := &decoder{limit: limit}
	d.cache, _ = simplelru.NewLRU(math.MaxInt, func(_ abi.Hash, t *tx.Tx) { d.bytes -= t.Size + entryBytes })
	return d
}

// decode returns what the bytes of a transaction say. It does not retain them (I10). Bytes that
// are no transaction are not cached: nobody admits them, so nobody asks again.
func (d *decoder) decode(raw []byte) runtime.Decoded {
	hash := tx.Hash(raw)
	d.mu.Lock()
	t, ok := d.cache.Get(hash)
	d.mu.Unlock()
	if ok {
		return runtime.Decoded{Tx: t}
	}
	decoded := runtime.Decode(bytes.Clone(raw))
	if decoded.Tx != nil {
		d.add(decoded.Tx)
	}
	return decoded
}

// hashOf is the hash of what was decoded.
func hashOf(d runtime.Decoded, raw []byte) abi.Hash {
	if d.Tx != nil {
		return d.Tx.Hash
	}
	return tx.Hash(raw)
}

func (d *decoder) add(t *tx.Tx) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cache.Contains(t.Hash) {
		return
	}
	d.cache.Add(t.Hash, t)
	d.bytes += t.Size + entryBytes
	for d.bytes > d.limit {
		d.cache.RemoveOldest()
	}
}
