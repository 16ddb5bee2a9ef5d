package cache

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// ring holds the items that were set last, in a fixed amount of memory that
// holds no pointers: the collector neither walks it nor pays for what comes and
// goes in it. Its sixteen parts are an index and up to fifteen chunks, filled one
// after the other. While what its items take fits twice into the chunks that there
// are, the oldest chunk is used again and keeps its items, a single chunk as soon as
// half of what was written to it is old: memory grows with what is held and not with
// how often it was set. Else one more chunk is made; when all are there, the oldest is
// emptied whole.
type ring struct {
	seed   maphash.Seed
	index  []bucket
	chunks [parts - 1][]byte // by turn; filled up to their lengths
	size   uint64            // of a chunk, in bytes
	turn   uint64            // of the chunk that is being filled, counted from the very first
	made   uint64            // chunks that hold items: those of the last turns
	held   uint64            // bytes of items that can be found, until all chunks are made
}

const parts = 16

// bucket is the items whose hash leads to it. Each is 16 bits of the hash above 48
// bits of the item's position plus one; zero is none.
type bucket [8]uint64

// header is the length of the key, 16 bits, and of the value, 32.
const header = 2 + 4

func newRing(bytes int) *ring {
	size := max(bytes/parts, 64)
	return &ring{seed: maphash.MakeSeed(), size: uint64(size)}
}

// get finds the value of key, which is only valid until the next set.
func (r *ring) get(key []byte) (value []byte, ok bool) {
	_, at := r.find(key)
	if at == nil {
		return nil, false
	}
	_, value = r.item(*at)
	return value, true
}

// set copies an item in. One that fills more than half of a chunk is left out.
func (r *ring) set(key, value []byte) {
	if r.index == nil {
		r.index = make([]bucket, (r.size+63)/64)
	}
	hash, at := r.find(key)
	if at != nil {
		if _, old := r.item(*at); len(old) == len(value) {
			copy(old, value)
			return
		}
		r.forget(at)
	}
	need := uint64(header + len(key) + len(value))
	if need > r.size/2 {
		return
	}
	for r.made == 0 || uint64(len(*r.chunk(r.turn)))+need > r.most(need) {
		r.next(need)
	}
	chunk := r.chunk(r.turn)
	at = r.slot(hash)
	r.forget(at)
	*at = hash>>48<<48 | (r.turn*r.size + uint64(len(*chunk)) + 1)
	*chunk = binary.BigEndian.AppendUint16(*chunk, uint16(len(key)))
	*chunk = binary.BigEndian.AppendUint32(*chunk, uint32(len(value)))
	*chunk = append(append(*chunk, key...), value...)
	r.held += need
	if invariant.Enabled() {
		got, ok := r.get(key)
		invariant.Assert(ok && bytes.Equal(got, value), "cache", "key %x was set to %x and is %x", key, value, got)
	}
}

// most is how many bytes of the chunk that is being filled may be written for an item of so many bytes: of a single chunk
// no more than is worth the memory.
func (r *ring) most(need uint64) uint64 {
	if r.made > 1 {
		return r.size
	}
	return min(r.size, max(r.size/parts, 2*(r.held+need)))
}

// next makes space for an item of so many bytes, most often in the chunk of the next turn. With half of the chunks' space
// free, one of them has space for it, as it takes no more than half of one.
func (r *ring) next(need uint64) {
	switch {
	case r.made == parts-1:
		*r.chunk(r.turn + 1) = (*r.chunk(r.turn + 1))[:0]
	case r.held+need > r.made*r.size/2:
		*r.chunk(r.turn + 1) = make([]byte, 0, r.size)
		r.made++
	case r.made == 1:
		r.renew(r.turn, r.turn)
		return
	default:
		r.renew(r.turn+1-r.made, r.turn+1)
	}
	r.turn++
}

// renew makes the chunk of the oldest turn that of another one, with the items in it that can be found. An item never moves
// up, so that none is taken for one that comes later.
func (r *ring) renew(oldest, turn uint64) {
	b, filled := *r.chunk(oldest), uint64(0)
	for from := uint64(0); from < uint64(len(b)); {
		k, v := uint64(binary.BigEndian.Uint16(b[from:])), uint64(binary.BigEndian.Uint32(b[from+2:]))
		need, bucket := header+k+v, r.bucket(maphash.Bytes(r.seed, b[from+header:from+header+k]))
		for i := range bucket {
			if at := &bucket[i]; *at<<16>>16 == oldest*r.size+from+1 {
				*at = *at>>48<<48 | (turn*r.size + filled + 1)
				copy(b[filled:], b[from:from+need])
				filled += need
				break
			}
		}
		from += need
	}
	*r.chunk(oldest) = nil
	*r.chunk(turn) = b[:filled]
}

func (r *ring) chunk(turn uint64) *[]byte { return &r.chunks[turn%(parts-1)] }

// forget empties a slot of the index.
func (r *ring) forget(at *uint64) {
	if r.made < parts-1 && r.alive(*at) {
		key, value := r.item(*at)
		r.held -= uint64(header + len(key) + len(value))
	}
	*at = 0
}

// slot is where the index can take one more item: a free slot, or else that of
// the item which is the first to go.
func (r *ring) slot(hash uint64) *uint64 {
	bucket := r.bucket(hash)
	oldest := &bucket[0]
	for i := range bucket {
		if at := &bucket[i]; *at<<16 < *oldest<<16 {
			oldest = at
		}
	}
	return oldest
}

// find looks for an item in the index; nil when it is not there (any more).
func (r *ring) find(key []byte) (hash uint64, at *uint64) {
	if r.index == nil {
		return 0, nil
	}
	hash = maphash.Bytes(r.seed, key)
	bucket := r.bucket(hash)
	for i := range bucket {
		if at := &bucket[i]; *at>>48 == hash>>48 && r.alive(*at) {
			if k, _ := r.item(*at); string(k) == string(key) {
				return hash, at
			}
		}
	}
	return hash, nil
}

func (r *ring) bucket(hash uint64) *bucket {
	return &r.index[hash&(1<<32-1)*uint64(len(r.index))>>32]
}

// alive says whether an item's chunk was not emptied since.
func (r *ring) alive(at uint64) bool {
	position := at << 16 >> 16
	return position != 0 && (position-1)/r.size+r.made > r.turn
}

// item is what a slot of the index leads to.
func (r *ring) item(at uint64) (key, value []byte) {
	position := at<<16>>16 - 1
	b := (*r.chunk(position / r.size))[position%r.size:]
	k, v := int(binary.BigEndian.Uint16(b)), int(binary.BigEndian.Uint32(b[2:]))
	return b[header : header+k], b[header+k : header+k+v]
}
