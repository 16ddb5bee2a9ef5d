package module

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// profiles are the sets of rules that a module can be held to.
const (
	profileContract = "contract" // what the chain accepts
	profileBare     = "bare"     // what the sandbox accepts: any integer exports, no host functions
)

const profileHelp = "rules for the module: contract (what the chain accepts) or bare (any module the sandbox can run)"

// engine returns a sandbox for a profile. interpreter chooses the slow second engine; watch, if
// not nil, sees every call.
func engine(profile string, interpreter bool, watch vm.Observer) (*vm.Engine, error) {
	switch profile {
	case profileContract:
		return runtime.NewEngine(runtime.Config{Interpreter: interpreter, Observer: watch})
	case profileBare:
		cfg := vm.Config{Observer: watch}
		if interpreter {
			cfg.Engine = vm.Interpreter
		}
		return vm.NewEngine(vm.Host{}, vm.Rules{Bare: true}, cfg)
	}
	return nil, cli.Usagef("--profile %s: want contract or bare", profile)
}

// Check says why the chain would refuse a module, all reasons at once.
func Check(file string, code []byte) error {
	e, err := engine(profileContract, false, nil)
	if err != nil {
		return err
	}
	defer e.Close()
	report, err := examine(e, code)
	if err != nil || report.Accepted() {
		return err
	}
	return &refusedError{"the chain", file, report.Reasons}
}

// examine says everything that is wrong with a module: what its bytes tell, and if they are in
// order, whether `_initialize` succeeds. Refusing that is left to the first call on a chain.
func examine(e *vm.Engine, code []byte) (vm.Report, error) {
	report := e.Check(code)
	if !report.Accepted() {
		return report, nil
	}
	_, err := e.Compile(code)
	var invalid *vm.InvalidError
	if errors.As(err, &invalid) {
		report.Reasons, report.DeployGas = invalid.Reasons, 0
		err = nil
	}
	return report, err
}

// refusedError says why a module is refused, all reasons at once.
type refusedError struct {
	by, file string
	reasons  []*vm.Reason
}

// ErrorCode implements cli.Coded.
func (e *refusedError) ErrorCode() string { return "module_refused" }

func (e *refusedError) Error() string {
	lines := make([]string, len(e.reasons))
	for i, r := range e.reasons {
		lines[i] = r.Error()
	}
	return fmt.Sprintf("%s would refuse %s: %s", e.by, e.file, strings.Join(lines, "; "))
}

func checkCommand(env *cli.Env) *cobra.Command {
	var profile string
	c := &cobra.Command{
		Use:     "check FILE",
		Short:   "Say whether the chain would accept a module, and if not, every reason",
		Long:    "Say whether the chain would accept a module, and if not, every reason.\n\nFILE may be - for the standard input.",
		Example: "peerz contract check tally/tally.wasm",
		Args:    cli.Takes(1, 1, "the FILE of a module"),
		RunE: func(_ *cobra.Command, args []string) error {
			code, report, err := checkFile(env, args[0], profile)
			if err != nil {
				return err
			}
			if _, err := abi.ParseInterface(abi.InterfaceIn(code)); err != nil && profile == profileContract && report.Accepted() {
				env.Note("warning: %v: its input has to be given in hex, with --raw, unless `peerz contract interface add` describes its methods before it is uploaded", err)
			}
			if err := env.Show(reportJSON(report), func(w *cli.Printer) { showReport(w, args[0], report) }); err != nil {
				return err
			}
			if !report.Accepted() {
				return cli.Shownf("%s is refused: %s", args[0], report.Reasons[0])
			}
			return nil
		},
	}
	c.Flags().StringVar(&profile, "profile", profileContract, profileHelp)
	return c
}

// checkFile reports on a file, also on one that is too large to be read.
func checkFile(env *cli.Env, file, profile string) (code []byte, report vm.Report, err error) {
	code, err = readModule(env, file)
	var large *refusedError
	if errors.As(err, &large) {
		return nil, vm.Report{Reasons: large.reasons}, nil
	}
	if err != nil {
		return nil, report, err
	}
	e, err := engine(profile, false, nil)
	if err != nil {
		return nil, report, err
	}
	defer e.Close()
	report, err = examine(e, code)
	return code, report, err
}
