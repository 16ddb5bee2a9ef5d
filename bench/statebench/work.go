package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/store"
)

const (
	keySize, valueSize = 32, 100   // bytes
	largeBlock         = 10_000    // updates
	smallBlock         = 1_000     // updates
	unpruned           = 1 << 20   // versions: more than any run makes
	iavlNodes          = 1_000_000 // the whole tree of 100k keys fits: the peer at its best
	iavlBounded        = 100_000   // for the memory figure
	live               = keySize + valueSize
	tightCache         = 16 << 20 // bytes of all caches of ours, for the figure of small caches
	collect            = 50       // the collector's setting in a node, for the memory figure
)

// bench is one store in one process.
type bench struct {
	store.Store
	sample.Set
	name  string
	files *store.Counter
	keys  int
	dice  *rand.Rand
}

func work(e effort, worker, name string, keys int) (_ sample.Set, err error) {
	dir, err := os.MkdirTemp("", "bench-state-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cfg := store.Config{Dir: filepath.Join(dir, "store"), History: unpruned, Nodes: iavlNodes, Files: store.NewCounter()}
	switch worker {
	case "disk":
		cfg.History = uint64(e.retained)
	case "tight":
		cfg.Cache = tightCache
		debug.SetGCPercent(collect)
	case "memory":
		cfg.Nodes = iavlBounded
		debug.SetGCPercent(collect)
	}
	s, err := store.Open(name, cfg)
	if err != nil {
		return nil, err
	}
	b := &bench{s, sample.Set{}, name, cfg.Files, keys, rand.New(rand.NewPCG(1, 2))}
	if err := b.load(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	switch worker {
	case "commits":
		err = b.commits(e)
	case "disk":
		err = b.disk(e)
	case "memory":
		err = b.memory()
	case "tight":
		err = b.tight(e)
	case "travel", "pace": // after the store is closed
	default:
		err = fmt.Errorf("no worker %q", worker)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return b.Set, err
	}
	switch worker {
	case "disk":
		err = b.measureDisk(cfg)
	case "travel":
		err = b.travel(cfg)
	case "pace":
		err = b.pace(cfg, e)
	}
	return b.Set, err
}

// blocks commits random overwrites and records, per block, the median and the mean of the
// process's CPU time, and bytes written per update: to the log, and in all.
func (b *bench) blocks(figure string, count, updates int) error {
	log, all := b.files.Written()
	var times []time.Duration
	total := time.Duration(0)
	for range count {
		writes := b.overwrites(updates)
		var err error
		d := cpu.Process(func() { err = b.Commit(writes) })
		if err != nil {
			return err
		}
		times, total = append(times, d), total+d
	}
	slices.Sort(times)
	log2, all2 := b.files.Written()
	b.record(figure, float64(times[len(times)/2]))
	b.record(figure+"/mean", float64(total)/float64(count))
	b.record(figure+"/log", float64(log2-log)/float64(count*updates))
	b.record(figure+"/all", float64(all2-all)/float64(count*updates))
	return nil
}

func (b *bench) record(figure string, v float64) { b.Set[figure+"/"+b.name] = v }

func (b *bench) commits(e effort) error {
	return errors.Join(
		b.blocks("10k", e.large, largeBlock),
		b.blocks("1k", e.small, smallBlock),
		b.reads(),
		b.proofs("proof", 0),
		b.proofs("absence", b.keys),
	)
}

func (b *bench) reads() error {
	const reads = 20_000
	best := math.Inf(1)
	for range 3 {
		keys := make([][]byte, reads)
		for i := range keys {
			keys[i] = key(b.dice.IntN(b.keys))
		}
		var err error
		d := cpu.Thread(func() {
			for _, k := range keys {
				value, e := b.Get(k)
				if e != nil || len(value) != valueSize {
					err = fmt.Errorf("read %x: %d bytes, %w", k, len(value), e)
				}
			}
		})
		if err != nil {
			return err
		}
		best = min(best, float64(d)/reads)
	}
	b.record("read", best)
	return nil
}

// proofs proves random keys; from is 0 for keys that are there and b.keys for keys that are not.
func (b *bench) proofs(figure string, from int) error {
	const proofs = 500
	if b.name == store.Floor {
		return nil
	}
	best, bytes := math.Inf(1), 0
	for range 3 {
		bytes = 0
		var err error
		d := cpu.Thread(func() {
			for range proofs {
				n, e := b.Prove(key(from + b.dice.IntN(b.keys)))
				bytes, err = bytes+n, errors.Join(err, e)
			}
		})
		if err != nil {
			return err
		}
		best = min(best, float64(d)/proofs)
	}
	b.record(figure, best)
	b.record(figure+"/bytes", float64(bytes)/proofs)
	return nil
}

func (b *bench) disk(e effort) error { return b.blocks("pruned", e.pruned, smallBlock) }

// measureDisk adds up the tables of a store that was closed and opened once more, which moves
// what was left in its log into a table. Logs themselves are recycled and say nothing.
func (b *bench) measureDisk(cfg store.Config) error {
	s, err := store.Open(b.name, cfg)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	var tables int64
	err = filepath.WalkDir(cfg.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".sst") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			tables += info.Size()
		}
		return err
	})
	b.record("disk", float64(tables)/float64(b.keys*live))
	return err
}

func (b *bench) memory() error {
	figure := fmt.Sprintf("memory%d", b.keys)
	if err := b.blocks(figure, 5, largeBlock); err != nil {
		return err
	}
	now, peak := cpu.Resident()
	b.record(figure+"/now", float64(now)/(1<<20))
	b.record(figure+"/peak", float64(peak)/(1<<20))
	return nil
}

// tight measures large blocks, which share what they read from tables with their neighbours, and
// small ones, which hardly do.
func (b *bench) tight(e effort) error {
	figure := fmt.Sprintf("tight%d", b.keys)
	return errors.Join(b.blocks(figure+"/10k", e.large, largeBlock), b.blocks(figure+"/1k", 2*e.small, smallBlock))
}
