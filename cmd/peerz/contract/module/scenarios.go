package module

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

func testCommand(env *cli.Env) *cobra.Command {
	var rewrite bool
	c := &cobra.Command{
		Use:   "test FOLDER...",
		Short: "Play a contract's scenarios on a chain in memory",
		Long: "Play the scenario files FOLDER/*.test with the module FOLDER/*.wasm. A scenario is commands, a line of four\n" +
			"dashes, and the answers: see the one that `peerz contract new` makes. With --rewrite the answers in the\n" +
			"files become what the contract said.",
		Example: "peerz contract test tally",
		Args:    cli.Takes(1, -1, "one or more FOLDERs"),
		RunE: func(_ *cobra.Command, args []string) error {
			var results []scenarioResult
			for _, dir := range args {
				some, err := testFolder(dir, rewrite)
				if err != nil {
					return err
				}
				results = append(results, some...)
			}
			if err := env.Show(map[string]any{"scenarios": results}, func(w *cli.Printer) { showScenarios(w, results) }); err != nil {
				return err
			}
			for _, r := range results {
				if len(r.Failures) > 0 {
					return cli.Shownf("%s fails at line %d", r.File, r.Failures[0].Line)
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&rewrite, "rewrite", false, "write the answers that the contract gives into the files")
	return c
}

type scenarioResult struct {
	File     string            `json:"file"`
	Passed   bool              `json:"passed"`
	Failures []scenarioFailure `json:"failures"`
}

type scenarioFailure struct {
	Line int    `json:"line"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// testFolder plays every scenario of one contract.
func testFolder(dir string, rewrite bool) ([]scenarioResult, error) {
	modules, err := filepath.Glob(filepath.Join(dir, "*.wasm"))
	if len(modules) > 1 { // contract build writes a hash beside what it makes, and none beside the same with names
		modules = slices.DeleteFunc(modules, func(path string) bool { _, err := os.Stat(path + ".sha256"); return err != nil })
	}
	if err != nil || len(modules) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%s holds %d modules, want one: run `peerz contract build %s` first", dir, len(modules), dir))
	}
	code, err := os.ReadFile(modules[0])
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.test"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fmt.Errorf("%s holds no scenario (*.test)", dir))
	}
	var results []scenarioResult
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		s, err := sandbox.RunScenario(code, text, sandbox.Options{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		result := scenarioResult{File: file, Passed: len(s.Failures) == 0, Failures: []scenarioFailure{}}
		if rewrite {
			result.Passed, s.Failures = true, nil
			if err := os.WriteFile(file, s.Output, 0o644); err != nil {
				return nil, err
			}
		}
		for _, f := range s.Failures {
			result.Failures = append(result.Failures, scenarioFailure(f))
		}
		results = append(results, result)
	}
	return results, nil
}

func showScenarios(w *cli.Printer, results []scenarioResult) {
	for _, r := range results {
		if r.Passed {
			w.Printf("ok\t%s\n", r.File)
			continue
		}
		w.Printf("FAIL\t%s\n", r.File)
		for _, f := range r.Failures {
			w.Printf("  line %d\n    want ", f.Line)
			w.Block(9, f.Want)
			w.Printf("    got  ")
			w.Block(9, f.Got)
		}
	}
}
