package meter

import "github.com/peerz-ai/peerz-chain/vm/wasm"

func (f *function) op(op wasm.Op, index uint32) {
	f.w.Byte(byte(op))
	f.w.U32(index)
}

func (f *function) get(local uint32) { f.op(wasm.OpLocalGet, local) }
func (f *function) set(local uint32) { f.op(wasm.OpLocalSet, local) }
func (f *function) tee(local uint32) { f.op(wasm.OpLocalTee, local) }

func (f *function) i64(v int64) {
	f.w.Byte(byte(wasm.OpI64Const))
	f.w.S64(v)
}

func (f *function) i32(v int32) {
	f.w.Byte(byte(wasm.OpI32Const))
	f.w.S64(int64(v))
}

// sub subtracts a constant from the i64 on top.
func (f *function) sub(v int64) {
	f.i64(v)
	f.w.Byte(byte(wasm.OpI64Sub))
}

// charge takes gas.
func (f *function) charge(gas int64) {
	if gas == 0 {
		return
	}
	f.get(f.gas)
	f.sub(gas)
	f.set(f.gas)
}

// spend leaves the gas on the stack, for a test. It charges the basic block at a point before
// that, if all of the charge is sure to be used, and else returns what is to be charged behind the
// test.
func (f *function) spend(point int) (late int64) {
	f.get(f.gas)
	switch due := f.due[point]; {
	case !f.sure[point]:
		return due
	case due != 0:
		f.sub(due)
		f.tee(f.gas)
	}
	return 0
}

// openIfNotNegative consumes the i64 on top and opens the branch for zero and more.
func (f *function) openIfNotNegative(result byte) {
	f.i64(0)
	f.w.Byte(byte(wasm.OpI64GeS), byte(wasm.OpIf), result)
	f.open++
}

// shutTest closes what openIfNotNegative opened.
func (f *function) shutTest() {
	f.w.Byte(byte(wasm.OpElse))
	f.stop()
	f.w.Byte(byte(wasm.OpEnd))
	f.open--
}

// stop stores the gas where the host finds it and traps.
func (f *function) stop() {
	f.get(f.gas)
	f.op(wasm.OpGlobalSet, f.stopped)
	f.w.Byte(byte(wasm.OpUnreachable))
}

// handOver charges the basic block that ends at k and leaves the gas on the stack.
func (f *function) handOver(k int) {
	f.get(f.gas)
	if gas := f.last[k]; gas != 0 {
		f.sub(gas)
	}
}

// afterCall takes the gas that a call returned, and charges the next block at once.
func (f *function) afterCall(k int) {
	if gas := f.due[k+1]; gas != 0 {
		f.sub(gas)
	}
	f.set(f.gas)
}

// price charges the operand on top, a number of bytes or pages, and tests, before the instruction
// that does the work (I3). The operand is
// unsigned and below 2^32, so that the product cannot overflow.
func (f *function) price(each int64) {
	n := f.temp(wasm.I32, 0)
	f.tee(n)
	f.get(f.gas)
	f.get(n)
	f.w.Byte(byte(wasm.OpI64ExtendU))
	if each != 1 {
		f.i64(each)
		f.w.Byte(byte(wasm.OpI64Mul))
	}
	f.w.Byte(byte(wasm.OpI64Sub))
	f.tee(f.gas)
	f.i64(0)
	f.w.Byte(byte(wasm.OpI64LtS), byte(wasm.OpIf), wasm.BlockEmpty)
	f.stop()
	f.w.Byte(byte(wasm.OpEnd))
}

// temp gives the nth local of the rewriter's own with this type.
func (f *function) temp(t wasm.ValueType, n int) uint32 {
	for i, have := range f.temps {
		if have != t {
			continue
		}
		if n == 0 {
			return f.locals + 2 + uint32(i)
		}
		n--
	}
	f.temps = append(f.temps, t)
	return f.locals + 2 + uint32(len(f.temps)) - 1
}
