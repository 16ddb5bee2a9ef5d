package vm_test

import (
	"math"
	"math/bits"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

func (f *refFrame) binary32(op wasm.Op, x, y uint32) {
	name := wasm.Lookup(op).Name[4:]
	if b, ok := compare(name, int64(int32(x)), int64(int32(y)), uint64(x), uint64(y)); ok {
		f.pushBool(b)
		return
	}
	switch name {
	case "div_s":
		if y == 0 || x == 1<<31 && y == math.MaxUint32 {
			trap()
		}
		f.push32(uint32(int32(x) / int32(y)))
	case "rem_s":
		if y == 0 {
			trap()
		}
		f.push32(uint32(int64(int32(x)) % int64(int32(y))))
	case "shr_s":
		f.push32(uint32(int32(x) >> (y & 31)))
	case "shl":
		f.push32(x << (y & 31))
	case "shr_u":
		f.push32(x >> (y & 31))
	case "rotl":
		f.push32(bits.RotateLeft32(x, int(y&31)))
	case "rotr":
		f.push32(bits.RotateLeft32(x, -int(y&31)))
	default:
		f.push32(uint32(f.wrapping(name, uint64(x), uint64(y))))
	}
}

func (f *refFrame) binary64(op wasm.Op, x, y uint64) {
	name := wasm.Lookup(op).Name[4:]
	if b, ok := compare(name, int64(x), int64(y), x, y); ok {
		f.pushBool(b)
		return
	}
	switch name {
	case "div_s":
		if y == 0 || x == 1<<63 && y == math.MaxUint64 {
			trap()
		}
		f.push(uint64(int64(x) / int64(y)))
	case "rem_s":
		if y == 0 {
			trap()
		}
		f.push(uint64(int64(x) % int64(y)))
	case "shr_s":
		f.push(uint64(int64(x) >> (y & 63)))
	case "shl":
		f.push(x << (y & 63))
	case "shr_u":
		f.push(x >> (y & 63))
	case "rotl":
		f.push(bits.RotateLeft64(x, int(y&63)))
	case "rotr":
		f.push(bits.RotateLeft64(x, -int(y&63)))
	default:
		f.push(f.wrapping(name, x, y))
	}
}

// wrapping computes what is the same in both widths but for the upper bits.
func (f *refFrame) wrapping(name string, x, y uint64) uint64 {
	switch name {
	case "add":
		return x + y
	case "sub":
		return x - y
	case "mul":
		return x * y
	case "and":
		return x & y
	case "or":
		return x | y
	case "xor":
		return x ^ y
	case "div_u", "rem_u":
		if y == 0 {
			trap()
		}
		if name == "div_u" {
			return x / y
		}
		return x % y
	}
	panic("reference: " + name)
}

func compare(name string, x, y int64, ux, uy uint64) (result, ok bool) {
	switch name {
	case "eq":
		return x == y, true
	case "ne":
		return x != y, true
	case "lt_s":
		return x < y, true
	case "lt_u":
		return ux < uy, true
	case "gt_s":
		return x > y, true
	case "gt_u":
		return ux > uy, true
	case "le_s":
		return x <= y, true
	case "le_u":
		return ux <= uy, true
	case "ge_s":
		return x >= y, true
	case "ge_u":
		return ux >= uy, true
	}
	return false, false
}
