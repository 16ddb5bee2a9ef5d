package contracts_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Every module is the one that its hash pins, and tells clients how to talk to it.
func TestModulesArePinnedAndDescribeThemselves(t *testing.T) {
	for _, c := range contracts.All() {
		t.Run(c.Name, func(t *testing.T) {
			if sum := sha256.Sum256(c.Wasm); hex.EncodeToString(sum[:]) != c.Hash {
				t.Errorf("the module's hash is %x, pinned is %s: run make contracts", sum, c.Hash)
			}
			iface, err := abi.ParseInterface(abi.InterfaceIn(c.Wasm))
			if err != nil {
				t.Fatal(err)
			}
			if iface.Name != c.Name || len(iface.Methods) == 0 || iface.Doc == "" {
				t.Errorf("interface of %q has %d methods and doc %q", iface.Name, len(iface.Methods), iface.Doc)
			}
			for _, m := range iface.Methods {
				if m.Doc == "" {
					t.Errorf("%s %s has no doc", m.Entry, m.Name)
				}
			}
		})
	}
}

func TestGetKnowsNamesOnly(t *testing.T) {
	if c, ok := contracts.Get("formula"); !ok || c.Name != "formula" || len(c.Wasm) == 0 {
		t.Errorf("formula: %v %v", c.Name, ok)
	}
	if _, ok := contracts.Get("formular"); ok {
		t.Error("found a contract that does not exist")
	}
}
