package gov

import "testing"

func TestHowEvenlyPowerIsSpread(t *testing.T) {
	for _, test := range []struct {
		powers   []int64
		gini     string
		nakamoto int
	}{
		{nil, "0.000", 0},
		{[]int64{5}, "0.000", 1},
		{[]int64{1, 1, 1, 1}, "0.000", 2},
		{[]int64{1, 1, 1}, "0.000", 2}, // one of three has no more than a third
		{[]int64{0, 0, 0, 8}, "0.750", 1},
		{[]int64{3, 1}, "0.250", 1},
	} {
		if got := gini(test.powers); got != test.gini {
			t.Errorf("Gini of %v is %s, want %s", test.powers, got, test.gini)
		}
		if got := nakamoto(test.powers); got != test.nakamoto {
			t.Errorf("Nakamoto of %v is %d, want %d", test.powers, got, test.nakamoto)
		}
	}
}
