// Package sample runs a measurement in several processes and reduces what they report.
//
// One process is not enough: where the compiler happens to place code moves a single kernel by
// 25 to 80 per cent between processes, and stays put within one. So a worker process takes the
// minimum of interleaved rounds, and a figure is the median over workers. Ratios are formed
// within a worker before the median is taken, so that both sides had the same neighbours.
package sample

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"time"
)

// Set is what one worker measured: values by name, times in nanoseconds.
type Set map[string]float64

// Least keeps the smaller of v and what is there.
func (s Set) Least(name string, v float64) {
	if old, ok := s[name]; !ok || v < old {
		s[name] = v
	}
}

// Time keeps the smaller of what is there and d divided by the number of operations.
func (s Set) Time(name string, d time.Duration, operations int) {
	s.Least(name, float64(d)/float64(operations))
}

// Print writes the set for the parent process to read.
func (s Set) Print() error { return json.NewEncoder(os.Stdout).Encode(s) }

// Runs are the sets of several workers.
type Runs []Set

// Spawn runs this program again with these arguments and reads the Set that it prints.
func Spawn(args ...string) (Set, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("worker %v: %w", args, err)
	}
	var s Set
	if err := json.Unmarshal(out, &s); err != nil {
		return nil, fmt.Errorf("worker %v: %w", args, err)
	}
	return s, nil
}

// Median returns the median of a value, or NaN if no worker has it.
func (r Runs) Median(name string) float64 {
	return r.over(func(s Set) float64 { return s.get(name) })
}

// Ratio returns the median of a/b.
func (r Runs) Ratio(a, b string) float64 {
	return r.over(func(s Set) float64 { return s.get(a) / s.get(b) })
}

// Geomean returns the median over workers of the geometric mean of a/b over names, where a and
// b are the prefixes that make the two names.
func (r Runs) Geomean(names []string, a, b string) float64 {
	return r.over(func(s Set) float64 {
		sum := 0.0
		for _, n := range names {
			sum += math.Log(s.get(a+n) / s.get(b+n))
		}
		return math.Exp(sum / float64(len(names)))
	})
}

// Worst returns the largest over names of the median ratio a/b, and its name.
func (r Runs) Worst(names []string, a, b string) (most float64, at string) {
	for _, n := range names {
		if v := r.Ratio(a+n, b+n); at == "" || v > most {
			most, at = v, n
		}
	}
	return most, at
}

func (s Set) get(name string) float64 {
	if v, ok := s[name]; ok {
		return v
	}
	return math.NaN()
}

func (r Runs) over(f func(Set) float64) float64 {
	var values []float64
	for _, s := range r {
		if v := f(s); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
