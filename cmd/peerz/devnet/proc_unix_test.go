//go:build unix

package devnet

import (
	"os"
	"syscall"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/node"
)

// A start waits for a child of the last run that has not ended yet.
func TestVacant(t *testing.T) {
	home := node.Home(t.TempDir())
	f, err := os.Create(home.PID())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1)
	go func() {
		<-said
		_ = f.Close() // the child ends
	}()
	if err := vacant(t.Context(), home, func(format string, _ ...any) { said <- format }); err != nil {
		t.Error(err)
	}
}
