package vm

import (
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// ScheduleVersion names the cost table, the limits and the rewriting rules below them. It is
// part of consensus: changing any of them needs a new version, and old ones stay for old blocks.
const ScheduleVersion = meter.Version

// Price is one line of the cost table.
type Price struct {
	Class string // stable name of the class of instructions, or of what is done
	Gas   Gas    // cost of one
	Per   string // what one is
	Ops   string // the instructions of the class in text format, for people
}

// Schedule returns the cost table of ScheduleVersion in a fixed order.
func Schedule() []Price {
	var table []Price
	for c, name := range classNames {
		table = append(table, Price{name, Gas(meter.GasOf(meter.Class(c))), "instruction", ops(meter.Class(c))})
	}
	return append(table,
		Price{"memory_far", meter.GasPerFarAccess, "load or store in a module whose memory may exceed 64 pages, instead of memory", ""},
		Price{"local", meter.GasPerLocal, "declared local, when its function is entered", ""},
		Price{"bulk_byte", meter.GasPerBulkByte, "byte", "memory.init memory.copy memory.fill"},
		Price{"grow_page", meter.GasPerGrownPage, "page asked for", "memory.grow"},
		Price{"call_start", meter.GasPerCall, "call from outside", ""},
		Price{"call_page", meter.GasPerCallPage, "page of memory at the start of a call from outside", ""},
		Price{"deploy", meter.GasPerDeploy, "deployed module", ""},
		Price{"deploy_byte", meter.GasPerCodeByte, "byte of a deployed module", ""},
		Price{"deploy_work", meter.GasPerWork, "unit of work to compile a deployed module: controls x (locals + 1) + controls squared / 16 + body squared / 16384 + 16 x remainders + 64 x instructions of the classes bulk, grow and call_indirect, of each function", ""},
		Price{"deploy_initialize", meter.GasToInitialize, "deployed module with _initialize, which may use as much", ""},
	)
}

var classNames = [...]string{
	meter.Structure: "structure", meter.Simple: "simple", meter.MemoryAccess: "memory",
	meter.Divide: "divide", meter.Branch: "branch", meter.Switch: "switch", meter.Call: "call",
	meter.CallIndirect: "call_indirect", meter.Bulk: "bulk", meter.Grow: "grow",
}

// ops lists the instructions of a class; the simple ones are all others.
func ops(c meter.Class) string {
	if c == meter.Simple {
		return "all others"
	}
	var names []string
	for _, op := range wasm.Ops() {
		if meter.ClassOf(op) == c {
			names = append(names, wasm.Lookup(op).Name)
		}
	}
	return strings.Join(names, " ")
}

// Limit is one of the limits that a module must not exceed.
type Limit = wasm.Limit

// Limits returns the limits of ScheduleVersion in a fixed order.
func Limits() []Limit { return wasm.Limits() }
