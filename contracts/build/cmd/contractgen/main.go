// Command contractgen renews the generated code of contracts, without compiling them:
// the codecs and the dispatch that their native tests need. `peerz contract build` does
// the same on the way to the wasm.
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
			err = contract.Write(dir)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "error: %v\n", err)
			os.Exit(1)
		}
	}
}
