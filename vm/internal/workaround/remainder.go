package workaround

import "github.com/peerz-ai/peerz-chain/vm/wasm"

func remains(op wasm.Op) bool {
	switch op {
	case wasm.OpI32RemS, wasm.OpI32RemU, wasm.OpI64RemS, wasm.OpI64RemU:
		return true
	}
	return false
}

// remainder computes x % y as x - x/y*y: the engine's own remainder on arm64 may read a register
// that it has overwritten. A signed y of -1 is taken as 1, with the same remainder and without the
// overflow of the smallest x.
func (b *body) remainder(op wasm.Op) {
	t, konst, eq := wasm.I32, wasm.OpI32Const, wasm.OpI32Eq
	mul, sub := wasm.OpI32Mul, wasm.OpI32Sub
	if op >= wasm.OpI64RemS {
		t, konst, eq = wasm.I64, wasm.OpI64Const, wasm.OpI64Eq
		mul, sub = wasm.OpI64Mul, wasm.OpI64Sub
	}
	x, y := b.temp(t, 0), b.temp(t, 1)
	b.local(wasm.OpLocalSet, y)
	b.local(wasm.OpLocalTee, x)
	b.local(wasm.OpLocalGet, x)
	if op == wasm.OpI32RemS || op == wasm.OpI64RemS {
		b.w.Byte(byte(konst), 1)
		b.local(wasm.OpLocalGet, y)
		b.local(wasm.OpLocalGet, y)
		b.w.Byte(byte(konst), 0x7f, byte(eq), byte(wasm.OpSelect)) // 0x7f is -1
		b.local(wasm.OpLocalTee, y)
	} else {
		b.local(wasm.OpLocalGet, y)
	}
	b.w.Op(op - 2) // the division with the same sign and width
	b.local(wasm.OpLocalGet, y)
	b.w.Op(mul)
	b.w.Op(sub)
}
