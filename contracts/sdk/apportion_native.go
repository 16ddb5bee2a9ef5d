//go:build !tinygo

package sdk

import (
	"math/big"
	"sort"
)

// hostApportion is the largest remainder method: floors first, then one unit each to
// the largest remainders; ties go to the lower index.
func hostApportion(total Amount, weights []uint64) ([]Amount, bool) {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, new(big.Int).SetUint64(w))
	}
	if sum.Sign() == 0 || len(weights) > 256 {
		return nil, false
	}
	parts := make([]Amount, len(weights))
	rests := make([]*big.Int, len(weights))
	order := make([]int, len(weights))
	left := toBig(total)
	for i, w := range weights {
		product := new(big.Int).Mul(toBig(total), new(big.Int).SetUint64(w))
		part, rest := product.QuoRem(product, sum, new(big.Int))
		parts[i], rests[i], order[i] = fromBig(part), rest, i
		left.Sub(left, part)
	}
	sort.SliceStable(order, func(a, b int) bool { return rests[order[a]].Cmp(rests[order[b]]) > 0 })
	for _, i := range order[:left.Uint64()] {
		parts[i] = parts[i].Add(U64(1))
	}
	return parts, true
}
