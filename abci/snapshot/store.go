package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// suffix ends the name of a finished file; the height stands before it.
const suffix = ".snapshot"

// ErrNone says that there is no snapshot of a height.
var ErrNone = errors.New("there is no such snapshot")

// A Store is a folder of snapshots, one file each. Its methods may be called from several
// goroutines, and processes, at once: files never change once they have a name.
type Store string

// path is where the snapshot of a height lies.
func (s Store) path(height uint64) string {
	return filepath.Join(string(s), strconv.FormatUint(height, 10)+suffix)
}

// heights lists what is there, the newest first.
func (s Store) heights() ([]uint64, error) {
	entries, err := os.ReadDir(string(s))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	var list []uint64
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		height, err := strconv.ParseUint(name, 10, 64)
		if ok && err == nil && e.Name() == filepath.Base(s.path(height)) {
			list = append(list, height)
		}
	}
	slices.Sort(list)
	slices.Reverse(list)
	return list, nil
}

// List describes every snapshot, the newest first. One that is removed
// meanwhile is left out. So is one that is damaged: the others come with an
// error that names it.
func (s Store) List() ([]Info, error) {
	heights, err := s.heights()
	if err != nil {
		return nil, err
	}
	var list []Info
	var errs []error
	for _, height := range heights {
		switch info, err := s.Info(height); {
		case err == nil:
			list = append(list, info)
		case !errors.Is(err, ErrNone):
			errs = append(errs, err)
		}
	}
	return list, errors.Join(errs...)
}

// Info describes the snapshot of a height. It fails with ErrNone.
func (s Store) Info(height uint64) (Info, error) {
	f, err := s.Open(height)
	if err != nil {
		return Info{}, err
	}
	return f.Info(), f.Close()
}

// Chunk reads chunk i of the snapshot of a height. It fails with ErrNone.
func (s Store) Chunk(height uint64, i int) ([]byte, error) {
	f, err := openFile(s.path(height))
	if err != nil {
		return nil, none(height, err)
	}
	defer f.Close()
	return f.Chunk(i)
}

// Open opens the snapshot of a height. It fails with ErrNone.
func (s Store) Open(height uint64) (*File, error) {
	f, err := Open(s.path(height))
	return f, none(height, err)
}

// none is err, or ErrNone if it says that there is no file.
func none(height uint64, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("snapshot: height %d: %w", height, ErrNone)
	}
	return err
}

// Delete removes the snapshot of a height. It fails with ErrNone.
func (s Store) Delete(height uint64) error {
	return none(height, os.Remove(s.path(height)))
}

// abandoned is how long nobody has written to a file that nobody will finish.
const abandoned = 10 * time.Minute

// Retain removes all but the newest n, and what was left behind by a process that
// died while it wrote. What another process is writing, by Import, stays.
func (s Store) Retain(n int) error {
	heights, err := s.heights()
	if err != nil {
		return err
	}
	for _, old := range heights[min(n, len(heights)):] {
		if err := s.Delete(old); err != nil && !errors.Is(err, ErrNone) {
			return err
		}
	}
	left, err := filepath.Glob(filepath.Join(string(s), "*"+unfinished))
	for _, name := range left {
		stat, gone := os.Stat(name)
		if gone == nil && time.Since(stat.ModTime()) > abandoned {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}
