package bulk

import "bytes"

// source gives records in order of their keys. A record is valid until the next
// one is asked for.
type source interface {
	next() (r record, ok bool, err error)
}

// memory is a run in memory.
type memory struct {
	run  *run
	rest []place
}

func (m *memory) next() (r record, ok bool, err error) {
	if len(m.rest) == 0 {
		return r, false, nil
	}
	r, m.rest = m.run.record(m.rest[0]), m.rest[1:]
	return r, true, nil
}

// front is the first record of a source.
type front struct {
	record
	from source
}

func (f *front) step() (ok bool, err error) {
	f.record, ok, err = f.from.next()
	return ok, err
}

// merge visits the records of all sources in order.
func merge(sources []source, visit func(record) error) error {
	var heap []*front // by first record, the smallest on top
	for _, s := range sources {
		f := &front{from: s}
		if ok, err := f.step(); err != nil {
			return err
		} else if ok {
			heap = append(heap, f)
		}
	}
	for i := len(heap) / 2; i >= 0; i-- {
		sink(heap, i)
	}
	for len(heap) > 0 {
		f := heap[0]
		if err := visit(f.record); err != nil {
			return err
		}
		ok, err := f.step()
		if err != nil {
			return err
		}
		if !ok {
			heap[0] = heap[len(heap)-1]
			heap = heap[:len(heap)-1]
		}
		sink(heap, 0)
	}
	return nil
}

// sink brings heap[i] down to where it belongs.
func sink(heap []*front, i int) {
	for {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(heap) && bytes.Compare(heap[child].key, heap[least].key) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}
