//go:build unix

package devnet

import (
	"fmt"
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// ownGroup keeps the terminal's Ctrl-C from the children: their parent stops them, in order.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// idle fails when a node runs in a home: a running node holds a lock on its pid file.
func idle(dir home.Dir) error {
	if process, running := home.Running(dir); running {
		return fmt.Errorf("%w: process %s runs in %s: stop it first", ErrOptions, process, dir)
	}
	return nil
}
