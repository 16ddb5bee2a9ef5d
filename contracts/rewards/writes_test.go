package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
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
		if totals := paid - 2*n; totals < 0 || totals > 3*(n/sweepPart+2)+n/archivePart+n/rewards.RecordsOfPage+6 { // and the table, with its pages
			t.Errorf("%d writes to pay %d", paid, n)
		}
		w.sound()
	}
}

// Who was away for a year is paid by a few claims of bounded work: at most a hundred entitlements each, four writes for one,
// and no epoch is walked in which it did nothing. What others did meanwhile makes no difference.
func TestAClaimOverAYearIsBounded(t *testing.T) {
	for _, others := range []int{0, 4} {
		w := newWorld(t)
		for day := range 365 {
			w.fund(1000)
			w.give(developers, "ann", uint64(day+1))
			for i := range others {
				w.give(developers, fmt.Sprint("other", i), 5)
			}
			w.close() // nobody sweeps
		}
		w.fund(10_000_000) // so that the limit of the epoch's outflow is not what is tried here
		w.close()
		w.close()
		var settled, calls uint64
		for {
			var r rewards.ClaimResult
			writes := w.count(func() { w.As(who("anybody")).Must(func() { r = Claim(rewards.ClaimArgs{Account: who("ann")}) }) })
			if r.Entitlements == 0 {
				want(t, "writes of a claim that finds nothing", writes, 0)
				break
			}
			if most := 4*int(r.Entitlements) + 1; writes > most || r.Entitlements > rewards.MaxClaim {
				t.Errorf("a claim of %d entitlements makes %d writes, at most %d", r.Entitlements, writes, most)
			}
			settled, calls = settled+r.Entitlements, calls+1
		}
		want(t, "settled", settled, 365)
		want(t, "claims", calls, 4)
		w.sound()
	}
}
