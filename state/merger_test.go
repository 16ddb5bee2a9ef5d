package state

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/disk"
)

// restored is a file system with a store that was restored from a snapshot of n
// pairs: its pages lie in the lowest level.
func restored(t *testing.T, n int) *vfs.MemFS {
	t.Helper()
	p, fs := pack(t, filled(t, n, 1), 5000), vfs.NewCrashableMem()
	r := unpack(t, fs, p)
	for i, chunk := range p.chunks {
		must(t, r.Add(i, chunk))
	}
	_, err := r.Finish(context.Background(), nil)
	must(t, err)
	return fs
}

// churn commits a height that sets some of n keys, and deletes some or all of them.
func churn(t *testing.T, rng *rand.Rand, s *Store, n int) Head {
	t.Helper()
	o, all := s.Overlay(), rng.IntN(20) == 0
	for i := range n {
		k := fmt.Append(nil, "k", i)
		switch dice := rng.IntN(20); {
		case dice < 2 || all:
			must(t, o.Delete(k))
		case dice < 4:
			must(t, o.Set(k, fmt.Append(nil, rng.IntN(3))))
		}
	}
	v, err := s.Commit(o, s.Head().Height+1)
	must(t, err)
	return v
}

// Pages are what they should be whatever becomes of the patches to them: pages
// dissolve and come again, heights are undone, the power goes, tables are merged
// while views hold older ones, and all of it above pages that were not written one
// by one.
func TestPatchesMakeWholePages(t *testing.T) {
	sizes, rounds := []int{4, 60, 1500}, 150
	if testing.Short() {
		sizes, rounds = sizes[:2], 40
	}
	for _, n := range sizes {
		rng, fs := rand.New(rand.NewPCG(3, uint64(n))), restored(t, n)
		cfg := Config{CacheBytes: 1 << 14, History: 20}
		s := open(t, fs, cfg)
		roots := map[uint64][32]byte{s.Head().Height: s.Head().Root}
		held := s.View()
		for range rounds {
			switch rng.IntN(12) {
			case 0:
				to := max(s.Oldest(), s.Head().Height-min(4, s.Head().Height))
				v, err := s.Rollback(to)
				must(t, err)
				if v.Root != roots[to] {
					t.Fatalf("%d keys: height %d has another root after a rollback", n, to)
				}
			case 1:
				after := crash(fs, rng)
				held.Close()
				must(t, s.Close())
				fs = after
				s = open(t, fs, cfg)
				held = s.View()
			case 2:
				must(t, s.db.Compact(context.Background(), []byte{disk.PairSpace}, []byte{disk.UndoSpace + 1}, true))
			case 3:
				held.Close()
				held = s.View()
			default:
				v := churn(t, rng, s, n)
				roots[v.Height] = v.Root
			}
			_, err := s.Check(context.Background(), nil)
			must(t, err)
		}
		held.Close()
		must(t, s.Close())
	}
}
