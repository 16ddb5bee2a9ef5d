package node

import (
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A disk that fails under a running node, from some write on, ends it in order
// with the file and the cause; with a sound disk it goes on.
func TestDiskFailsUnderANode(t *testing.T) {
	for cause, want := range map[error]error{syscall.ENOSPC: home.ErrDiskFull, syscall.EIO: nil} {
		h := newHome(t)
		var full atomic.Bool
		disk := errorfs.Wrap(vfs.Default, errorfs.InjectorFunc(func(op errorfs.Op) error {
			if full.Load() && op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
				return cause
			}
			return nil
		}))
		_, ended := background(t, h, func(cfg *home.Config) { cfg.FS = disk })
		full.Store(true)
		select {
		case err := <-ended:
			if !errors.Is(err, cause) || want != nil && !errors.Is(err, want) || !strings.Contains(err.Error(), h.Data()) || strings.Contains(err.Error(), "goroutine") {
				t.Errorf("%v: %v", cause, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%v: the node goes on", cause)
		}
		run(t, copyHome(t, h))
	}
}
