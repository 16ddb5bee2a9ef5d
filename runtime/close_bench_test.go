package runtime_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/rehearsal"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// BenchmarkMechanismClose says what it costs to close an epoch on a chain with so many participants, each with a record in
// an epoch that is paid: gas of all hooks of the boundary, time of its block, disk and memory. The participants are
// not registered one by one: the state of a small chain is exported, one participant and its record are copied so many times, and
// a chain on disk begins with that.
func BenchmarkMechanismClose(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		if n > 100_000 && os.Getenv("FULL") == "" {
			continue
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				closeWith(b, n)
			}
		})
	}
}

// crowded is a chain that has paid some epochs, and its state as the genesis of one with n participants.
func crowded(b *testing.B, n int) (*play, *runtime.Genesis) {
	p := newPlay(b, sandbox.Options{})
	for range 4 {
		p.work(map[string]int{"ada": 1, "ben": 4})
		p.closes()
		block(b, p.c, p.c.Time()+1)
	}
	return p, throng(b, p.c, n)
}

func closeWith(b *testing.B, n int) {
	p, g := crowded(b, n)
	hooks, dir := &hookGas{gas: map[string]uint64{}}, b.TempDir()
	c, err := sandbox.New(g, sandbox.Options{Observer: hooks, Dir: dir})
	must(b, err)
	defer func() { must(b, c.Close()) }()
	g.State = nil
	plain(b, c, p.c.Time()+1)
	clear(hooks.gas)
	start := time.Now()
	plain(b, c, clockEnd(b, c))
	b.ReportMetric(float64(hooks.gas[abi.EntryEndEpoch]), "gas/boundary")
	b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/boundary")
	b.ReportMetric(megabytes(b, dir), "MB/disk")
	var m goruntime.MemStats
	goruntime.GC()
	goruntime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB/heap")
	b.ReportMetric(0, "ns/op")
}

// throng is the state of a chain with n more participants, each with a record in epoch 0.
func throng(b *testing.B, c *sandbox.Chain, n int) *runtime.Genesis {
	v := c.View()
	defer v.Close()
	g, err := runtime.ExportState(v, nil)
	must(b, err)
	for name, key := range map[string][]byte{"roles": []byte("pada"), "rewards": append(append([]byte{'r'}, make([]byte, 8)...), "\x03ada"...)} {
		var a abi.Address
		must(b, c.Read(func(r world.Reader) (err error) { a, _, err = r.ByName(name); return err }))
		key = world.StorageKey(a, key)
		i := slices.IndexFunc(g.State, func(pair runtime.GenesisPair) bool { return bytes.Equal(pair.Key, key) })
		if i < 0 {
			b.Fatalf("%s has nothing at %x", name, key)
		}
		for k := range n {
			g.State = append(g.State, runtime.GenesisPair{Key: append(bytes.Clone(key), fmt.Sprint(k)...), Value: g.State[i].Value})
		}
	}
	slices.SortFunc(g.State, func(x, y runtime.GenesisPair) int { return bytes.Compare(x.Key, y.Key) })
	return g
}

// hookGas adds up gas by entry, each call with that of what it calls.
type hookGas struct {
	entries []string
	gas     map[string]uint64
}

func (h *hookGas) Begin(_ *vm.Module, entry string, _ vm.Gas) { h.entries = append(h.entries, entry) }
func (h *hookGas) Enter(*vm.Function, []uint64, vm.Gas)       {}
func (h *hookGas) Leave(*vm.Function, []uint64, vm.Gas)       {}

func (h *hookGas) End(r vm.Result) {
	last := len(h.entries) - 1
	h.gas[h.entries[last]] += r.GasUsed
	h.entries = h.entries[:last]
}

func megabytes(b *testing.B, dir string) (sum float64) {
	must(b, filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += float64(info.Size()) / 1e6
		}
		return err
	}))
	return sum
}

// BenchmarkMechanismDryRun says what a dry run of new code for rewards takes on such a chain: blocks until its report is complete, gas of its
// acts, and the time of the longest of these blocks, which are empty but for it.
func BenchmarkMechanismDryRun(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				dryRunWith(b, n)
			}
		})
	}
}

func dryRunWith(b *testing.B, n int) {
	p, g := crowded(b, n)
	c, err := sandbox.New(g, sandbox.Options{Dir: b.TempDir(), Rehearsal: rehearsal.Acts()})
	must(b, err)
	defer func() { must(b, c.Close()) }()
	plain(b, c, p.c.Time()+1)
	big := &play{t: b, c: c}
	code := variant(real("rewards"), "v2")
	send(b, c, "alice", tx.Upload{Code: code})
	plain(b, c, c.Time())
	plain(b, c, c.Time())
	big.say("alice", "governance", "propose", fmt.Sprintf(`{"title":"the same","actions":[{"kind":"upgrade","contract":"rewards","code_hash":"%s"}]}`, tx.Hash(code)), tokens(20))
	var r reportInfo
	var longest time.Duration
	blocks := 0
	for ; !r.Done; blocks++ {
		start := time.Now()
		plain(b, c, c.Time())
		longest = max(longest, time.Since(start))
		big.ask("governance", "report", `{"proposal":1}`, &r)
	}
	if r.Contract != "" {
		b.Fatalf("%+v", r)
	}
	b.ReportMetric(float64(blocks), "blocks")
	b.ReportMetric(float64(r.GasBefore), "gas/before")
	b.ReportMetric(float64(r.GasAfter), "gas/after")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest")
	b.ReportMetric(0, "ns/op")
}
