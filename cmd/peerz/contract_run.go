package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/vm"
)

// running holds the flags of contract run.
type running struct {
	profile, engine    string
	entry, init, input string
	args               string
	gas                uint64
}

func contractRun(a *app) *cobra.Command {
	var o running
	c := &cobra.Command{
		Use:   "run FILE --entry ENTRY",
		Short: "Run a module here, without a chain",
		Long: "Run one entry of a contract on a chain in memory: a formula's weights or scores, instantiate, or execute\n" +
			"and query, whose input names the method: '{\"method\": {...}}', and which run after instantiate (--init).\n\n" +
			"With --profile bare the module can be any that the sandbox runs: --entry is an exported function and\n" +
			"--args are its integers. Without --gas it has no limit then.",
		Example: `peerz contract run examples/formula-sqrt/formula-sqrt.wasm --entry scores --input '{"role": "developers", "measures": [["9"], ["16"]]}'`,
		Args:    takes(1, 1, "the FILE of a module"),
		RunE: func(c *cobra.Command, args []string) error {
			code, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			if o.engine != "compiler" && o.engine != "interpreter" {
				return usagef("--engine %s: want compiler or interpreter", o.engine)
			}
			var answer runAnswer
			switch o.profile {
			case profileBare:
				answer, err = o.bare(code)
			case profileContract:
				answer, err = o.contract(c.Context(), code)
			default:
				return usagef("--profile %s: want contract or bare", o.profile)
			}
			if err != nil {
				return err
			}
			return a.showRun(answer)
		},
	}
	f := c.Flags()
	f.StringVar(&o.entry, "entry", "", "what to run: an entry of the contract, or an export with --profile bare")
	f.StringVar(&o.input, "input", "", "arguments as JSON")
	f.StringVar(&o.init, "init", "", "arguments of instantiate as JSON, for execute and query")
	f.StringVar(&o.args, "args", "", "integers for an export, like 1000,2 (with --profile bare)")
	f.Uint64Var(&o.gas, "gas", 0, "gas limit (default: that of a transaction)")
	f.StringVar(&o.engine, "engine", "compiler", "compiler or interpreter; both give the same result")
	f.StringVar(&o.profile, "profile", profileContract, profileHelp)
	_ = c.MarkFlagRequired("entry")
	return c
}

// runAnswer is what a run did.
type runAnswer struct {
	Result  any            `json:"result"`
	GasUsed uint64         `json:"gas_used"` // by the entry alone
	Error   *runError      `json:"error"`    // null when it went well
	Events  []runEvent     `json:"events"`
	Storage []sandbox.Pair `json:"storage,omitempty"` // what the contract has stored afterwards
}

type runError struct {
	Code    string `json:"code"`            // such as out_of_gas, trap, aborted
	Abort   string `json:"abort,omitempty"` // the contract's own name for it
	Message string `json:"message,omitempty"`
}

func (a *app) showRun(r runAnswer) error {
	if r.Events == nil {
		r.Events = []runEvent{}
	}
	err := a.show(r, func(w io.Writer) {
		if r.Error == nil {
			fmt.Fprintf(w, "result\t%s\n", plain(r.Result))
		}
		fmt.Fprintf(w, "gas used\t%d\n", r.GasUsed)
		for _, e := range r.Events {
			fmt.Fprintf(w, "event\t%s %s\n", e.Type, e.Data)
		}
		for _, s := range r.Storage {
			fmt.Fprintf(w, "stored\t%s = %s\n", s.Key, s.Value)
		}
	})
	if err == nil && r.Error != nil {
		text := strings.TrimSpace(r.Error.Code + " " + r.Error.Abort)
		if r.Error.Message != "" {
			text += ": " + r.Error.Message
		}
		err = &shownError{fmt.Errorf("the run failed: %s", text)}
	}
	return err
}

// bare runs an export with integer arguments.
func (o running) bare(code []byte) (runAnswer, error) {
	e, err := engine(profileBare, o.engine == "interpreter")
	if err != nil {
		return runAnswer{}, err
	}
	defer e.Close()
	report := e.Check(code)
	at := slices.IndexFunc(report.Exports, func(f vm.Func) bool { return f.Name == o.entry })
	if report.Accepted() && at < 0 {
		return runAnswer{}, fmt.Errorf("the module exports no function %q; it exports %s", o.entry, strings.Join(funcs(report.Exports), ", "))
	}
	module, err := e.Compile(code)
	if err != nil {
		return runAnswer{}, err
	}
	export := report.Exports[at]
	args, err := integers(o.args, export.Params)
	if err != nil {
		return runAnswer{}, err
	}
	gas := o.gas
	if gas == 0 {
		gas = vm.MaxGas
	}
	r := module.CallArgs(o.entry, args, gas, nil)
	answer := runAnswer{GasUsed: r.GasUsed}
	switch {
	case r.Kind == vm.NodeFault:
		return answer, fmt.Errorf("run %s: %w", o.entry, r.Err)
	case r.Kind != vm.OK:
		answer.Error = &runError{Code: r.Kind.String()}
	case len(export.Results) > 0 && export.Results[0] == vm.I32:
		answer.Result = int32(uint32(r.Value))
	case len(export.Results) > 0:
		answer.Result = strconv.FormatInt(int64(r.Value), 10) // may exceed what JSON readers keep
	}
	return answer, nil
}

// integers reads comma-separated arguments, each signed or unsigned, for an export.
func integers(text string, params []vm.ValueType) ([]uint64, error) {
	var parts []string
	if text != "" {
		parts = strings.Split(text, ",")
	}
	if len(parts) != len(params) {
		return nil, usagef("--args %q: the export takes (%s)", text, types(params))
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
			return nil, usagef("--args: %q is not an integer of %d bits", part, bits)
		}
		out[i] = n
	}
	return out, nil
}
