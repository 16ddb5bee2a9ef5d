package state

import (
	"slices"
	"sort"
	"strings"
)

// runs keeps writes in key order as a list of short sorted runs: a search
// halves its way to a run and then within it, and an insertion moves at most
// one run's pointers. Its cost has no bad case that a writer could arrange.
// The zero value is empty.
type runs struct {
	list [][]*write // none empty, each at most maxRun long
}

const maxRun = 512

// home is the run that key belongs to, and where in it; the place may be the
// end of the run.
func (r *runs) home(key string) (run, at int) {
	run = sort.Search(len(r.list), func(i int) bool { return r.list[i][0].key > key }) - 1
	if run < 0 {
		return 0, 0
	}
	at, _ = slices.BinarySearchFunc(r.list[run], key, func(w *write, key string) int {
		return strings.Compare(w.key, key)
	})
	return run, at
}

// insert adds a write whose key is not there yet.
func (r *runs) insert(w *write) {
	if len(r.list) == 0 {
		r.list = append(r.list, []*write{w})
		return
	}
	run, at := r.home(w.key)
	full := slices.Insert(r.list[run], at, w)
	r.list[run] = full
	if len(full) > maxRun {
		half := len(full) / 2
		r.list[run] = full[:half:half]
		r.list = slices.Insert(r.list, run+1, slices.Clone(full[half:]))
	}
}

// remove takes out the write of key, if there is one.
func (r *runs) remove(key string) {
	run, at := r.home(key)
	if run == len(r.list) || at == len(r.list[run]) || r.list[run][at].key != key {
		return
	}
	if r.list[run] = slices.Delete(r.list[run], at, at+1); len(r.list[run]) == 0 {
		r.list = slices.Delete(r.list, run, run+1)
	}
}

// above is the first write after key, or at it when inclusive; nil for none.
func (r *runs) above(key string, inclusive bool) *write {
	run, at := r.home(key)
	if run < len(r.list) && at < len(r.list[run]) && r.list[run][at].key == key && !inclusive {
		at++
	}
	if run < len(r.list) && at == len(r.list[run]) {
		run, at = run+1, 0
	}
	if run >= len(r.list) {
		return nil
	}
	return r.list[run][at]
}

// below is the last write before key; nil for none.
func (r *runs) below(key string) *write {
	run, at := r.home(key)
	if at == 0 { // home is the run that starts at key, or the very first
		if run == 0 {
			return nil
		}
		run--
		at = len(r.list[run])
	}
	return r.list[run][at-1]
}

// last is the greatest write; nil for none.
func (r *runs) last() *write {
	if len(r.list) == 0 {
		return nil
	}
	run := r.list[len(r.list)-1]
	return run[len(run)-1]
}
