package main

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func amount(s string) sdk.Amount {
	a, ok := sdk.ParseAmount(s)
	if !ok {
		panic("bad amount " + s)
	}
	return a
}

const cap27 = "1000000000000000000000000000"

func TestScheduleTable(t *testing.T) {
	const start = 1_000_000
	for _, test := range []struct {
		name     string
		limit    string
		from, to uint64
		want     string
	}{
		// r0 = 10^27*20/100/90 = 2222222222222222222222222 (truncated) per day
		{"first day", cap27, start, start + day, "2222222222222222222222222"},
		{"first second", cap27, start, start + 1, "25720164609053497942"},
		{"from before the start counts from it", cap27, 0, start + day, "2222222222222222222222222"},
		{"all before the start", cap27, 0, start, "0"},
		{"one second before the start", cap27, start - 1, start, "0"},
		{"empty", cap27, start + day, start + day, "0"},
		{"reversed", cap27, start + 2*day, start + day, "0"},
		{"first 90 days", cap27, start, start + 90*day, "199999999999999999999999980"},
		{"day 91 has half the rate", cap27, start + 90*day, start + 91*day, "1111111111111111111111111"},
		{"last day of year 1", cap27, start + 364*day, start + 365*day, "1111111111111111111111111"},
		{"first day of year 2", cap27, start + 365*day, start + 366*day, "555555555555555555555555"},
		{"across day 90", cap27, start + 89*day, start + 91*day, "3333333333333333333333333"},
		{"no cap", "0", start, start + 1000*year, "0"},
		{"a cap too small for a rate", "449", start, start + year, "0"},
		{"the smallest cap with a rate: one a day, then halved to none", "450", start, start + year, "90"},
	} {
		got, ok := accumulated(amount(test.limit), start, test.from, test.to)
		if !ok || got.String() != test.want {
			t.Errorf("%s: got %s %v, want %s", test.name, got, ok, test.want)
		}
	}
}

// direct recomputes the schedule the slow way, from its definition, with big integers.
func direct(limit sdk.Amount, start, from, to uint64) *big.Int {
	sum := new(big.Int)
	if to <= start || from >= to {
		return sum
	}
	rate, _ := new(big.Int).SetString(limit.String(), 10)
	rate.Mul(rate, big.NewInt(20)).Quo(rate, big.NewInt(100)).Quo(rate, big.NewInt(90))
	a := new(big.Int).SetUint64(max(from, start) - start)
	b := new(big.Int).SetUint64(to - start)
	overlap := func(lo, hi *big.Int) *big.Int {
		if lo.Cmp(a) < 0 {
			lo = a
		}
		if hi.Cmp(b) > 0 {
			hi = b
		}
		if hi.Cmp(lo) <= 0 {
			return new(big.Int)
		}
		return new(big.Int).Sub(hi, lo)
	}
	sum.Mul(rate, overlap(new(big.Int), big.NewInt(firstPhase)))
	for k := int64(1); k <= 200; k++ {
		lo, hi := big.NewInt((k-1)*year), big.NewInt(k*year)
		if k == 1 {
			lo = big.NewInt(firstPhase)
		}
		sum.Add(sum, new(big.Int).Mul(new(big.Int).Rsh(rate, uint(k)), overlap(lo, hi)))
	}
	return sum.Quo(sum, big.NewInt(day))
}

func TestScheduleIsExactForAnyInput(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	instants := []uint64{0, 1, 89 * day, firstPhase - 1, firstPhase, firstPhase + 1, year - 1, year, year + 1, 2 * year,
		90 * year, 127 * year, 128 * year, 129 * year, ^uint64(0)}
	moment := func() uint64 {
		if r.IntN(2) == 0 {
			return instants[r.IntN(len(instants))]
		}
		return r.Uint64() >> r.IntN(64)
	}
	for range 20_000 {
		limit := sdk.Amount{Hi: r.Uint64(), Lo: r.Uint64()}
		limit = shiftRight(limit, uint(r.IntN(128)))
		start, from, to := moment(), moment(), moment()
		got, ok := accumulated(limit, start, from, to)
		want := direct(limit, start, from, to)
		if !ok || got.String() != want.String() {
			t.Fatalf("cap %s, start %d, [%d, %d): got %s %v, want %s", limit, start, from, to, got, ok, want)
		}
		if limit.Less(got) {
			t.Fatalf("cap %s: emits %s", limit, got)
		}
	}
}

func TestScheduleOfTheLargestCap(t *testing.T) {
	got, ok := accumulated(sdk.MaxAmount, 0, 0, ^uint64(0))
	want := direct(sdk.MaxAmount, 0, 0, ^uint64(0))
	if !ok || got.String() != want.String() {
		t.Fatalf("got %s %v, want %s", got, ok, want)
	}
}

func TestScheduleEndsNear41Of45(t *testing.T) {
	got, _ := accumulated(amount(cap27), 0, 0, ^uint64(0))
	limit, _, _ := sdk.MulDiv(amount(cap27), sdk.U64(41), sdk.U64(45))
	missing, ok := limit.CheckedSub(got)
	if !ok || !missing.Less(amount("1000000000000000000")) {
		t.Fatalf("emits %s, limit %s", got, limit)
	}
}

// Telescoping: however an interval is cut into epochs, they add up to the whole.
func TestSplittingAnIntervalLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	limit := amount("999999999999999999999999937")
	for range 50 {
		const end = 3 * year
		var sum, before sdk.Amount
		for at := uint64(0); at < end; {
			at = min(end, at+1+r.Uint64N(20*day))
			until, _ := accumulated(limit, 0, 0, at)
			sum, before = sum.Add(until.Sub(before)), until
		}
		whole, _ := accumulated(limit, 0, 0, end)
		want(t, "sum of epochs", sum, whole)
	}
}

func TestScheduleQuery(t *testing.T) {
	sdktest.New(t)
	got := Schedule(rewards.ScheduleArgs{Cap: amount(cap27), Start: 5, From: 5, To: 5 + day})
	want(t, "first day", got.Amount.String(), "2222222222222222222222222")
}

func TestWide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 5_000 {
		var w wide
		sum := new(big.Int)
		fits := true
		for range 1 + r.IntN(4) {
			a := sdk.Amount{Hi: r.Uint64() >> r.IntN(64), Lo: r.Uint64()}
			n := r.Uint64() >> r.IntN(64)
			big1, _ := new(big.Int).SetString(a.String(), 10)
			sum.Add(sum, big1.Mul(big1, new(big.Int).SetUint64(n)))
			fits = fits && w.addProduct(a, n)
		}
		want(t, "fits in 192 bits", fits, sum.BitLen() <= 192)
		divisor := 1 + r.Uint64()>>1>>r.IntN(63)
		got, ok := w.div(divisor)
		quotient := sum.Quo(sum, new(big.Int).SetUint64(divisor))
		if fits && ok != (quotient.BitLen() <= 128) {
			t.Fatalf("%s: fits %v", quotient, ok)
		}
		if fits && ok && got.String() != quotient.String() {
			t.Fatalf("got %s, want %s", got, quotient)
		}
	}
}
