//go:build !unix

package devnet

import (
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

func ownGroup() *syscall.SysProcAttr { return nil }

// idle cannot tell here; opening the stores of a running node fails later.
func idle(home.Dir) error { return nil }
