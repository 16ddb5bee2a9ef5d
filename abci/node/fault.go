package node

import (
	"sync/atomic"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// fault is the first failure after which the node must stop (I7).
type fault struct {
	dir   home.Dir
	first atomic.Pointer[error]
	told  chan error // gets the failure, once
}

func newFault(dir home.Dir) *fault { return &fault{dir: dir, told: make(chan error, 1)} }

// report notes a failure; the first one counts.
func (f *fault) report(err error) {
	err = f.dir.Remedy(err)
	if f.first.CompareAndSwap(nil, &err) {
		f.told <- err // has capacity for one
	}
}

// err is the failure, or nil.
func (f *fault) err() error {
	if first := f.first.Load(); first != nil {
		return *first
	}
	return nil
}

// cause is what a failed step comes from: the failure of the disk, if there was
// one, says more than what followed from it.
func (f *fault) cause(err error) error {
	if first := f.err(); first != nil {
		return first
	}
	return f.dir.Remedy(err)
}
