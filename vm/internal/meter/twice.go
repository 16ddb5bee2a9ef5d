package meter

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// doubled puts the loop at k there twice, if it is counted: here without a look at the counter in
// it, for when the gas suffices for all rounds, and in the other branch the ordinary one, which
// the caller emits next. What is due behind both is returned.
func (f *function) doubled(k int) (twice bool, due int64) {
	c, twice := f.countedLoop(k)
	if twice {
		f.fast(k, &c)
		end := f.closer[k]
		due, f.due[end] = f.due[end], 0
	}
	return twice, due
}

func (f *function) fast(k int, c *counted) {
	n, total := f.temp(wasm.I32, 0), f.temp(wasm.I64, 0)
	f.distance(c)
	f.tee(n)
	if shift := bits.TrailingZeros32(c.stride()); shift > 0 {
		f.i32(int32(shift))
		f.w.Byte(byte(wasm.OpI32ShrU))
	}
	f.w.Byte(byte(wasm.OpI64ExtendU))
	f.i64(1)
	f.w.Byte(byte(wasm.OpI64Add))
	f.i64(c.gas)
	f.w.Byte(byte(wasm.OpI64Mul))
	f.tee(total)
	f.get(f.gas)
	f.w.Byte(byte(wasm.OpI64LeS))
	if mask := c.stride() - 1; mask != 0 { // else it never gets there
		f.get(n)
		f.i32(int32(mask))
		f.w.Byte(byte(wasm.OpI32And), byte(wasm.OpI32Eqz), byte(wasm.OpI32And))
	}
	f.w.Byte(byte(wasm.OpIf), wasm.BlockEmpty)
	f.get(f.gas)
	f.get(total)
	f.w.Byte(byte(wasm.OpI64Sub))
	f.set(f.gas)
	f.w.Byte(byte(wasm.OpLoop), wasm.BlockEmpty)
	back := f.closer[k] - 1
	for i := k + 1; i < back; i++ {
		f.plain(i)
	}
	f.w.Byte(byte(wasm.OpIf), wasm.BlockEmpty)
	f.op(wasm.OpBr, 1)
	f.w.Byte(byte(wasm.OpEnd), byte(wasm.OpEnd), byte(wasm.OpElse))
	f.open++
}

// distance leaves on the stack how far what is compared in the first round is from the end, as
// an unsigned number. One round more than strides in it is what the loop takes.
func (f *function) distance(c *counted) {
	from, to := c.symbol(), c.until
	if c.step < 0 {
		from, to = to, from
	}
	f.symbol(to)
	f.symbol(from)
	f.w.Byte(byte(wasm.OpI32Sub))
}

// symbol is what is compared in the first round.
func (c *counted) symbol() symbol { return symbol{kind: moved, local: c.local, plus: c.ahead} }

func (f *function) symbol(s symbol) {
	if s.kind == constant32 {
		f.i32(s.plus)
		return
	}
	f.get(f.shifted(s.local))
	if s.plus != 0 {
		f.i32(s.plus)
		f.w.Byte(byte(wasm.OpI32Add))
	}
}
