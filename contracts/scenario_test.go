package contracts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// Every contract's scenarios give the answers in their files, on both engines of the
// sandbox. The probe's scenario goes through every host function.
func TestScenarios(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*/*.test", "testdata/*/*.test", "../examples/*/*.test"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 4 {
		t.Fatalf("found only %v", files)
	}
	for _, file := range files {
		for engine, interpreter := range map[string]bool{"compiler": false, "interpreter": true} {
			t.Run(file+" "+engine, func(t *testing.T) { play(t, file, interpreter) })
		}
	}
}

func play(t *testing.T, file string, interpreter bool) {
	scenario, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(strings.TrimSuffix(file, ".test") + ".wasm")
	if err != nil {
		t.Fatal(err)
	}
	result, err := sandbox.RunScenario(code, scenario, sandbox.Options{Interpreter: interpreter})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Failures {
		t.Errorf("%s:%d: got\n%s\nwant\n%s", file, f.Line, f.Got, f.Want)
	}
}
