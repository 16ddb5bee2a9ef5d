package state

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// The benchmarks compare with bare Pebble under the same options, and report
// the ratio of processor time (x-floor), which holds on any machine: 100,000
// pairs of 32 + 100 bytes, random overwrites, one durable commit per block.
//
//	go test ./state -run - -bench 'Commit/.*/1000$|Get' -benchtime 300x
//	go test ./state -run - -bench 'Commit/.*/10000$' -benchtime 40x
const benchPairs = 100_000

func benchKey(i int) []byte {
	k := make([]byte, 32)
	binary.BigEndian.PutUint64(k, uint64(i)*0x9e3779b97f4a7c15)
	return k
}

func benchValue(rng *rand.Rand) []byte {
	v := make([]byte, 100)
	for i := 0; i+8 <= len(v); i += 8 {
		binary.LittleEndian.PutUint64(v[i:], rng.Uint64())
	}
	return v
}

func benchStore(b *testing.B) *Store {
	s, err := Open(b.TempDir(), Config{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	rng := rand.New(rand.NewPCG(1, 1))
	for done := 0; done < benchPairs; {
		o := s.Overlay()
		for range 10_000 {
			must(b, o.Set(benchKey(done), benchValue(rng)))
			done++
		}
		_, err := s.Commit(o, s.Head().Height+1)
		must(b, err)
	}
	settle(b, s.db)
	return s
}

// settle finishes what loading left to the background.
func settle(b *testing.B, db *pebble.DB) {
	must(b, db.Flush())
	must(b, db.Compact(context.Background(), []byte{0}, []byte{0xff}, false))
}

func barePebble(b *testing.B) *pebble.DB {
	dir := b.TempDir()
	lock, err := pebble.LockDirectory(dir, vfs.Default)
	must(b, err)
	cfg := Config{}.withDefaults()
	cache := pebble.NewCache(cfg.blockCache())
	db, err := pebble.Open(dir, cfg.pebble(cache, lock))
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()); cache.Unref(); must(b, lock.Close()) })
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range benchPairs {
		must(b, db.Set(benchKey(i), benchValue(rng), pebble.NoSync))
	}
	settle(b, db)
	return db
}

func BenchmarkCommit(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("pebble/%d", n), func(b *testing.B) {
			db, rng := barePebble(b), rand.New(rand.NewPCG(2, 2))
			b.ResetTimer()
			cpu := startCPU()
			for range b.N {
				batch := db.NewBatch()
				for range n {
					must(b, batch.Set(benchKey(rng.IntN(benchPairs)), benchValue(rng), nil))
				}
				must(b, batch.Commit(pebble.Sync))
				must(b, batch.Close())
			}
			cpu.report(b, n, true)
		})
		b.Run(fmt.Sprintf("store/%d", n), func(b *testing.B) {
			s, rng := benchStore(b), rand.New(rand.NewPCG(2, 2))
			b.ResetTimer()
			cpu := startCPU()
			for range b.N {
				o := s.Overlay()
				for range n {
					must(b, o.Set(benchKey(rng.IntN(benchPairs)), benchValue(rng)))
				}
				_, err := s.Commit(o, s.Head().Height+1)
				must(b, err)
			}
			cpu.report(b, n, false)
		})
	}
}

func BenchmarkGet(b *testing.B) {
	read := func(name string, floor bool, open func(b *testing.B) func(key []byte) error) {
		b.Run(name, func(b *testing.B) {
			get, rng := open(b), rand.New(rand.NewPCG(3, 3))
			for i := range benchPairs {
				must(b, get(benchKey(i))) // what fits is in the cache
			}
			b.ResetTimer()
			cpu := startCPU()
			for range b.N {
				must(b, get(benchKey(rng.IntN(benchPairs))))
			}
			cpu.report(b, 0, floor)
		})
	}
	read("pebble", true, func(b *testing.B) func([]byte) error {
		db := barePebble(b)
		return func(key []byte) error {
			_, closer, err := db.Get(key)
			if err != nil {
				return err
			}
			return closer.Close()
		}
	})
	read("view", false, func(b *testing.B) func([]byte) error {
		v := benchStore(b).View()
		b.Cleanup(v.Close)
		return func(key []byte) error { _, _, err := v.Get(key); return err }
	})
	read("overlay", false, func(b *testing.B) func([]byte) error {
		o := benchStore(b).Overlay()
		return func(key []byte) error { _, _, err := o.Get(key); return err }
	})
}

func BenchmarkProve(b *testing.B) {
	s, rng := benchStore(b), rand.New(rand.NewPCG(4, 4))
	v := s.View()
	defer v.Close()
	for name, offset := range map[string]int{"present": 0, "absent": benchPairs} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for range b.N {
				p, err := v.Prove(benchKey(offset + rng.IntN(benchPairs)))
				must(b, err)
				size += p.Size()
			}
			b.ReportMetric(float64(size)/float64(b.N), "bytes/proof")
		})
	}
}
