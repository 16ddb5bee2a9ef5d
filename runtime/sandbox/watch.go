package sandbox

import "github.com/peerz-ai/peerz-chain/vm"

// watch passes on what an observer is to see: the calls of one run, not those that prepare it.
type watch struct {
	to vm.Observer // nil sees nothing
	on bool
}

func (w *watch) Begin(m *vm.Module, entry string, gas vm.Gas) {
	if w.on {
		w.to.Begin(m, entry, gas)
	}
}

func (w *watch) Enter(f *vm.Function, args []uint64, gas vm.Gas) {
	if w.on {
		w.to.Enter(f, args, gas)
	}
}

func (w *watch) Leave(f *vm.Function, results []uint64, gas vm.Gas) {
	if w.on {
		w.to.Leave(f, results, gas)
	}
}

func (w *watch) End(r vm.Result) {
	if w.on {
		w.to.End(r)
	}
}
