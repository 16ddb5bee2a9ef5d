//go:build !unix

package devnet

import (
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/node"
)

func ownGroup() *syscall.SysProcAttr { return nil }

// idle cannot tell here; opening the stores of a running node fails later.
func idle(node.Home) error { return nil }
