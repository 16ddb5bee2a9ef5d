package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// take adds base units to what has not flowed yet.
func (b *books) take(amount sdk.Amount) { b.Pot = b.Pot.Add(amount) }

// update lets the stream flow up to now. Nothing flows while nobody contributes, before the start, or without tokens:
// what has not flowed stays in the pot, and what a division leaves is in the next one.
func (b *books) update(c *config) {
	now := sdk.Context().Time
	from := max(b.Updated, c.Start)
	if now <= from {
		return
	}
	seconds := now - from
	b.Updated = now
	if b.Total.IsZero() {
		return
	}
	due, _, ok := sdk.MulDiv(c.Rate, sdk.U64(seconds), sdk.U64(1))
	if !ok || b.Pot.Less(due) {
		due = b.Pot
	}
	if due.IsZero() {
		return
	}
	b.Pot = b.Pot.Sub(due)
	scaled, _, _ := sdk.MulDiv(due, sdk.U64(scale), sdk.U64(1)) // a pot is below 2^97: there are not more tokens
	cut, _, _ := sdk.MulDiv(scaled, sdk.U64(c.Cut), sdk.U64(million))
	each, _, _ := sdk.MulDiv(cut, sdk.U64(1), sdk.U64(uint64(len(b.Validators))))
	for i := range b.Validators {
		b.Validators[i] = b.Validators[i].Add(each)
		scaled = scaled.Sub(each)
	}
	more, rest, _ := sdk.MulDiv(scaled.Add(b.Rest), sdk.U64(1), b.Total)
	b.PerUnit, b.Rest = b.PerUnit.Add(more), rest
	earned, _, _ := sdk.MulDiv(more, b.Total, sdk.U64(1))
	b.Owed = b.Owed.Add(earned)
	sdk.Emit("classic.flowed", sdk.Amt("due", due), sdk.Amt("per_unit", b.PerUnit), sdk.Amt("total", b.Total), sdk.Amt("pot", b.Pot))
}

// settle adds what a peer has earned since it was last looked at, and lets what is old enough become ripe.
func (p *peer) settle(c *config, b *books) {
	window := sdk.Context().Time / c.Delay
	for ; p.Window < window && !(p.Fresh.IsZero() && p.Aging.IsZero()); p.Window++ {
		p.Ripe, p.Aging, p.Fresh = p.Ripe.Add(p.Aging), p.Fresh, sdk.Amount{}
	}
	p.Window = window
	earned, _, _ := sdk.MulDiv(b.PerUnit.Sub(p.Paid), sdk.U64(p.Value), sdk.U64(1)) // below what has flowed
	p.Fresh, p.Paid = p.Fresh.Add(earned), b.PerUnit
}

// setValue changes a peer's contribution: the total changes by exactly that.
func (p *peer) setValue(b *books, value uint64) {
	b.Total = b.Total.Sub(sdk.U64(p.Value)).Add(sdk.U64(value))
	p.Value = value
}

// whole takes the whole base units out of a scaled amount.
func whole(scaled *sdk.Amount) sdk.Amount {
	units, rest, _ := sdk.MulDiv(*scaled, sdk.U64(1), sdk.U64(scale))
	*scaled = rest
	return units
}
