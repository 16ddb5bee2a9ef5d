package runtime

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// ABI.md prints the price list that is charged.
func TestTheDocumentListsThePrices(t *testing.T) {
	doc, err := os.ReadFile("abi/ABI.md")
	if err != nil {
		t.Fatal(err)
	}
	p := Prices()
	for name, price := range map[string]Price{"copy": p.Copy, "get": p.Get, "set": p.Set, "scan": p.Scan, "call": p.Call, "load": p.Load,
		"ledger": {p.Ledger, 0}, "sha256": p.Sha256, "ed25519": p.Ed25519, "mul_div": {p.MulDiv, 0}, "apportion": p.Apportion,
		"event": p.Event, "transaction": p.Tx, "upload": p.Upload, "instantiate": {p.Instantiate, 0}} {
		row := fmt.Sprintf("| %s | %d | %g", name, price.Base, float64(price.Quarters)/4)
		if !strings.Contains(string(doc), row+" ") {
			t.Errorf("ABI.md lacks the row %s", row)
		}
	}
	if !strings.Contains(string(doc), fmt.Sprintf("and %d for each entry", p.ScanEntry)) {
		t.Error("ABI.md lacks the price of an entry of a scan")
	}
}

// Every function of the ABI has exactly one implementation.
func TestEveryHostFunctionIsImplemented(t *testing.T) {
	if len(implementations) != len(abi.Functions()) {
		t.Errorf("%d implementations for %d functions", len(implementations), len(abi.Functions()))
	}
	host, err := hostModule()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range abi.Functions() {
		if host.Funcs[i].Name != f.Name || len(host.Funcs[i].Params) != len(f.Params) {
			t.Errorf("%s is offered as %s", f.Name, host.Funcs[i].Name)
		}
	}
}

func TestPricesAddUp(t *testing.T) {
	if got := (Price{50, 1}).For(7); got != 51 {
		t.Errorf("50 and a quarter for each of 7 bytes is %d", got)
	}
	if huge := (Price{1, 800}).For(1<<32 - 1); huge < 1<<32 {
		t.Errorf("the price of 4 GiB wraps to %d", huge)
	}
}
