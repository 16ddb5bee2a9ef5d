package bomb

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

// A bomb that the sandbox refuses measures nothing, and one far below every limit measures
// too little.
func TestBombsAreAccepted(t *testing.T) {
	e, err := vm.NewEngine(vm.Host{Module: "env"}, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, b := range All() {
		r := e.Check(b.Code)
		if !r.Accepted() {
			t.Errorf("%s: %v", b.Name, r.Reasons)
		}
		t.Logf("%s: %+v, deploy gas %d", b.Name, r.Size, r.DeployGas)
	}
}
