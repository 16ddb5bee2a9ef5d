package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// StateArgs are what a validator says of a peer's contribution.
type StateArgs struct {
	ID    string `cbor:"id"`
	Round uint64 // the peer's
	Value uint64 // at most 2^48
}

// State says what a peer contributes. Its contribution is the largest value that validators with more than two thirds of
// all their stake have named or exceeded: nobody declares its own.
//
//peerz:execute state
func State(a StateArgs) {
	c, b := load()
	p := loadPeer(a.ID)
	i := p.open(c, a.Round)
	if p.Over != 0 {
		sdk.Abort(ErrOver, "it is over")
	}
	if a.Value > maxValue {
		sdk.Abort(ErrLimit, "a contribution is at most 2^48")
	}
	b.update(c)
	p.settle(c, b)
	p.Values[i] = a.Value
	var best uint64
	for _, v := range p.Values {
		if v > best && c.behind(sdk.Context().Epoch, func(k int) bool { return p.Values[k] >= v }) {
			best = v
		}
	}
	p.setValue(b, best)
	b.save()
	p.save(a.ID)
	sdk.Emit("classic.stated", sdk.Text("id", a.ID), sdk.Addr("by", sdk.Context().Caller), sdk.Uint("value", a.Value), sdk.Uint("counts", best))
}

// ReportArgs are a report.
type ReportArgs struct {
	ID    string `cbor:"id"`
	Round uint64 // the peer's
}

// Report says that a peer has cheated. When validators with more than two thirds of all their stake have said so in the same
// round, it is over: bond and everything that is not claimed is lost, the first to the chain's reserve, the other to
// the stream. Validators gain nothing by it. A round ends after three epochs.
//
//peerz:execute report
func Report(a ReportArgs) {
	ctx := sdk.Context()
	c, b := load()
	p := loadPeer(a.ID)
	i := p.open(c, a.Round)
	if p.Said[i] {
		sdk.Abort(ErrStatedOnce, "reported already")
	}
	if p.reports() == 0 {
		p.Epoch = ctx.Epoch
	}
	p.Said[i] = true
	sdk.Emit("classic.reported", sdk.Text("id", a.ID), sdk.Addr("by", ctx.Caller), sdk.Uint("round", p.Round))
	switch {
	case ctx.Epoch > p.Epoch+3:
		p.Round, p.Said = p.Round+1, make([]bool, len(p.Said))
	case c.behind(p.Epoch, func(k int) bool { return p.Said[k] }):
		p.slash(c, b, a.ID)
	}
	b.save()
	p.save(a.ID)
}

func (p *peer) reports() (n int) {
	for _, said := range p.Said {
		if said {
			n++
		}
	}
	return n
}

// open returns the position of the calling validator, if the peer can be spoken of in this round.
func (p *peer) open(c *config, round uint64) int {
	if p.Over == 1 || p.Slashed {
		sdk.Abort(ErrOver, "it is over")
	}
	if round != p.Round {
		sdk.Abort(ErrRound, "another round is open")
	}
	for i, v := range c.Validators {
		if v == sdk.Context().Caller {
			return i
		}
	}
	sdk.Abort(ErrNotOne, "no validator")
	return 0
}

// behind reports whether validators with more than two thirds of the stake of all of them, at the start of an epoch, say so.
func (c *config) behind(epoch uint64, says func(i int) bool) bool {
	var yes, all sdk.Amount
	for i, v := range c.Validators { // each is in the list once
		stake := sdk.Stake(v, epoch)
		all = all.Add(stake)
		if says(i) {
			yes = yes.Add(stake)
		}
	}
	third, _, _ := sdk.MulDiv(all, sdk.U64(2), sdk.U64(3))
	return third.Less(yes)
}

// slash takes everything from a peer that is not claimed.
func (p *peer) slash(c *config, b *books, id string) {
	if p.Over == 0 {
		p.end(c, b)
	}
	p.settle(c, b)
	lost := p.Fresh.Add(p.Aging).Add(p.Ripe)
	b.Owed = b.Owed.Sub(lost)
	back := whole(&lost)
	b.take(back)
	b.Rest = b.Rest.Add(lost)
	p.Fresh, p.Aging, p.Ripe, p.Slashed = sdk.Amount{}, sdk.Amount{}, sdk.Amount{}, true
	if !c.Bond.IsZero() {
		if _, errno := sdk.ForfeitEscrow(p.Owner, c.Bond, sdk.Address{}, sdk.Amount{}); errno != sdk.OK {
			sdk.Abort(ErrTransfer, "bond")
		}
	}
	sdk.Emit("classic.slashed", sdk.Text("id", id), sdk.Amt("amount", back), sdk.Amt("bond", c.Bond))
}

// Collect pays the calling validator its part of the stream.
//
//peerz:execute collect
func Collect() (r ClaimResult) {
	c, b := load()
	b.update(c)
	for i, v := range c.Validators {
		if v == sdk.Context().Caller {
			if r.Paid = whole(&b.Validators[i]); !r.Paid.IsZero() && sdk.Transfer(v, r.Paid) != sdk.OK {
				sdk.Abort(ErrTransfer, "payment")
			}
			b.save()
			sdk.Emit("classic.collected", sdk.Addr("validator", v), sdk.Amt("amount", r.Paid))
			return r
		}
	}
	sdk.Abort(ErrNotOne, "no validator")
	return r
}

// InvariantsResult says whether what is accounted for is here.
type InvariantsResult struct {
	Ok bool
}

// Invariants checks that every token that came in is in the pot, earned, or a rest of a division.
//
//peerz:query invariants
func Invariants() InvariantsResult {
	_, b := load()
	parts := b.Rest.Add(b.Owed)
	for _, v := range b.Validators {
		parts = parts.Add(v)
	}
	units, _, _ := sdk.MulDiv(parts, sdk.U64(1), sdk.U64(scale))
	held := units.Add(b.Pot)
	return InvariantsResult{Ok: !sdk.Balance(sdk.Context().Self).Less(held)}
}
