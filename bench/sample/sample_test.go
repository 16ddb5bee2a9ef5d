package sample

import (
	"math"
	"testing"
)

var runs = Runs{
	{"a/x": 1, "b/x": 2, "a/y": 8, "b/y": 2},
	{"a/x": 3, "b/x": 2, "a/y": 6, "b/y": 1},
	{"a/x": 2, "b/x": 2, "a/y": 1, "b/y": 1},
}

func TestReductions(t *testing.T) {
	names := []string{"x", "y"}
	most, at := runs.Worst(names, "a/", "b/")
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"median", runs.Median("a/x"), 2},
		{"median ratio", runs.Ratio("a/x", "b/x"), 1},
		{"geomean of (0.5, 4), (1.5, 6), (1, 1)", runs.Geomean(names, "a/", "b/"), math.Sqrt2},
		{"worst", most, 4},
		{"even number of runs", runs[:2].Median("a/x"), 2},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s = %v, want %v", c.what, c.got, c.want)
		}
	}
	if at != "y" {
		t.Errorf("worst at %q, want y", at)
	}
	if !math.IsNaN(runs.Median("missing")) {
		t.Error("a value nobody measured has a median")
	}
}

func TestLeastKeepsTheMinimum(t *testing.T) {
	s := Set{}
	for _, v := range []float64{3, 1, 2} {
		s.Least("x", v)
	}
	if s["x"] != 1 {
		t.Errorf("kept %v, want 1", s["x"])
	}
}
