package abi

import (
	"cmp"
	"slices"
)

// Apportion divides total by weights exactly: floors first, then one unit each to the largest
// remainders, ties to the lower index. The parts sum to total. ok is false when there are no
// weights, more than MaxApportion, or all are zero.
func Apportion(total Amount, weights []uint64) (parts []Amount, ok bool) {
	if len(weights) == 0 || len(weights) > MaxApportion {
		return nil, false
	}
	var sum Amount
	for _, w := range weights {
		sum, _ = sum.Add(U64(w)) // at most 256 * 2^64
	}
	if sum.IsZero() {
		return nil, false
	}
	parts = make([]Amount, len(weights))
	order := make([]remainder, len(weights))
	left := total.Lo
	for i, w := range weights {
		var rest Amount
		parts[i], rest, _ = total.MulDiv(U64(w), sum) // w <= sum, so it fits
		order[i] = remainder{rest, i}
		left -= parts[i].Lo // wraps; what is left in the end is below the number of weights
	}
	slices.SortFunc(order, func(a, b remainder) int { return cmp.Or(b.rest.Cmp(a.rest), a.index-b.index) })
	for _, r := range order[:left] {
		parts[r.index], _ = parts[r.index].Add(U64(1)) // a part is at most total
	}
	return parts, true
}

// remainder is what rounding down has taken from a part.
type remainder struct {
	rest  Amount
	index int
}
