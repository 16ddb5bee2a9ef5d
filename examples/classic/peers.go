package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// IDArgs name a peer.
type IDArgs struct {
	ID string `cbor:"id"`
}

// Join makes the caller the owner of a new peer, which contributes nothing yet. The bond comes along. An id is never
// free again.
//
//peerz:execute join
func Join(a IDArgs) {
	ctx := sdk.Context()
	c, b := load()
	if a.ID == "" || len(a.ID) > 64 {
		sdk.Abort(ErrID, "bad id")
	}
	if _, taken := sdk.Get(peerKey(a.ID)); taken {
		sdk.Abort(ErrID, "the id is taken")
	}
	if ctx.Value != c.Bond {
		sdk.Abort(ErrBond, "the bond must come along")
	}
	if !c.Bond.IsZero() && sdk.LockEscrow(ctx.Caller, c.Bond) != sdk.OK {
		sdk.Abort(ErrTransfer, "escrow")
	}
	b.update(c)
	b.save()
	n := len(c.Validators)
	p := &peer{Owner: ctx.Caller, Paid: b.PerUnit, Said: make([]bool, n), Values: make([]uint64, n)}
	p.settle(c, b)
	p.save(a.ID)
	sdk.Emit("classic.joined", sdk.Text("id", a.ID), sdk.Addr("owner", ctx.Caller))
}

// Leave ends a peer's contribution. It can be reported until the delay is over, and gets its bond back after it.
//
//peerz:execute leave
func Leave(a IDArgs) {
	c, b := load()
	p := loadPeer(a.ID)
	if sdk.Context().Caller != p.Owner {
		sdk.Abort(ErrNotOwner, a.ID)
	}
	p.end(c, b)
	b.save()
	p.save(a.ID)
	sdk.Emit("classic.left", sdk.Text("id", a.ID))
}

// end takes a peer's contribution out of the total, once.
func (p *peer) end(c *config, b *books) {
	if p.Over != 0 {
		sdk.Abort(ErrOver, "it is over already")
	}
	b.update(c)
	p.settle(c, b)
	p.setValue(b, 0)
	p.Over = max(sdk.Context().Time, 1)
}

// ClaimResult is what a claim paid.
type ClaimResult struct {
	Paid sdk.Amount // base units
}

// Claim pays a peer's owner what is ripe, and the bond of a peer that left when the delay is over. Anybody may send it.
//
//peerz:execute claim
func Claim(a IDArgs) (r ClaimResult) {
	c, b := load()
	p := loadPeer(a.ID)
	b.update(c)
	p.settle(c, b)
	before := p.Ripe
	if r.Paid = whole(&p.Ripe); !r.Paid.IsZero() {
		b.Owed = b.Owed.Sub(before.Sub(p.Ripe))
		if sdk.Transfer(p.Owner, r.Paid) != sdk.OK {
			sdk.Abort(ErrTransfer, "payment")
		}
	}
	if bond := c.Bond; p.Over > 1 && !p.Slashed && sdk.Context().Time >= p.Over+c.Delay && !bond.IsZero() {
		if sdk.ReleaseEscrow(p.Owner, bond) != sdk.OK {
			sdk.Abort(ErrTransfer, "bond")
		}
		p.Over = 1 // the bond is gone
	}
	b.save()
	p.save(a.ID)
	sdk.Emit("classic.paid", sdk.Text("id", a.ID), sdk.Addr("owner", p.Owner), sdk.Amt("amount", r.Paid))
	return r
}

// PeerResult is a peer as queries show it.
type PeerResult struct {
	Owner   sdk.Address
	Value   uint64
	Pending sdk.Amount // base units that can still be slashed
	Ripe    sdk.Amount // base units that can be claimed
	Over    bool
	Slashed bool
	Round   uint64 // that statements must name
}

// Peer shows a peer as a claim would find it now.
//
//peerz:query peer
func Peer(a IDArgs) PeerResult {
	c, b := load()
	p := loadPeer(a.ID)
	b.update(c)
	p.settle(c, b)
	pending := p.Fresh.Add(p.Aging)
	return PeerResult{Owner: p.Owner, Value: p.Value, Pending: whole(&pending), Ripe: whole(&p.Ripe), Over: p.Over != 0, Slashed: p.Slashed, Round: p.Round}
}
