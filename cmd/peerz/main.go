// Command peerz is the whole of Peerz Chain in one binary: node, devnet,
// client and contract tools.
package main

import (
	_ "github.com/cockroachdb/pebble/v2"
	_ "github.com/cometbft/cometbft-db"
	_ "github.com/cometbft/cometbft/node"
	_ "github.com/cosmos/ics23/go"
	_ "github.com/fxamacker/cbor/v2"
	_ "github.com/holiman/uint256"
	_ "github.com/spf13/cobra"
	_ "github.com/tetratelabs/wazero"
)

func main() {}
