//go:build unix

package attestor

import (
	"errors"
	"os"
	"syscall"
)

// lockFile holds a file for this process until it is closed, however the process ends.
func lockFile(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrJournalInUse
	}
	return err
}
