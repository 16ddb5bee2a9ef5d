package receipt

import "testing"

// The sum of a receipt is the amount that it proves: the part of the pool, the limit of the work, or nothing.
func TestTheSumIsTheAmount(t *testing.T) {
	const share = "floor(100 * 2 / 3)"
	for amount, want := range map[string]string{
		"66": share,
		"5":  "the limit of the work, a part of what was burned for it: less than " + share + " = 66",
		"0":  "nothing of " + share + " = 66: a dispute was upheld, or nothing was burned for the work",
	} {
		r := &Receipt{Pool: "100", Score: "2", ScoreTotal: "3", Amount: amount}
		if got := r.Sum(); got != want {
			t.Errorf("%s: %q, want %q", amount, got, want)
		}
	}
	if got := (&Receipt{Pool: "100", Score: "0", ScoreTotal: "0", Amount: "0"}).Sum(); got != "floor(100 * 0 / 0)" {
		t.Error(got)
	}
}
