package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// counter counts what is written to the contract's storage.
type counter struct {
	*sdktest.Chain
	writes int
}

func (c *counter) Set(key, value []byte) sdk.Errno { c.writes++; return c.Chain.Set(key, value) }
func (c *counter) Delete(key []byte) sdk.Errno     { c.writes++; return c.Chain.Delete(key) }

// count is how many writes f makes.
func (w *world) count(f func()) int {
	c := &counter{Chain: w.Chain}
	sdk.UseHost(c)
	defer sdk.UseHost(w.Chain)
	f()
	return c.writes
}

// A contribution takes two writes when it is recorded (its record, and the index by account) and two when it is paid
// (the index again, and what the account has received), however many there are; besides them a call writes a few
// totals.
func TestAClaimTakesFourWrites(t *testing.T) {
	for _, n := range []int{16, 1600} {
		w := newWorld(t)
		w.fund(1_000_000)
		for i := range n {
			if i%16 == 0 {
				w.later(developers)
			}
			last := &w.verified[len(w.verified)-1]
			last.Entries = append(last.Entries, entry(fmt.Sprintf("p%05d", i), uint64(i+1)))
		}
		epoch := w.end()
		calls := len(w.verified)
		want(t, fmt.Sprint("writes to record ", n), w.count(func() { w.verify(epoch) }), 2*n+calls+1)
		w.seal(epoch)
		w.close()
		paid := w.count(func() { w.sweep() })
		if totals := paid - 2*n; totals < 0 || totals > 3*(n/sweepPart+2)+n/archivePart+6 { // and the table
			t.Errorf("%d writes to pay %d", paid, n)
		}
		w.sound()
	}
}
