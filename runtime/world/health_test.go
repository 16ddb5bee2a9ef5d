package world

import "testing"

// A streak counts epochs with failures and no success after one of them, each epoch once.
func TestAStreakCountsEpochs(t *testing.T) {
	type step struct {
		epoch uint64
		fails bool
	}
	for name, x := range map[string]struct {
		steps []step
		want  uint64
	}{
		"one epoch":                        {[]step{{0, true}, {0, true}}, 1},
		"three in a row":                   {[]step{{4, true}, {5, true}, {6, true}}, 3},
		"a success ends it":                {[]step{{4, true}, {5, false}, {6, true}}, 1},
		"now and then within an epoch":     {[]step{{4, true}, {4, false}, {4, true}}, 0},
		"the next epoch counts by itself":  {[]step{{4, true}, {4, false}, {5, true}}, 1},
		"a success before is not a streak": {[]step{{4, false}, {4, true}, {5, true}}, 2},
	} {
		var s Streak
		for _, step := range x.steps {
			if step.fails {
				s.Fail(step.epoch, 21)
			} else {
				s.Succeed(step.epoch)
			}
		}
		if s.Epochs != x.want {
			t.Errorf("%s: %d epochs, want %d", name, s.Epochs, x.want)
		}
	}
}
