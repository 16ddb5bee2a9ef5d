package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const pastRetained = 8 // epochs in which the past of a position can still be measured

var microTokens = sdk.U64(million) // micro-token-seconds in a token-second

// touch returns a provider's position, counted up to now. As the last epoch left it, it stays to be measured.
//
//go:noinline
func (b *books) touch(account sdk.Address) position {
	p := loadPosition(account)
	if p.Epoch < b.Epoch {
		if !p.Shares.IsZero() || !p.Supplied.IsZero() {
			sdk.Save(pastKey(account, p.Epoch), &p)
		}
		forgetPast(account, b.Epoch)
		p.Clock, p.Supplied, p.Epoch = endOf(b.Epoch-1).Clock, sdk.Amount{}, b.Epoch
	}
	p.Supplied = p.Supplied.Add(supplied(p.Shares, p.Clock, b.Clock))
	p.Clock = b.Clock
	return p
}

// forgetPast deletes what of a position's past is too old to be measured: all but the last before the epochs that still are.
func forgetPast(account sdk.Address, open uint64) {
	if open < pastRetained {
		return
	}
	old := sdk.Scan(pastKey(account, 0), pastKey(account, open-pastRetained+1), false, 3)
	for i := range old {
		if i < len(old)-1 {
			sdk.Delete(old[i].Key)
		}
	}
}

// inEpoch is what an account supplied in a closed epoch, in micro-token-seconds. p is its present position, from is
// where the clock stood when the epoch began, to when it ended.
//
//go:noinline
func (p position) inEpoch(account sdk.Address, epoch uint64, from, to sdk.Amount) sdk.Amount {
	if p.Epoch > epoch { // changed since: as the epoch left it, or an earlier one if nothing changed in it
		p = position{}
		for _, entry := range sdk.Scan(pastKey(account, 0), pastKey(account, epoch+1), true, 1) {
			if !sdk.Unmarshal(entry.Value, &p) {
				sdk.Abort(sdk.ErrState, "position")
			}
		}
	}
	amount := supplied(p.Shares, from, to)
	if p.Epoch == epoch {
		amount = p.Supplied.Add(supplied(p.Shares, p.Clock, to))
	}
	return amount
}

// Measures lists the token-seconds of the native side that each listed provider supplied in a closed epoch (L4, L6). Every listed one
// is on a page, whatever it supplied: so a page costs what it says.
func Measures(a measured.MeasuresArgs) (r measured.MeasuresResult) {
	takeNoFunds()
	if a.Epoch >= sdk.Context().Epoch {
		sdk.Abort(measured.ErrEpochOpen, "the epoch is open")
	}
	b := loadBooks()
	changed := b.Epoch < sdk.Context().Epoch
	if changed {
		b.tick()
	}
	start := []byte{keyListed}
	if a.After != nil {
		start = append(listedKey(*a.After), 0)
	}
	end := endOf(a.Epoch)
	r.Burned = end.Burned
	r.Supply, _, _ = sdk.MulDiv(end.Supplied, sdk.U64(1), microTokens)
	from, to := sdk.Amount{}, end.Clock
	if a.Epoch > 0 {
		from = endOf(a.Epoch - 1).Clock
	}
	limit := int(min(max(a.Limit, 1), measured.MaxPage))
	entries := sdk.Scan(start, []byte{keyListed + 1}, false, limit)
	for _, entry := range entries {
		account := sdk.AddressOf(entry.Key[1:])
		p := loadPosition(account)
		supplied := p.inEpoch(account, a.Epoch, from, to)
		whole, _, _ := sdk.MulDiv(supplied, sdk.U64(1), microTokens)
		r.Measured = append(r.Measured, measured.Measured{Account: account, Measures: []sdk.Amount{whole}})
		if len(entries) == limit {
			r.Next = &account
		}
		changed = b.leave(account, &p, a.Epoch, supplied) || changed
	}
	if changed {
		b.save()
	}
	return r
}
