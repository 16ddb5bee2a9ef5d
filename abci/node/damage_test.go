package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// kindOf is a file's name without its number: one kind of file of a store.
func kindOf(path string) string {
	return regexp.MustCompile(`[0-9]{3,}`).ReplaceAllString(path, "N")
}

// files lists one file of each kind below the data of a home: the longest.
func filesByKind(t *testing.T, h Home) map[string]string {
	t.Helper()
	kinds, sizes := map[string]string{}, map[string]int64{}
	must(t, filepath.WalkDir(h.Data(), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		must(t, err)
		rel, err := filepath.Rel(string(h), path)
		must(t, err)
		if kind := kindOf(rel); info.Size() > sizes[kind] {
			kinds[kind], sizes[kind] = rel, info.Size()
		}
		return nil
	}))
	return kinds
}

// flip turns some bits of a file over.
func flip(t *testing.T, path string, random *rand.Rand) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	used := len(b)
	for used > 1 && b[used-1] == 0 { // logs are allocated ahead
		used--
	}
	for range 1 + random.IntN(3) {
		b[random.IntN(used)] ^= 1 << random.IntN(8)
	}
	must(t, os.WriteFile(path, b, 0o600))
}

// attempt starts a damaged home, lets it make blocks, and reads everything.
func attempt(t *testing.T, h Home, last uint64, hash [32]byte) error {
	t.Helper()
	cfg, err := LoadConfig(h)
	if err != nil {
		return err
	}
	n, err := New(h, cfg, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var sound error
	go func() {
		defer cancel()
		select {
		case <-n.Ready():
			if _, sound = n.state.Check(ctx, nil); sound != nil {
				return
			}
			if got := root(t, n, last); got != hash {
				t.Errorf("silently wrong: height %d has %x, not %x", last, got, hash)
			}
		case <-ctx.Done():
			sound = errors.New("it makes no blocks")
		}
	}()
	if err := n.Run(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	return remedy(h, sound)
}

// However a file of the data is damaged, the node either stops with a sentence
// that says where and what to do, or is not harmed: its state is what it was.
func TestDamagedFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many nodes")
	}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	h, last, hash := busy(t)
	n, stop := start(t, h) // a second start, so that logs have become tables
	reach(t, []*Node{n}, last+3)
	stop()
	rounds := crashes(t, 1)
	for kind, rel := range filesByKind(t, h) {
		for i := range rounds {
			t.Run(fmt.Sprint(kind, "/", i), func(t *testing.T) {
				trial := tempHome(t)
				must(t, os.CopyFS(string(trial), os.DirFS(string(h))))
				flip(t, filepath.Join(string(trial), rel), random)
				err := attempt(t, trial, last, hash)
				t.Log(err)
				if err == nil {
					return // what was flipped does not matter, or is made again
				}
				text := err.Error()
				if strings.Contains(text, "goroutine ") || strings.Contains(text, "panic") {
					t.Errorf("a trace instead of a sentence: %s", text)
				}
				if !strings.Contains(text, filepath.Join(string(trial), "data")) && !strings.Contains(text, rel) {
					t.Errorf("it does not say where: %s", text)
				}
			})
		}
	}
}
