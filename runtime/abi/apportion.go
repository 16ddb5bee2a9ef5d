package abi

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
	rest := make([]Amount, len(weights))
	left := total
	for i, w := range weights {
		parts[i], rest[i], _ = total.MulDiv(U64(w), sum) // w <= sum, so it fits
		left, _ = left.Sub(parts[i])
	}
	for ; !left.IsZero(); left, _ = left.Sub(U64(1)) { // fewer times than there are weights
		best := 0
		for i := range rest {
			if rest[best].Less(rest[i]) {
				best = i
			}
		}
		parts[best], _ = parts[best].Add(U64(1))
		rest[best] = Amount{}
	}
	return parts, true
}
