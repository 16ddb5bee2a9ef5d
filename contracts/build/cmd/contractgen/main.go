// Command contractgen renews the generated code of contracts and of their interface
// packages, without compiling them: the codecs, the dispatch, the callers and the clients
// that native code needs. `peerz contract build` renews a contract's on the way to the wasm.
//
//	go run ./contracts/build/cmd/contractgen DIR...
package main

import (
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
)

func main() {
	for _, dir := range os.Args[1:] {
		contract, err := gen.Parse(dir)
		if err == nil {
			_, err = contract.Write(dir)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "error: %v\n", err)
			os.Exit(1)
		}
	}
}
