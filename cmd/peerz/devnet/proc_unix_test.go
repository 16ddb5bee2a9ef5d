//go:build unix

package devnet

import (
	"os"
	"syscall"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A start waits for a child of the last run that has not ended yet.
func TestVacant(t *testing.T) {
	dir := home.Dir(t.TempDir())
	f, err := os.Create(dir.PID())
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
	if err := vacant(t.Context(), dir, func(format string, _ ...any) { said <- format }); err != nil {
		t.Error(err)
	}
}
