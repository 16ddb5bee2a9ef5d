//go:build unix

package keystore

import (
	"os"
	"syscall"
)

// lock holds path exclusively until the returned function runs. The kernel drops the lock
// when the process dies, so a crash never leaves it behind.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, err
	}
	return func() { _ = f.Close() }, nil // closing unlocks
}
