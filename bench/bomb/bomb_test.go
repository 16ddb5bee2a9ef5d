package bomb

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

// A shape that is refused at every size measures nothing.
func TestEveryShapeHasAnAcceptedSize(t *testing.T) {
	e, err := vm.NewEngine(vm.Host{Module: "env"}, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	bombs := All(Work(e))
	if len(bombs) != len(Names()) {
		t.Fatalf("%d shapes of %d are accepted", len(bombs), len(Names()))
	}
	for _, b := range bombs {
		if len(b.Code) < 256 {
			t.Errorf("%s: only %d bytes", b.Name, len(b.Code))
		}
		t.Logf("%s: %+v", b.Name, e.Check(b.Code).Size)
	}
}
