package index

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/api"
)

// full is a source of blocks with 100 transactions each, in memory.
type full struct{ *chain }

func (f full) Block(h uint64) (api.Block, bool, error) {
	b := block(h)
	for len(b.Txs) < 100 {
		b.Txs = append(b.Txs, b.Txs[0])
	}
	return b, h <= f.head, nil
}

// How much faster blocks of 100 transactions with an event each are indexed than a chain makes them at 100 ms.
func BenchmarkRebuild(b *testing.B) {
	f := full{&chain{1, 0}}
	x, err := Open(b.TempDir(), 1<<40)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	began := processor()
	for b.Loop() {
		f.head++
		if err := x.Rebuild(context.Background(), f, func(int, int) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(100*time.Millisecond)*float64(f.head)/float64(processor()-began), "times-100ms-blocks-a-core")
}

// processor is the time that this process has taken of processors.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
