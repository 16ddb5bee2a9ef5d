//go:build unix

package devnet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// ownGroup keeps the terminal's Ctrl-C from the children: their parent stops them, in order.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// idle fails when a node runs in a home: a running node holds a lock on its pid file.
func idle(dir home.Dir) error {
	f, err := os.Open(dir.PID())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		return nil // closing unlocks
	}
	pid, _ := os.ReadFile(dir.PID())
	return fmt.Errorf("%w: process %s runs in %s: stop it first", ErrOptions, strings.TrimSpace(string(pid)), dir)
}
