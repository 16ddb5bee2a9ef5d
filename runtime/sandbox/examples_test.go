package sandbox_test

import (
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// The scenario files beside the repository's contracts tell the truth.
func TestScenariosOfTheRepository(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../../examples/*/*.test", "../../contracts/*/*.test"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatal("no scenario found")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			code := read(t, file[:len(file)-len(".test")]+".wasm")
			s, err := sandbox.RunScenario(code, read(t, file), sandbox.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range s.Failures {
				t.Errorf("line %d: want %s, got %s", f.Line, f.Want, f.Got)
			}
		})
	}
}
