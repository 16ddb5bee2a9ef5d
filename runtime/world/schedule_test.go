package world

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// The schedule halves at day 90 and at each whole year, and however time is cut, nothing of it is lost.
func TestTheScheduleHalves(t *testing.T) {
	day := func(n uint64) uint64 { return 1000 + n*secondsADay }
	emitted := func(from, to, share uint64) abi.Amount {
		s := Supply{PerDay: abi.U64(1 << 20), Start: 1000}
		s.Accrue(from, to, share)
		return s.Due
	}
	for _, test := range []struct {
		from, to, share, want uint64
	}{
		{0, day(0), allEmission, 0}, {0, day(1), allEmission, 1 << 20}, {day(89), day(91), allEmission, 1<<20 + 1<<19},
		{day(364), day(366), allEmission, 1<<19 + 1<<18}, {day(730), day(731), allEmission, 1 << 17}, {day(365 * 30), day(365*30 + 1), allEmission, 0},
		{0, day(1), 500_000, 1 << 19}, {0, day(1), 0, 0}, {0, day(1), 1, 1}, {day(5), day(5), allEmission, 0},
	} {
		if got := emitted(test.from, test.to, test.share); got != abi.U64(test.want) {
			t.Errorf("%d to %d, %d ppm: %s, want %d", test.from, test.to, test.share, got, test.want)
		}
	}
	var parts abi.Amount
	for at := uint64(0); at < day(100); at += 12_345 {
		parts = sum(parts, emitted(at, min(at+12_345, day(100)), allEmission))
	}
	if whole := emitted(0, day(100), allEmission); parts != whole {
		t.Errorf("in parts %s, at once %s", parts, whole)
	}
}

// What is left of one epoch is gone with the next, unless nothing was minted.
func TestWhatIsLeftOfAnEpochIsGone(t *testing.T) {
	s := Supply{PerDay: abi.U64(secondsADay)}
	s.Accrue(0, 10, allEmission)
	s.Accrue(10, 20, allEmission)
	if s.Due != abi.U64(20) {
		t.Errorf("of two epochs without a mint %s is due", s.Due)
	}
	s.Due, s.Taken = abi.U64(15), true
	s.Accrue(20, 30, allEmission)
	if s.Due != abi.U64(10) || s.Taken {
		t.Errorf("after a mint %s is due", s.Due)
	}
}
