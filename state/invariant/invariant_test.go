package invariant_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

func TestChecksAreOnInTests(t *testing.T) {
	if !invariant.Enabled() {
		t.Fatal("the assertions of every package are silent in its tests")
	}
}

// A violation is a panic, not an error: no caller can take it for an answer.
func TestViolationPanicsWithItsNumber(t *testing.T) {
	invariant.Assert(true, "I2", "not reached")
	defer func() {
		err, _ := recover().(error)
		var v *invariant.Violation
		if !errors.As(fmt.Errorf("state: %w", err), &v) || v.Invariant != "I2" || v.Error() != "violated invariant I2: 3 effects" {
			t.Errorf("panicked with %v", err)
		}
	}()
	invariant.Assert(false, "I2", "%d effects", 3)
}
