// Package main is test data: formulas that fail, cheat or misallocate. The first byte of the parameters says
// which; without any it is the linear share.
//
//peerz:contract formula-zoo 1.0.0
//peerz:implements formula
package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

var (
	calls uint64   // of this instance
	sink  [][]byte // keeps what is allocated
)

func kind(params []byte) byte {
	if len(params) == 0 {
		return 0
	}
	return params[0]
}

// Weights returns the voted weights, unless the kind is a capital letter.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	w := append([]uint64(nil), args.Base...)
	switch kind(args.Params) {
	case 'A':
		panic("trap")
	case 'B':
		for {
			calls++
		}
	case 'C':
		w = w[1:]
	case 'D':
		w = append(w, 1)
	case 'E':
		w = nil
	case 'F':
		w = make([]uint64, len(w))
	case 'G':
		w[3] = 0 // developers
	case 'H':
		w = make([]uint64, len(w))
		w[0] = 1
	case 'I':
		for i := range w {
			w[i] = 1 << 63
		}
	case 'J':
		w = append(w, make([]uint64, 4000)...)
		for i := range w {
			w[i] = 1<<64 - 1
		}
	case 'K':
		sdk.Abort(7, "no weights")
	case 'L':
		w[0] = recurse(1 << 40)
	}
	return formula.WeightsResult{Weights: w}
}

//go:noinline
func recurse(n uint64) uint64 {
	if calls += n; calls == 7 {
		return calls
	}
	return recurse(n^calls) + recurse(n+calls)
}

// Scores returns the sum of the measures, unless the kind is a small letter.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		for _, m := range measures {
			scores[i] = scores[i].Add(m)
		}
	}
	calls++
	switch k := kind(args.Params); k {
	case 'a', 'b', 'c', 'd', 'e', 'f':
		fail(k, scores)
	case 'g':
		scores = scores[1:]
	case 'h':
		scores = append(scores, sdk.U64(1))
	case 'i':
		scores = nil
	case 'j': // 64 KiB
		for len(scores) < 3600 {
			scores = append(scores, sdk.MaxAmount)
		}
	default:
		for i := range scores {
			scores[i] = misallocated(k, i, args.Role, scores[i], len(scores))
		}
	}
	return formula.ScoresResult{Scores: scores}
}

// fail never returns, or only when it is too late.
//
//go:noinline
func fail(kind byte, scores []sdk.Amount) {
	switch kind {
	case 'a':
		panic("trap")
	case 'b':
		for {
			calls++
		}
	case 'c':
		sdk.Abort(7, "no scores")
	case 'd':
		scores[0] = sdk.U64(recurse(1 << 40))
	case 'e':
		for {
			sink = append(sink, make([]byte, 1<<20))
		}
	case 'f':
		scores[0] = sdk.MaxAmount.Add(sdk.U64(1))
	}
}

// misallocated is a score that is bad but not wrong, or fails on some records only.
//
//go:noinline
func misallocated(kind byte, i int, role string, score sdk.Amount, n int) sdk.Amount {
	switch kind {
	case 'k': // nobody is paid
		return sdk.Amount{}
	case 'l': // one role is not
		if role == "developers" {
			return sdk.Amount{}
		}
	case 'm': // totals overflow
		return sdk.MaxAmount
	case 'n': // just below
		return sdk.Amount{Hi: 1 << 62}
	case 'o': // the first of a batch takes it all
		if i > 0 {
			return sdk.Amount{}
		}
	case 'p': // it depends on how many come together
		return sdk.U64(uint64(n))
	case 'q': // it counts its calls
		return sdk.U64(calls)
	case 'r': // it looks at its gas
		return sdk.U64(sdk.GasLeft())
	case 's': // it fails when somebody did 4 units
		if score == sdk.U64(4) {
			panic("trap")
		}
	case 't': // it fails on several records together
		if n > 1 {
			panic("trap")
		}
	case 'u': // everybody gets the same
		return sdk.U64(1)
	case 'v': // it writes, or would like to
		sdk.Set([]byte("k"), []byte("v"))
		if _, ok := sdk.Get([]byte("k")); ok {
			return sdk.MaxAmount
		}
	case 'w': // it pays itself, or would like to
		if sdk.Transfer(sdk.Address{}, sdk.U64(1)) == sdk.OK {
			return sdk.MaxAmount
		}
	case 'x': // it uses most of its gas
		for j := 0; j < 100; j++ {
			sdk.SHA256(make([]byte, 512))
		}
	case 'y': // it divides by zero
		return sdk.U64(score.Lo / (uint64(i) - uint64(i)))
	case 'z': // it writes outside of its list
		sink = sink[:0]
		sink[i] = nil
	}
	return score
}
