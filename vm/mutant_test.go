package vm_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// FuzzMutant changes single instructions of what compilers have made: another operator of the
// same type, another constant, local, label or offset. What the checker still accepts must agree
// with the reference, so the rewriter meets shapes that no generator thought of.
func FuzzMutant(f *testing.F) {
	names := []string{"fib", "qsort", "sha256", "bytes", "interp", "indirect", "reward", "matmul"}
	var codes [][]byte
	var comparers []*comparer
	for i, name := range names {
		code, err := os.ReadFile("../bench/kernels/" + name + ".wasm")
		if err != nil {
			f.Fatal(err)
		}
		codes, comparers = append(codes, code), append(comparers, newStubComparer(f, code))
		comparers[i].budget = 100_000
		f.Add(uint8(i), []byte{0, 10, 1, 0, 200, 2, 1, 44, 3})
	}
	f.Fuzz(func(t *testing.T, which uint8, edits []byte) {
		i := int(which) % len(codes)
		mutant := bytes.Clone(codes[i])
		for ; len(edits) >= 3 && len(edits) < 3*30; edits = edits[3:] {
			mutate(mutant, int(edits[0])<<8|int(edits[1]), edits[2])
		}
		if e := comparers[i].engines["compiler"]; e.Check(mutant).Accepted() {
			comparers[i].compare(t, mutant)
		}
	})
}

// mutate changes the nth instruction of a module, counted over all bodies and from the start
// again, without moving any other.
func mutate(code []byte, n int, v byte) {
	m, err := wasm.Decode(code)
	if err != nil {
		return
	}
	var all []wasm.Instr
	for _, c := range m.Code {
		if all, err = wasm.DecodeBody(all, c.Body, c.Offset); err != nil {
			return
		}
	}
	in := all[n%len(all)]
	at := in.Offset
	info := wasm.Lookup(in.Op)
	switch {
	case info.Imm == wasm.ImmIndex, info.Imm == wasm.ImmI32, info.Imm == wasm.ImmI64:
		code[at+1] = code[at+1]&0x80 | v&0x7f // the first seven bits; the length stays
	case info.Imm == wasm.ImmMemory && v%2 == 0:
		code[at+2] = code[at+2]&0x80 | v>>1
	case info.Imm == wasm.ImmNone || info.Imm == wasm.ImmMemory:
		var alike []wasm.Op
		for _, op := range wasm.Ops() {
			if o := wasm.Lookup(op); op < 0x100 && o.Imm == info.Imm && o.In == info.In && o.Out == info.Out && o.In != "" {
				alike = append(alike, op)
			}
		}
		if len(alike) > 0 {
			code[at] = byte(alike[int(v)%len(alike)])
		}
	}
}
