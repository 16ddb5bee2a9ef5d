//go:build unix

package home

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A Lock is the right to run in a home. The kernel drops it with the process,
// however the process ends, so a stale node.pid never blocks a start.
type Lock struct{ file *os.File }

// dying is how long a process that was killed may take to let go of its lock.
const dying = 500 * time.Millisecond

// Acquire locks the home and writes this process's id into node.pid. It fails
// with ErrInUse while another process holds it.
func Acquire(h Dir) (*Lock, error) {
	f, err := os.OpenFile(h.PID(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("node: home %s is not writable: %w", h, err)
	}
	tryLock := func() error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
	err = tryLock()
	for deadline := time.Now().Add(dying); errors.Is(err, syscall.EWOULDBLOCK) && time.Now().Before(deadline); err = tryLock() {
		time.Sleep(dying / 25)
	}
	if err != nil {
		pid, _ := os.ReadFile(h.PID())
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("node: %w: process %s runs in %s; stop it, or choose another --home",
				ErrInUse, strings.TrimSpace(string(pid)), h)
		}
		return nil, fmt.Errorf("node: lock %s: %w", h.PID(), err)
	}
	l := &Lock{file: f}
	if err := l.write(strconv.Itoa(os.Getpid()) + "\n"); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("node: write %s: %w", h.PID(), err)
	}
	return l, nil
}

func (l *Lock) write(s string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(s), 0)
	return err
}

// Running reports whether a process runs in the home, and its id.
func Running(h Dir) (process string, running bool) {
	f, err := os.Open(h.PID())
	if err != nil {
		return "", false
	}
	defer f.Close() // which unlocks
	if !errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
		return "", false
	}
	pid, _ := os.ReadFile(h.PID())
	return strings.TrimSpace(string(pid)), true
}

// Release empties and unlocks node.pid. The file stays: removing a locked file
// would let two processes lock two files of one name.
func (l *Lock) Release() error {
	err := l.write("")
	return errors.Join(err, l.file.Close())
}
