package sorter

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// groupBytes is how many bytes of pairs are sorted in memory at once.
const groupBytes = 16 << 20

// errTwice says that a key comes twice, which nobody may add.
var errTwice = errors.New("sorter: a key comes twice")

// Each visits all pairs in order of their keys. The Sorter's order must be ByKey,
// and no key may come twice. The slices are valid during the call.
func (s *Sorter) Each(visit func(key, value []byte) error) error {
	if len(s.spills) == 0 { // all are in memory
		return sorted(s.next.data, visit)
	}
	for from := 0; from < Ranks; {
		to := from + 1
		now, err := s.Extent(from, to)
		if err != nil {
			return err
		}
		if now.Bytes > groupBytes && now.Pairs > 1 {
			if now.Pairs == s.before[Ranks].Pairs {
				return errTwice // ByKey parts different keys
			}
			err = s.eachOf(from, visit)
		} else {
			for to < Ranks && s.before[to+1].Bytes-s.before[from].Bytes <= groupBytes {
				to++
			}
			err = s.eachIn(from, to, visit)
		}
		if err != nil {
			return err
		}
		from = to
	}
	return nil
}

// eachOf visits the pairs of one rank, by the next bits.
func (s *Sorter) eachOf(rank int, visit func(key, value []byte) error) error {
	below, err := s.Open(rank)
	if err != nil {
		return err
	}
	return below.Each(visit)
}

// eachIn visits the pairs of some ranks, in memory.
func (s *Sorter) eachIn(from, to int, visit func(key, value []byte) error) error {
	pieces, err := s.Pieces(from, to, nil)
	if err != nil {
		return err
	}
	in := space{s.home.scratch, pieces}.reader()
	data := make([]byte, s.before[to].Bytes-s.before[from].Bytes)
	if _, err := io.ReadFull(in, data); err != nil {
		return errors.Join(ErrMangled, err)
	}
	return sorted(data, visit)
}

// location is where a pair lies, and what decides most comparisons.
type location struct {
	head     uint64 // of its key, behind what all keys begin with
	at, size uint32
}

// sorted visits pairs, one behind the other in data, in order of their keys.
func sorted(data []byte, visit func(key, value []byte) error) error {
	list, common, err := locate(data)
	if err != nil {
		return err
	}
	keyAt := func(l location) []byte { key, _, _ := cutPair(data[l.at:]); return key }
	for i := range list {
		list[i].head = headOf(keyAt(list[i])[common:]).head
	}
	slices.SortFunc(list, func(a, b location) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(keyAt(a), keyAt(b))
	})
	var last []byte
	for i, l := range list {
		key, value, _ := cutPair(data[l.at : l.at+l.size])
		if invariant.Enabled() {
			invariant.Assert(i == 0 || bytes.Compare(last, key) <= 0, "sorter", "key %x comes after %x", key, last)
			last = key
		}
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}

// locate finds the pairs in data, and how many bytes all their keys begin with.
func locate(data []byte) (list []location, common int, err error) {
	var first []byte
	for at := 0; at < len(data); {
		key, size, ok := checkedKey(data[at:])
		if !ok {
			return nil, 0, ErrMangled
		}
		if len(list) == 0 {
			first, common = key, len(key)
		}
		common = min(common, len(key))
		for !bytes.Equal(key[:common], first[:common]) { // seldom
			common--
		}
		list = append(list, location{at: uint32(at), size: uint32(size)})
		at += size
	}
	return list, common, nil
}

// checkedKey is cutPair for bytes that may be others than were written.
func checkedKey(b []byte) (key []byte, size int, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, 0, false
	}
	key, size = b[w:w+int(n)], w+int(n)
	n, w = binary.Uvarint(b[size:])
	if w <= 0 || n > uint64(len(b)-size-w) {
		return nil, 0, false
	}
	return key, size + w + int(n), true
}
