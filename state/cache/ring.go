package cache

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// ring holds the items that were set last, in a fixed amount of memory that
// holds no pointers: the collector neither walks it nor pays for what comes and
// goes in it. Its sixteen parts are an index and fifteen chunks, filled one
// after the other, each made when it is first needed and emptied whole when
// its turn comes again: a ring takes memory as it fills.
type ring struct {
	seed   maphash.Seed
	index  []bucket
	chunks [parts - 1][]byte
	size   uint64 // of a chunk, in bytes
	head   uint64 // where the next item goes, counted from the very first
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

// set copies an item in. One that fills more than a chunk is left out.
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
		*at = 0
	}
	need := uint64(header + len(key) + len(value))
	if need > r.size {
		return
	}
	if r.head%r.size+need > r.size {
		r.head += r.size - r.head%r.size
	}
	chunk := &r.chunks[r.head/r.size%(parts-1)]
	if *chunk == nil {
		*chunk = make([]byte, r.size)
	}
	b := (*chunk)[:r.head%r.size]
	b = binary.BigEndian.AppendUint16(b, uint16(len(key)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	_ = append(append(b, key...), value...)
	*r.slot(hash) = hash>>48<<48 | (r.head + 1)
	r.head += need
	if invariant.Enabled() {
		got, ok := r.get(key)
		invariant.Assert(ok && bytes.Equal(got, value), "cache", "key %x was set to %x and is %x", key, value, got)
	}
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
	return position != 0 && (position-1)/r.size+parts-1 > r.head/r.size
}

// item is what a slot of the index leads to.
func (r *ring) item(at uint64) (key, value []byte) {
	position := at<<16>>16 - 1
	b := r.chunks[position/r.size%(parts-1)][position%r.size:]
	k, v := int(binary.BigEndian.Uint16(b)), int(binary.BigEndian.Uint32(b[2:]))
	return b[header : header+k], b[header+k : header+k+v]
}
