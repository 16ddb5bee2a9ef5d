package module

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/vm"
)

// running holds the flags of the commands that run a module here.
type running struct {
	profile, engine    string
	entry, init, input string
	args               string
	gas                uint64
	limited            bool // --gas is given
}

func (o *running) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.entry, "entry", "", "what to run: an entry of the contract, or an export with --profile bare")
	f.StringVar(&o.input, "input", "", "arguments as JSON")
	f.StringVar(&o.init, "init", "", "arguments of instantiate as JSON, for execute and query")
	f.StringVar(&o.args, "args", "", "integers for an export, like 1000,-2 (with --profile bare)")
	f.Uint64Var(&o.gas, "gas", 0, fmt.Sprintf("gas limit (default: that of a transaction; with --profile bare %d)", uint64(bareGas)))
	f.StringVar(&o.engine, "engine", "compiler", "compiler or interpreter; both give the same result")
	f.StringVar(&o.profile, "profile", profileContract, profileHelp)
	_ = c.MarkFlagRequired("entry")
}

const runHelp = "A contract runs on a chain in memory: a formula's weights or scores, instantiate, or execute and query, whose\n" +
	"input names the method: '{\"method\": {...}}', and which run after instantiate (--init).\n\n" +
	"With --profile bare the module can be any that the sandbox runs: --entry is an exported function and\n" +
	"--args are its integers.\n\nFILE may be - for the standard input."

func runCommand(env *cli.Env) *cobra.Command {
	var o running
	var traced bool
	c := &cobra.Command{
		Use:   "run FILE --entry ENTRY",
		Short: "Run a module here, without a chain",
		Long: "Run one entry of a module here and say what it returned, what it used and what it changed.\n\n" + runHelp +
			"\n\nWith --trace every call of a function is listed: its arguments, its result and the gas it used.",
		Example: `peerz contract run examples/formula-sqrt/formula-sqrt.wasm --entry scores --input '{"role": "developers", "measures": [["9"], ["16"]]}'`,
		Args:    cli.Takes(1, 1, "the FILE of a module"),
		RunE: func(c *cobra.Command, args []string) error {
			o.limited = c.Flags().Changed("gas")
			if !traced {
				answer, err := o.run(env, args[0], nil)
				if err != nil {
					return err
				}
				return showRun(env, answer)
			}
			var t trace
			answer, err := o.run(env, args[0], &t)
			if err != nil {
				return err
			}
			answer.Trace, answer.Untraced = t.calls, t.omitted
			return showRun(env, answer)
		},
	}
	o.flags(c)
	c.Flags().BoolVar(&traced, "trace", false, "list every call of a function (slow)")
	return c
}

// run reads a module and runs it under its profile. The error says what is wrong with the request
// or the module; a run that fails is an answer.
func (o running) run(env *cli.Env, file string, watch vm.Observer) (runAnswer, error) {
	if o.engine != "compiler" && o.engine != "interpreter" {
		return runAnswer{}, cli.Usagef("--engine %s: want compiler or interpreter", o.engine)
	}
	code, err := readModule(env, file)
	if err != nil {
		return runAnswer{}, err
	}
	switch o.profile {
	case profileBare:
		return o.bare(file, code, watch)
	case profileContract:
		return o.contract(file, code, watch)
	}
	return runAnswer{}, cli.Usagef("--profile %s: want contract or bare", o.profile)
}

// readModule reads a file that should be a module, "-" for the standard input. One that cannot
// be is not read to its end.
func readModule(env *cli.Env, file string) ([]byte, error) {
	f, err := env.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 16 << 20
	code, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(code) > most {
		err = &refusedError{"any chain", file, []*vm.Reason{{Code: "too_large", Function: -1, Message: fmt.Sprintf("more than %d bytes", most)}}}
	}
	return code, err
}

// runAnswer is what a run did.
type runAnswer struct {
	Result   any              `json:"result"`
	GasUsed  uint64           `json:"gas_used"` // by the entry alone
	Error    *runError        `json:"error"`    // null when it went well
	Events   []runEvent       `json:"events"`
	Changes  []sandbox.Change `json:"state_changes"`
	Trace    []traced         `json:"trace,omitempty"`
	Untraced int              `json:"trace_omitted,omitempty"` // calls beyond those in trace
}

type runError struct {
	Code    string `json:"code"`            // such as out_of_gas, trap, aborted
	Abort   string `json:"abort,omitempty"` // the contract's own name for it
	Message string `json:"message,omitempty"`
}

func (e *runError) failure() error {
	text := strings.TrimSpace(e.Code + " " + e.Abort)
	if e.Message != "" && e.Message != strings.ReplaceAll(e.Code, "_", " ") {
		text += ": " + e.Message
	}
	return cli.Shownf("the run failed: %s", text)
}

func showRun(env *cli.Env, r runAnswer) error {
	if r.Events == nil {
		r.Events = []runEvent{}
	}
	if r.Changes == nil {
		r.Changes = []sandbox.Change{}
	}
	err := env.Show(r, func(w *cli.Printer) {
		showTrace(w, r.Trace, r.Untraced)
		if r.Error == nil {
			w.Printf("result\t%s\n", plain(r.Result))
		}
		w.Printf("gas used\t%d\n", r.GasUsed)
		for _, e := range r.Events {
			w.Printf("event\t%s %s\n", e.Type, e.Data)
		}
		for _, s := range r.Changes {
			if s.After == nil {
				w.Printf("deleted\t%s\n", s.Key)
			} else {
				w.Printf("stored\t%s = %s\n", s.Key, *s.After)
			}
		}
	})
	if err == nil && r.Error != nil {
		err = r.Error.failure()
	}
	return err
}
