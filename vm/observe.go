package vm

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Observer watches what guests do, for profiles and traces. It sees the gas that is left, which
// is exact wherever a function is entered or left, and changes neither results nor gas.
//
// A call from outside is Begin, then Enter and Leave for each function, then End. A call that
// does not return has no Leave for what was open. A host function that calls a module has
// another Begin and End between its Enter and Leave, and usually charges what End says.
//
// An engine with an observer serves one call at a time.
type Observer interface {
	Begin(m *Module, entry string, gas Gas)
	Enter(f *Function, args []uint64, gas Gas)
	Leave(f *Function, results []uint64, gas Gas)
	End(r Result)
}

// Function is a function of a module or of the host as an observer sees it.
type Function struct {
	Name    string // from the module's names, else an export's, else "function N"
	Host    bool
	Params  []ValueType
	Results []ValueType
}

// watched returns a context that makes the engine tell the observer about functions of modules
// compiled with it. names are by function index, imports first.
func (c Config) watched(ctx context.Context, host bool, names map[uint32]string) context.Context {
	if c.Observer == nil {
		return ctx
	}
	return experimental.WithFunctionListenerFactory(ctx, experimental.FunctionListenerFactoryFunc(
		func(def api.FunctionDefinition) experimental.FunctionListener {
			f := &Function{Host: host, Name: names[def.Index()]}
			params, results := def.ParamTypes(), def.ResultTypes()
			f.Params = params[:len(params)-2]
			f.Results = results[:len(results)-1]
			switch {
			case host:
				f.Name = def.Name()
			case f.Name == "":
				f.Name = fmt.Sprintf("function %d", def.Index())
			}
			return &listener{c.Observer, f}
		}))
}

// names are what people call a module's functions; nil if nobody watches.
func (c Config) names(m *wasm.Module) map[uint32]string {
	if c.Observer == nil {
		return nil
	}
	return m.FunctionNames()
}

// listener stands between the engine and the observer for one function. The gas follows the
// arguments and the results.
type listener struct {
	to Observer
	f  *Function
}

// Before implements experimental.FunctionListener.
func (l *listener) Before(ctx context.Context, _ api.Module, _ api.FunctionDefinition, params []uint64, _ experimental.StackIterator) {
	if initializing(ctx) {
		return
	}
	n := len(l.f.Params)
	l.to.Enter(l.f, clean(l.f.Params, params), left(params[n]))
}

// After implements experimental.FunctionListener.
func (l *listener) After(ctx context.Context, _ api.Module, _ api.FunctionDefinition, results []uint64) {
	if initializing(ctx) {
		return
	}
	n := len(l.f.Results)
	l.to.Leave(l.f, clean(l.f.Results, results), left(results[n]))
}

// clean copies values; the engine leaves anything in the upper half of 32 bits.
func clean(types []ValueType, values []uint64) []uint64 {
	out := make([]uint64, len(types))
	for i, t := range types {
		out[i] = narrow(t, values[i])
	}
	return out
}

// Abort implements experimental.FunctionListener. Observer.End says all there is to say.
func (l *listener) Abort(context.Context, api.Module, api.FunctionDefinition, error) {}

// initializing reports whether the guest is at `_initialize`, which belongs to no call.
func initializing(ctx context.Context) bool {
	return ctx.(*callContext).caller.closed != nil
}

// left reads the gas in a guest's register; it is negative where a guest has overspent.
func left(gas uint64) Gas { return Gas(max(int64(gas), 0)) }
