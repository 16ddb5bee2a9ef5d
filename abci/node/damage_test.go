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

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
)

// kindOf is a file's name without its number: one kind of file of a store.
func kindOf(path string) string {
	return regexp.MustCompile(`[0-9]{2,}`).ReplaceAllString(path, "N")
}

// filesByKind lists one file of each kind in a home: the longest.
func filesByKind(t *testing.T, h home.Dir) map[string]string {
	t.Helper()
	kinds, sizes := map[string]string{}, map[string]int64{}
	must(t, filepath.WalkDir(string(h), func(path string, e fs.DirEntry, err error) error {
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

// The ways in which a disk spoils a file of the given bytes, of which the first
// used ones matter: logs are allocated ahead.
var damages = []struct {
	name  string
	spoil func(b []byte, used int, random *rand.Rand) []byte // nil removes the file
}{
	{"flipped", func(b []byte, used int, random *rand.Rand) []byte {
		for range 1 + random.IntN(3) {
			b[random.IntN(used)] ^= 1 << random.IntN(8)
		}
		return b
	}},
	{"zeroed", func(b []byte, used int, random *rand.Rand) []byte {
		from := random.IntN(used)
		clear(b[from:min(used, from+512<<random.IntN(4))])
		return b
	}},
	{"cut", func(b []byte, used int, random *rand.Rand) []byte { return b[:random.IntN(used)] }},
	{"removed", func([]byte, int, *rand.Rand) []byte { return nil }},
}

// spoil damages a file in one of the ways, which it names.
func spoil(t *testing.T, path string, random *rand.Rand) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	used := len(b)
	for used > 1 && b[used-1] == 0 {
		used--
	}
	way := damages[random.IntN(len(damages))]
	if b = way.spoil(b, used, random); b == nil {
		must(t, os.Remove(path))
	} else {
		must(t, os.WriteFile(path, b, 0o600))
	}
	return way.name
}

// attempt starts a damaged home, lets it make blocks, and reads everything.
func attempt(t *testing.T, h home.Dir, last uint64, hash [32]byte) error {
	t.Helper()
	cfg, err := home.LoadConfig(h)
	if err != nil {
		return err
	}
	n, err := New(h, cfg, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var sound error
	go func() {
		defer cancel()
		select {
		case <-n.Ready():
			if _, sound = n.state().Check(ctx, nil); sound != nil {
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
	return h.Remedy(sound)
}

// However a file of the home is damaged, the node either stops with a sentence
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
	_, err := n.Snapshot(t.Context(), nil)
	must(t, err)
	stop()
	must(t, os.WriteFile(h.Socket(), []byte("left behind"), 0o600))
	rounds := max(1, crashes(t, 1)/20) // of each kind of file
	for kind, rel := range filesByKind(t, h) {
		for i := range rounds {
			t.Run(fmt.Sprint(kind, "/", i), func(t *testing.T) {
				trial := copyHome(t, h)
				way := spoil(t, filepath.Join(string(trial), rel), random)
				err := attempt(t, trial, last, hash)
				t.Log(way, err)
				if err == nil {
					return // what was spoilt does not matter, or is made again
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

// Blocks whose last outcome is gone, killed at any step of the block that it belongs to, lead to the state or
// are told to be damaged.
func TestLostOutcome(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	h, _, _ := busy(t)
	damaged := 0
	for site := range 11 {
		trial := copyHome(t, h)
		_ = child(t, trial, fmt.Sprint("FAIL_TEST_INDEX=", site)).Wait() // killed there
		stores, err := cometdb.Open(trial.Comet(), cometdb.Config{})
		must(t, err)
		must(t, stores.DB("state").DeleteSync([]byte("lastABCIResponseKey")))
		must(t, stores.Close())
		n, err := New(trial, home.DefaultConfig(), nil)
		must(t, err)
		err = n.Start(t.Context())
		if err != nil && (!errors.Is(err, home.ErrDamaged) || !strings.Contains(err.Error(), trial.Comet())) {
			t.Errorf("killed at %d: %v", site, err)
		}
		if err != nil {
			damaged++
		}
		_ = n.Stop()
	}
	if damaged == 0 {
		t.Error("the outcome is needed nowhere")
	}
}
