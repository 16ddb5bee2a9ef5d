package meter

import "github.com/peerz-ai/peerz-chain/vm/wasm"

// Version names the schedule and the rewriting rules. Both are part of consensus.
//
// Version 1: flat costs by class, loads and stores by how large memory may become; charges along
// a spanning tree, counted loops there twice.
const Version = 1

// A Class is a set of instructions with one price.
type Class uint8

// The classes of instructions.
const (
	Structure Class = iota // only shapes the code
	Simple
	MemoryAccess
	Divide
	Branch
	Switch
	Call
	CallIndirect
	Bulk
	Grow
	classes
)

// Prices in gas, in the order of the classes.
var classGas = [classes]int64{
	Structure: 0, Simple: 1, MemoryAccess: 4, Divide: 10, Branch: 2, Switch: 3,
	Call: 10, CallIndirect: 30, Bulk: 30, Grow: 1000,
}

// Prices in gas of what is not one instruction.
const (
	GasPerFarAccess = 32         // instead of MemoryAccess, see Far
	GasPerLocal     = 1          // declared local, at each entry of its function
	GasPerBulkByte  = 1          // of memory.copy, memory.fill, memory.init
	GasPerGrownPage = 65_536     // of memory.grow, whether it succeeds or not
	GasPerCall      = 16_384     // from outside, for a clean instance
	GasPerCallPage  = 32_768     // page of the instance's memory at the start of a call
	GasToInitialize = 10_000_000 // what `_initialize` may use, paid when deploying
	GasPerDeploy    = 1_000_000
	GasPerCodeByte  = 250 // of a deployed module
	GasPerWork      = 250 // of a deployed module, see check.Func
)

// The stack budget in slots of eight bytes, and what one frame takes of it: a base, one per
// parameter, local and operand, and one per frameDensity of the body's bytes and work, because
// an engine's frame grows with the values that live at once. At most 1,023 frames fit.
const (
	StackSlots   = 1 << 16
	frameBase    = 64
	frameDensity = 32
)

// longLeaf is the gas of a body from which its entry is tested although it calls nothing.
const longLeaf = 128

// prices are the instructions' own, without what depends on an operand.
type prices struct{ plain, prefixed [256]int64 }

var near, far = pricesWith(classGas[MemoryAccess]), pricesWith(GasPerFarAccess)

func pricesWith(access int64) *prices {
	gas := classGas
	gas[MemoryAccess] = access
	p := new(prices)
	for i := range 256 {
		p.plain[i] = gas[ClassOf(wasm.Op(i))]
		p.prefixed[i] = gas[ClassOf(0xfc00|wasm.Op(i))]
	}
	return p
}

// pricesOf gives those that a module pays.
func pricesOf(m *wasm.Module) *prices {
	if m.Memory != nil && Far(m.Memory) {
		return far
	}
	return near
}

func (p *prices) of(op wasm.Op) int64 {
	if op < 0x100 {
		return p.plain[op]
	}
	return p.prefixed[op&0xff]
}

// MaxPages gives the page at which a memory stops to grow: what it declares or begins with, or
// what stays near.
func MaxPages(r *wasm.Range) uint32 {
	switch {
	case r.HasMax:
		return min(r.Max, wasm.MaxPages)
	case r.Min > wasm.NearPages:
		return wasm.MaxPages
	}
	return wasm.NearPages
}

// Far reports whether a memory may become so large that the caches of a processor do not hold it:
// a load may take a hundred times as long there as elsewhere, so each costs more.
func Far(r *wasm.Range) bool { return MaxPages(r) > wasm.NearPages }

// ClassOf sorts an instruction into its class.
func ClassOf(op wasm.Op) Class {
	switch {
	case op == wasm.OpNop, op == wasm.OpBlock, op == wasm.OpLoop, op == wasm.OpElse, op == wasm.OpEnd:
		return Structure
	case op == wasm.OpIf, op == wasm.OpBr, op == wasm.OpBrIf, op == wasm.OpReturn:
		return Branch
	case op == wasm.OpBrTable:
		return Switch
	case op == wasm.OpCall:
		return Call
	case op == wasm.OpCallIndirect:
		return CallIndirect
	case op >= wasm.OpI32Load && op <= wasm.OpI64Store32:
		return MemoryAccess
	case op >= wasm.OpI32DivS && op <= wasm.OpI32RemU, op >= wasm.OpI64DivS && op <= wasm.OpI64RemU:
		return Divide
	case op == wasm.OpMemoryGrow:
		return Grow
	case op == wasm.OpMemoryInit, op == wasm.OpMemoryCopy, op == wasm.OpMemoryFill:
		return Bulk
	}
	return Simple
}

// GasOf gives the price of one instruction of a class.
func GasOf(c Class) int64 { return classGas[c] }
