package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// view is what one attestor says of one number of one submission.
type view struct {
	value sdk.Amount
	power sdk.Amount // of the attestor
}

// voice is what one attestor without an interest says of one submission.
type voice struct {
	power   sdk.Amount
	finding *roles.Finding
}

// quorum is the power that must stand behind a value: two thirds of that of all attestors without
// an interest, and more than half of that of all. Silence stands behind nothing, so that it can
// neither raise a value nor, below a third, keep one from being verified (P1, P2).
func quorum(all, interested sdk.Amount) sdk.Amount {
	without := all.Sub(interested)
	twoThirds, rest, _ := sdk.MulDiv(without, sdk.U64(2), sdk.U64(3))
	if !rest.IsZero() { // rounded up: two thirds at least
		twoThirds = twoThirds.Add(sdk.U64(1))
	}
	if half := moreThanHalf(all); twoThirds.Less(half) {
		return half
	}
	return twoThirds
}

// moreThanHalf is the least power that is more than half of all.
func moreThanHalf(all sdk.Amount) sdk.Amount {
	half, _, _ := sdk.MulDiv(all, sdk.U64(1), sdk.U64(2))
	return half.Add(sdk.U64(1))
}

// gaps are those of a Shell sort of up to 128 views: short code, and no order makes it slow.
var gaps = [...]int{57, 23, 10, 4, 1}

// largest is the largest value that attestors with at least need of power have reported or
// exceeded; 0 when there is none. The order of views makes no difference. It sorts them, largest first.
func largest(views []view, need sdk.Amount) sdk.Amount {
	for _, gap := range gaps {
		for i := gap; i < len(views); i++ {
			v, j := views[i], i
			for ; j >= gap && views[j-gap].value.Less(v.value); j -= gap {
				views[j] = views[j-gap]
			}
			views[j] = v
		}
	}
	var behind sdk.Amount
	for i := range views {
		behind = behind.Add(views[i].power)
		if !behind.Less(need) {
			return views[i].value
		}
	}
	return sdk.Amount{}
}
