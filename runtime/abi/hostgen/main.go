// Command hostgen writes what follows from the table of host functions (runtime/abi/functions.go):
// the decoders and prices of the host, the imports of the Go SDK, and the table of ABI.md.
//
// It is run by `go generate ./runtime`; a test fails when a file is not what the table gives.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func main() {
	if err := run(".."); err != nil { // go generate runs in runtime
		fmt.Fprintln(os.Stderr, "hostgen:", err)
		os.Exit(1)
	}
}

// file is a generated file or a document with a generated part.
type file struct {
	path   string // from the root of the repository
	render func(old []byte, table []abi.Function) ([]byte, error)
}

var files = []file{
	{"runtime/zz_host.go", renderHost},
	{"contracts/sdk/zz_host_guest.go", renderImports},
	{"runtime/abi/ABI.md", renderDocument},
}

func run(root string) error {
	for _, f := range files {
		path := filepath.Join(root, f.path)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		b, err := f.render(old, abi.Functions())
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return err
		}
	}
	return nil
}
