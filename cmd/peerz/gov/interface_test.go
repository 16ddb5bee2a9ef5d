package gov

import (
	"os"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
)

func TestInterfacesAreCompared(t *testing.T) {
	old, ok := contracts.Get("formula")
	sqrt, err := os.ReadFile("../../../examples/formula-sqrt/formula-sqrt.wasm")
	if err != nil || !ok {
		t.Fatal(err)
	}
	if lines := difference(old.Wasm, old.Wasm); len(lines) != 0 {
		t.Errorf("the same code differs: %v", lines)
	}
	for _, line := range difference(old.Wasm, sqrt) {
		if line == "gone: scores scores" {
			t.Error("both are formulas")
		}
	}
	rewards, _ := contracts.Get("rewards")
	if lines := difference(old.Wasm, rewards.Wasm); !slices.Contains(lines, "gone: scores scores") {
		t.Errorf("rewards is no formula: %v", lines)
	}
	if lines := difference(old.Wasm, nil); lines[0] != "the new code does not describe itself" {
		t.Error(lines)
	}
}
