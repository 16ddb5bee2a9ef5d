package main

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const checkedPart = 300 // positions in one answer of invariants

// checker counts positions, and collects what is wrong.
type checker struct{ pool.InvariantsResult }

func (k *checker) check(ok bool, what string) {
	if !ok {
		k.Violations = append(k.Violations, what)
	}
}

// Invariants checks that shares add up, that both reserves are there (L3), and that what a share stands for has never
// become less (L1, L2).
func Invariants(a pool.InvariantsArgs) pool.InvariantsResult {
	start := []byte{keyPosition}
	if a.After != nil {
		start = append(positionKey(*a.After), 0)
	}
	k := checker{pool.InvariantsResult{Sum: a.Sum}}
	entries := sdk.Scan(start, []byte{keyPosition + 1}, false, checkedPart)
	for _, entry := range entries {
		var p position
		if !sdk.Unmarshal(entry.Value, &p) {
			sdk.Abort(sdk.ErrState, "position")
		}
		k.Sum = k.Sum.Add(p.Shares)
		last := sdk.AddressOf(entry.Key[1:])
		k.Next = &last
	}
	if len(entries) == 0 {
		k.whole(loadTerms(), loadBooks())
	}
	return k.InvariantsResult
}

func (k *checker) whole(t *terms, b *books) {
	self := sdk.Context().Self
	k.check(k.Sum == b.Shares, "positions add up to all shares")
	k.check(!sdk.Balance(self).Less(b.Native), "the balance covers the native reserve")
	k.products(b)
	if held, err := tokensOf(t, self); err != nil || held.Less(b.Tokens) {
		if len(k.Violations) == 0 {
			k.Blames = &t.Token
		}
		k.check(false, "the balance at the token's contract covers the other reserve")
	}
	k.Ok = len(k.Violations) == 0
}

// products checks that from each epoch's end to the next, and to now, the product of the reserves has not fallen for the same shares.
// What came when the pool was empty began anew.
func (k *checker) products(b *books) {
	now := b.reserves()
	for _, entry := range sdk.Scan([]byte{keyEpoch}, []byte{keyEpoch + 1}, true, 2*endedRetained) {
		var e ended
		if !sdk.Unmarshal(entry.Value, &e) {
			sdk.Abort(sdk.ErrState, "epoch")
		}
		k.check(!now.below(&e.Reserves), "the product of the reserves falls after epoch "+sdk.U64(sdk.ReadBE64(entry.Key[1:])).String())
		now = e.Reserves
	}
}

// below reports whether a share stands for a smaller product than it did.
func (r *reserves) below(before *reserves) bool {
	if r.Filled != before.Filled {
		return false
	}
	now, then := product(r.Native, r.Tokens, before.Shares, before.Shares), product(before.Native, before.Tokens, r.Shares, r.Shares)
	for i := len(now) - 1; i >= 0; i-- {
		if now[i] != then[i] {
			return now[i] < then[i]
		}
	}
	return false
}

// product is that of four amounts, in words of 64 bits, the least first.
func product(factors ...sdk.Amount) (p [8]uint64) {
	p[0] = 1
	for _, f := range factors {
		var q [8]uint64
		for i, x := range [2]uint64{f.Lo, f.Hi} {
			var carry uint64
			for j := 0; i+j < len(p); j++ {
				hi, lo := bits.Mul64(p[j], x)
				var c uint64
				lo, c = bits.Add64(lo, carry, 0)
				hi += c
				q[i+j], c = bits.Add64(q[i+j], lo, 0)
				carry = hi + c
			}
		}
		p = q
	}
	return p
}
