package module

import (
	"os"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A module gets one interface, however often; nothing else about it changes.
func TestAModuleHasOneInterface(t *testing.T) {
	code, err := os.ReadFile("../../../../runtime/testdata/probe.wasm")
	if err != nil {
		t.Fatal(err)
	}
	first, second := []byte(`{"name": "one", "methods": []}`), []byte(`{"name": "two", "methods": []}`)
	once, err := describe(code, first)
	if err != nil || string(abi.InterfaceIn(once)) != string(first) {
		t.Fatalf("%s, %v", abi.InterfaceIn(once), err)
	}
	twice, err := describe(once, second)
	if err != nil || len(twice) != len(once) || string(abi.InterfaceIn(twice)) != string(second) {
		t.Errorf("%d bytes, then %d, with %s: %v", len(once), len(twice), abi.InterfaceIn(twice), err)
	}
	e, err := engine(profileContract, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if report := e.Check(twice); !report.Accepted() {
		t.Error(report.Reasons)
	}
	if _, err := describe([]byte("no module"), first); err == nil {
		t.Error("no module, and yet described")
	}
}
