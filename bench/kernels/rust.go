package kernels

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Contract is a real program, larger than a kernel.
type Contract struct {
	Name string
	Code []byte
}

// Rust returns the integer-only test contracts that ship with wasmvm, 143 to 251 KiB of
// WebAssembly from Rust. They are read from the module cache through the go command.
func Rust() ([]Contract, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CosmWasm/wasmvm/v3").Output()
	if err != nil {
		return nil, fmt.Errorf("kernels: where wasmvm is: %w", err)
	}
	var all []Contract
	for _, name := range []string{"queue", "hackatom", "ibc_reflect", "reflect"} {
		code, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "testdata", name+".wasm"))
		if err != nil {
			return nil, fmt.Errorf("kernels: %w", err)
		}
		all = append(all, Contract{name, code})
	}
	return all, nil
}
