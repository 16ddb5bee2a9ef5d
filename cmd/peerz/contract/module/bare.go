package module

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/vm"
)

// bareGas is the limit of a run whose user names none: some seconds of machine code, so that
// a loop without end does end.
const bareGas = 10_000_000_000

// bare runs an export with integer arguments.
func (o running) bare(file string, code []byte, watch vm.Observer) (runAnswer, error) {
	if o.input != "" || o.init != "" {
		return runAnswer{}, cli.Usagef("--input and --init are for contracts; with --profile bare give --args")
	}
	e, err := engine(profileBare, o.engine == "interpreter", watch)
	if err != nil {
		return runAnswer{}, err
	}
	defer e.Close()
	report, err := examine(e, code)
	if err != nil {
		return runAnswer{}, err
	}
	if !report.Accepted() {
		return runAnswer{}, &refusedError{"the sandbox", file, report.Reasons}
	}
	at := slices.IndexFunc(report.Exports, func(f vm.Func) bool { return f.Name == o.entry })
	if at < 0 {
		return runAnswer{}, fmt.Errorf("the module exports no function %q; it exports %s", o.entry, cmp.Or(strings.Join(funcs(report.Exports), ", "), "none"))
	}
	args, err := integers(o.args, report.Exports[at].Params)
	if err != nil {
		return runAnswer{}, err
	}
	module, err := e.Compile(code)
	if err != nil {
		return runAnswer{}, err
	}
	if !module.Has(o.entry) {
		return runAnswer{}, fmt.Errorf("%s of the module cannot be called from outside", o.entry)
	}
	if !o.limited {
		o.gas = bareGas
	}
	return bareAnswer(module.CallArgs(o.entry, args, o.gas, nil), report.Exports[at].Results)
}

func bareAnswer(r vm.Result, results []vm.ValueType) (runAnswer, error) {
	answer := runAnswer{GasUsed: r.GasUsed}
	switch {
	case r.Kind == vm.NodeFault:
		return answer, r.Err
	case r.Kind != vm.OK:
		answer.Error = &runError{Code: r.Kind.String()}
	case len(results) > 0:
		answer.Result = json.Number(integer(results[0], r.Value))
	}
	return answer, nil
}

// integer writes a value as a signed number.
func integer(t vm.ValueType, v uint64) string {
	if t == vm.I32 {
		return strconv.Itoa(int(int32(uint32(v))))
	}
	return strconv.FormatInt(int64(v), 10)
}

// integers reads comma-separated arguments, each signed or unsigned, for an export.
func integers(text string, params []vm.ValueType) ([]uint64, error) {
	var parts []string
	if text != "" {
		parts = strings.Split(text, ",")
	}
	if len(parts) != len(params) {
		return nil, cli.Usagef("--args %q: the export takes (%s)", text, types(params))
	}
	out := make([]uint64, len(parts))
	for i, part := range parts {
		bits := 64
		if params[i] == vm.I32 {
			bits = 32
		}
		part = strings.TrimSpace(part)
		if n, err := strconv.ParseInt(part, 0, bits); err == nil {
			out[i] = uint64(n)
			continue
		}
		n, err := strconv.ParseUint(part, 0, bits)
		if err != nil {
			return nil, cli.Usagef("--args: %q is not an integer of %d bits", part, bits)
		}
		out[i] = n
	}
	return out, nil
}
