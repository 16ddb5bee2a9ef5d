package sorter

import (
	"bytes"
	"cmp"
	"slices"
)

// listKeys is how many keys one list of a quantiles has.
const listKeys = 2048

// quantiles finds keys that cut many others into parts of like size, in little
// memory: lists[i] is sorted, empty or full, and each of its keys stands for 2^i.
// Two full lists of one weight become one of the next by leaving out every other
// key, which moves no key by more than one of its weight. So a part has at most
// its share and log2(n / listKeys) / listKeys of all n keys more.
type quantiles struct {
	next  [][]byte
	lists [][][]byte
}

func (q *quantiles) add(key []byte) {
	q.next = append(q.next, bytes.Clone(key))
	if len(q.next) < listKeys {
		return
	}
	full := q.next
	q.next = make([][]byte, 0, listKeys)
	slices.SortFunc(full, bytes.Compare)
	for i := 0; ; i++ {
		if i == len(q.lists) {
			q.lists = append(q.lists, nil)
		}
		if q.lists[i] == nil {
			q.lists[i] = full
			return
		}
		full = thin(append(full, q.lists[i]...))
		q.lists[i] = nil
	}
}

// thin sorts keys and leaves out every other.
func thin(keys [][]byte) [][]byte {
	slices.SortFunc(keys, bytes.Compare)
	half := keys[:0]
	for i := 1; i < len(keys); i += 2 {
		half = append(half, keys[i])
	}
	return half
}

// cut returns at most most keys, in order and none twice, that cut all keys into
// parts of like size.
func (q *quantiles) cut(most int) [][]byte {
	type weighed struct {
		key    []byte
		weight int
	}
	var all []weighed
	total := 0
	for i, list := range append([][][]byte{q.next}, q.lists...) {
		weight := 1 << max(i-1, 0)
		for _, key := range list {
			all = append(all, weighed{key, weight})
			total += weight
		}
	}
	slices.SortFunc(all, func(a, b weighed) int { return cmp.Or(bytes.Compare(a.key, b.key), a.weight-b.weight) })
	var cuts [][]byte
	part := total/(most+1) + 1
	for i, passed := 0, 0; i < len(all); i++ {
		passed += all[i].weight
		if passed/part > len(cuts) && (len(cuts) == 0 || !bytes.Equal(cuts[len(cuts)-1], all[i].key)) {
			cuts = append(cuts, all[i].key)
		}
	}
	return cuts
}
