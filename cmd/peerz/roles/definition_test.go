package roles

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// What the code of the formula says of itself is one line for people.
func TestWhatACodeSaysIsOneLine(t *testing.T) {
	c, _ := contracts.Get("formula")
	iface, err := abi.ParseInterface(abi.InterfaceIn(c.Wasm))
	if err != nil {
		t.Fatal(err)
	}
	if said := inOneLine(iface.Doc); !strings.HasPrefix(said, "the default reward formula: ") || strings.ContainsAny(said, "\n") || strings.Contains(said, "README") {
		t.Errorf("says %q", said)
	}
}
