package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Who asks what everybody supplied in an epoch looks at a bounded number of positions, by account. So positions are listed; while
// many are, only those that are a ten-thousandth of all, by their shares or by what they supplied: so no number of small ones, nor of
// accounts that were providers for a moment, leaves out a large one (L6).

const leastPart = 10_000

// crowd is how many are listed, whatever their size: half of what is looked at. Tests have fewer.
var crowd uint64 = 32_768

func listedKey(account sdk.Address) []byte { return sdk.Key(keyListed, account.Bytes()) }

func isListed(account sdk.Address) bool {
	_, ok := sdk.Get(listedKey(account))
	return ok
}

// counts reports whether a part is at least a ten-thousandth of all.
func counts(part, all sdk.Amount) bool {
	least, rest, _ := sdk.MulDiv(all, sdk.U64(1), sdk.U64(leastPart))
	if !rest.IsZero() {
		least = least.Add(sdk.U64(1))
	}
	return !part.IsZero() && !part.Less(least)
}

// list decides after a change whether a position is measured, and stores it. What may still be measured for an epoch before
// stays listed.
func (b *books) list(account sdk.Address, p *position) {
	listed, crowded := isListed(account), b.Listed >= crowd
	switch large := counts(p.Shares, b.Shares) || counts(p.Supplied, b.Supplied); {
	case !listed && (large || !crowded && !p.Shares.IsZero()):
		sdk.Set(listedKey(account), []byte{1})
		b.Listed, listed = b.Listed+1, true
	case listed && crowded && !large && !hasPast(account):
		b.unlist(account)
		listed = false
	}
	if p.Shares.IsZero() && !listed {
		forget(account)
		return
	}
	sdk.Save(positionKey(account), p)
}

func (b *books) unlist(account sdk.Address) {
	sdk.Delete(listedKey(account))
	b.Listed--
}

// leave ends the listing of a position that has not changed for as long as epochs can be measured, and supplied nothing in the one that is
// asked for, or too little while many are listed. Anybody may ask, before those who pay do; so nothing that is still to be paid goes.
func (b *books) leave(account sdk.Address, p *position, epoch uint64, supplied sdk.Amount) (gone bool) {
	small := p.Shares.IsZero() || b.Listed >= crowd && !counts(supplied, endOf(epoch).Supplied)
	if p.Epoch+pastRetained >= sdk.Context().Epoch || p.Epoch >= epoch || !small {
		return false
	}
	b.unlist(account)
	if p.Shares.IsZero() {
		forget(account)
	}
	return true
}

func hasPast(account sdk.Address) bool {
	return len(sdk.Scan(pastKey(account, 0), sdk.PrefixEnd(sdk.Key(keyPast, account.Bytes())), false, 1)) > 0
}

// forget deletes a position without shares, with its past.
func forget(account sdk.Address) {
	for _, entry := range sdk.Scan(pastKey(account, 0), sdk.PrefixEnd(sdk.Key(keyPast, account.Bytes())), false, 2*pastRetained) {
		sdk.Delete(entry.Key)
	}
	sdk.Delete(positionKey(account))
}
