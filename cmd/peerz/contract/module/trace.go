package module

import (
	"encoding/json"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/vm"
)

// mostTraced is how many calls a trace lists; a run may make millions.
const mostTraced = 10_000

// traced is one call of a function, in the order in which they began.
type traced struct {
	Depth    int           `json:"depth"`
	Function string        `json:"function"`
	Host     bool          `json:"host"`
	Args     []json.Number `json:"args"`
	Result   *json.Number  `json:"result"`   // null: it has none, or did not return
	GasUsed  *uint64       `json:"gas_used"` // with what it called; null: it did not return
	gas      uint64        // left when it began
	types    []vm.ValueType
}

// trace is an observer that lists every call.
type trace struct {
	calls   []traced
	omitted int
	open    []int // indices of the calls that have not returned; -1: omitted
	starts  []int // how many were open when a call from outside began
}

// Begin implements vm.Observer.
func (t *trace) Begin(_ *vm.Module, entry string, gas uint64) {
	t.starts = append(t.starts, len(t.open))
	t.add(traced{Function: "call of " + entry, gas: gas})
}

// Enter implements vm.Observer.
func (t *trace) Enter(f *vm.Function, args []uint64, gas uint64) {
	c := traced{Function: f.Name, Host: f.Host, gas: gas, types: f.Results}
	for i, arg := range args {
		c.Args = append(c.Args, json.Number(integer(f.Params[i], arg)))
	}
	t.add(c)
}

// Leave implements vm.Observer.
func (t *trace) Leave(f *vm.Function, results []uint64, gas uint64) {
	if c := t.last(); c != nil {
		used := c.gas - min(gas, c.gas)
		c.GasUsed = &used
		if len(results) > 0 {
			n := json.Number(integer(f.Results[0], results[0]))
			c.Result = &n
		}
	}
	t.open = t.open[:len(t.open)-1]
}

// End implements vm.Observer.
func (t *trace) End(r vm.Result) {
	n := len(t.starts) - 1
	t.open = t.open[:t.starts[n]+1]
	t.starts = t.starts[:n]
	if c := t.last(); c != nil {
		c.GasUsed = &r.GasUsed
	}
	t.open = t.open[:len(t.open)-1]
}

func (t *trace) add(c traced) {
	c.Depth = len(t.open)
	if c.Args == nil {
		c.Args = []json.Number{}
	}
	at := len(t.calls)
	if at < mostTraced {
		t.calls = append(t.calls, c)
	} else {
		at = -1
		t.omitted++
	}
	t.open = append(t.open, at)
}

// last is the innermost call that has not returned; nil if it is not listed.
func (t *trace) last() *traced {
	if at := t.open[len(t.open)-1]; at >= 0 {
		return &t.calls[at]
	}
	return nil
}

func showTrace(w *cli.Printer, calls []traced, omitted int) {
	for _, c := range calls {
		var args []string
		for _, arg := range c.Args {
			args = append(args, arg.String())
		}
		line := strings.Repeat("  ", min(c.Depth, 40)) // a recursion is a thousand deep
		if c.Host {
			line += "host "
		}
		line += c.Function
		if c.Depth > 0 {
			line += "(" + strings.Join(args, ", ") + ")"
		}
		if c.Result != nil {
			line += " = " + c.Result.String()
		}
		if c.GasUsed != nil {
			w.Printf("%s\t%d gas\n", line, *c.GasUsed)
		} else {
			w.Printf("%s\tdid not return\n", line)
		}
	}
	if omitted > 0 {
		w.Printf("and %d more calls\n", omitted)
	}
}
