package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// A new host function is not forgotten: each has a row whose name begins with its own. Each guest is a
// module that the chain accepts.
func TestEveryHostFunctionIsMeasured(t *testing.T) {
	rows := hostRows()
	for _, f := range abi.Functions() {
		found := f.Name == "abort" // by the callee of "call, an abort with a text"
		for _, r := range rows {
			name, _, _ := strings.Cut(r.what, ",")
			name, _, _ = strings.Cut(name, " over ")
			found = found || name == f.Name && r.rounds > 0 && r.guest.call.name == f.Name
		}
		if !found {
			t.Errorf("%s is not measured", f.Name)
		}
	}
	c, err := hostChain(rows, world.Params{MaxTxGas: hostGas, MaxBlockGas: 10 * hostGas, MinGasPrice: abi.U64(1)}, sandbox.Options{}, holders()...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i, r := range rows {
		if r.rounds == 0 {
			continue
		}
		r.rounds = 1
		if _, err := r.measure(c, builtin(i)); err != nil {
			t.Errorf("%s: %v", r.what, err)
		}
	}
}
