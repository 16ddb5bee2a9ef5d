package node

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	cometconsensus "github.com/cometbft/cometbft/consensus"
)

// CometBFT's consensus log is a file that is written to ("wal") and finished chunks of it
// ("wal.000" and so on), each of 10 MB. A line in it says where a height ended. What follows the
// last such line is what this validator has signed since, and what binds it there: a start
// reads it again. CometBFT itself would retain a gigabyte of chunks.

// trimWAL removes the chunks that no start reads: those before the newest one in which a height
// ended. A height may take several chunks; then all of them stay.
func trimWAL(dir string) error {
	chunks, err := walChunks(dir)
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(chunks); i++ {
		ended, err := heightEndsIn(chunks[i], func(height int64) bool { return height > 0 }) // 0 begins a file, whatever came before
		if err != nil {
			return err
		}
		if !ended {
			continue
		}
		for _, old := range chunks[i+1:] {
			if err := os.Remove(old); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

// walHolds reports whether the log says where a height ended, and so all that came after it.
func walHolds(dir string, height int64) (bool, error) {
	chunks, err := walChunks(dir)
	if err != nil {
		return false, err
	}
	for _, path := range append([]string{filepath.Join(dir, "wal")}, chunks...) {
		ended, err := heightEndsIn(path, func(h int64) bool { return h == height })
		if ended || err != nil && !errors.Is(err, os.ErrNotExist) {
			return ended, err
		}
	}
	return false, nil
}

// walChunks are the paths of the finished chunks, the newest first.
func walChunks(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "wal.*"))
	if err != nil {
		return nil, err
	}
	number := func(path string) (int, error) { return strconv.Atoi(strings.TrimPrefix(filepath.Base(path), "wal.")) }
	paths = slices.DeleteFunc(paths, func(path string) bool { // "wal.CORRUPTED" is a copy for people
		_, err := number(path)
		return err != nil
	})
	slices.SortFunc(paths, func(a, b string) int {
		older, _ := number(a)
		newer, _ := number(b)
		return newer - older
	})
	return paths, nil
}

// heightEndsIn reports whether a file of the log says that a height ended for which is answers
// true. It passes over what is damaged, as CometBFT does when it looks for a height.
func heightEndsIn(path string, is func(height int64) bool) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("node: read the consensus log: %w", err)
	}
	defer f.Close()
	decoder := cometconsensus.NewWALDecoder(bufio.NewReader(f))
	for {
		line, err := decoder.Decode()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case cometconsensus.IsDataCorruptionError(err):
			continue
		case err != nil:
			return false, fmt.Errorf("node: read the consensus log: %s: %w", path, err)
		}
		if end, ok := line.Msg.(cometconsensus.EndHeightMessage); ok && is(end.Height) {
			return true, nil
		}
	}
}
