package kernels

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// useless is a load whose value is dropped. No engine leaves it out, for it might trap.
var useless = []byte{0x41, 0, 0x2d, 0, 0, 0x1a} // i32.const 0; i32.load8_u; drop

// Shift returns a kernel's module with n useless loads where its first function, run, begins.
// They take no time to speak of and move the machine code behind them by some sixty bytes each:
// where jumps happen to lie decides over the speed of single kernels, and what is measured at one
// address only is luck.
func Shift(code []byte, n int) ([]byte, error) {
	m, err := wasm.Decode(code)
	if err != nil {
		return nil, fmt.Errorf("kernel: %w", err)
	}
	m.Code[0].Body = slices.Concat(bytes.Repeat(useless, n), m.Code[0].Body)
	return m.Encode(), nil
}
