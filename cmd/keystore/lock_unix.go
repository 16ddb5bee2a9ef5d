//go:build unix

package keystore

import (
	"fmt"
	"os"
	"syscall"
)

// Lock holds the folder for this process alone until the returned function runs: between the
// question for an account's next nonce and the node's answer to the transaction, nobody else
// who signs with keys of this folder may take the same nonce. The kernel drops the lock when the
// process dies, so a crash never leaves it behind.
func (s *Store) Lock() (unlock func(), err error) {
	f, err := os.Open(s.dir)
	if err != nil {
		return nil, fmt.Errorf("lock the keys: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the keys: %w", err)
	}
	return func() { _ = f.Close() }, nil // closing unlocks
}

// syncDir makes the names in a folder last.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync the key folder: %w", err)
	}
	err = f.Sync()
	_ = f.Close()
	if err != nil {
		return fmt.Errorf("sync the key folder: %w", err)
	}
	return nil
}
