package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
)

// BenchmarkAudit makes a hundred epochs with a thousand participants, and says how long it takes to write them into files,
// and to audit them from these.
func BenchmarkAudit(b *testing.B) {
	const epochs, people = 100, 1000
	c := audittest.New(b)
	var ids []string
	for i := range people {
		ids = append(ids, fmt.Sprint("p", i))
	}
	c.Register("developers", ids...)
	ctx, folder := context.Background(), audit.Folder(b.TempDir())
	var exported, audited time.Duration
	for epoch := range uint64(epochs) {
		var list []audittest.Work
		for i, id := range ids {
			list = append(list, audittest.Work{ID: id, Measures: []uint64{1 + uint64(i)*epoch%97}})
		}
		c.Works("developers", list...)
		n := c.Close()
		start := time.Now()
		e, err := audit.Fetch(ctx, c, "sandbox", n)
		must(b, err)
		_, err = folder.Write(ctx, e, c)
		must(b, err)
		exported += time.Since(start)
	}
	for range b.N {
		start := time.Now()
		a := audit.New(folder)
		for n := range uint64(epochs) {
			e, err := folder.Read(n)
			must(b, err)
			found, err := a.Check(ctx, e)
			must(b, errors.Join(err))
			if len(found) > 0 {
				b.Fatal(found)
			}
		}
		must(b, a.Close())
		audited = time.Since(start)
	}
	b.ReportMetric(exported.Seconds(), "s/export")
	b.ReportMetric(audited.Seconds(), "s/audit")
	b.ReportMetric(0, "ns/op")
}
