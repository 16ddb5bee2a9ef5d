package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm"
)

// prices are the gas of one instruction of each class.
type prices [classes]float64

// scheduled are the prices of the sandbox.
func scheduled() (p prices) {
	for _, line := range vm.Schedule() {
		if i := slices.Index(classNames[:], line.Class); i >= 0 {
			p[i] = float64(line.Gas)
		}
	}
	return p
}

// with replaces prices, given as in "call=5,branch=1".
func (p prices) with(other string) (prices, error) {
	if other == "" {
		return p, nil
	}
	for one := range strings.SplitSeq(other, ",") {
		name, gas, _ := strings.Cut(one, "=")
		i := slices.Index(classNames[:], name)
		v, err := strconv.ParseUint(gas, 10, 16)
		if i < 0 || err != nil {
			return p, fmt.Errorf("prices: %q is not one of %v, an equals sign and a number", one, classNames)
		}
		p[i] = float64(v)
	}
	return p, nil
}

// of returns the gas of what was counted.
func (p prices) of(c counts) (gas float64) {
	for i, n := range c {
		gas += n * p[i]
	}
	return gas
}

// spread returns the most over the least ns per gas.
func (p prices) spread(points []point) float64 {
	low, high := math.Inf(1), 0.0
	for _, k := range points {
		v := k.ns / p.of(k.counts)
		low, high = min(low, v), max(high, v)
	}
	return high / low
}

// deviation returns the factor by which ns per gas typically differ from their geometric mean:
// e to the standard deviation of their logarithms.
func (p prices) deviation(points []point) float64 {
	n, sum, squares := float64(len(points)), 0.0, 0.0
	for _, k := range points {
		v := math.Log(k.ns / p.of(k.counts))
		sum += v
		squares += v * v
	}
	return math.Exp(math.Sqrt(squares/n - sum*sum/n/n))
}

const dearest = 100 // that is tried

// fitting returns between which prices of one class a measure of the points is within a hundredth
// of the least that this price can make it, the others being as they are, and that least.
func (p prices) fitting(c class, points []point, of func(prices, []point) float64) (from, to int, least float64) {
	var tried []float64
	for p[c] = 0; p[c] <= dearest; p[c]++ {
		tried = append(tried, of(p, points))
	}
	least = slices.Min(tried)
	near := func(v float64) bool { return v <= least*1.01 }
	from = slices.IndexFunc(tried, near)
	slices.Reverse(tried)
	return from, dearest - slices.IndexFunc(tried, near), least
}
