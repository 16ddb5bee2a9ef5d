package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// An id is its account's: that moves it, names who may submit for it and who may move it should its key be lost, and
// retires it. An id that is retired is never used again, so that what was done under it stays its own (P6).

// mustOwn returns a participant of which the caller is the account.
func mustOwn(id string) participant {
	p := mustParticipate(id)
	if p.Account != sdk.Context().Caller {
		sdk.Abort(roles.ErrNotItsAccount, id)
	}
	return p
}

func mustParticipate(id string) participant {
	p, ok := loadParticipant(id)
	if !ok {
		sdk.Abort(roles.ErrParticipantUnknown, id)
	}
	if p.Retired {
		sdk.Abort(roles.ErrRetired, id)
	}
	return p
}

// moveTo gives an id to another account.
func (p *participant) moveTo(id string, account sdk.Address) {
	sdk.Delete(ownedKey(p.Account, id))
	p.Account, p.Moving, p.Moves, p.Vouched = account, sdk.Address{}, 0, false
	sdk.Set(ownedKey(account, id), []byte{1})
	p.save(id)
	for role := range loadConfig().Roles {
		if p.in(role) {
			arrive(role, account)
		}
	}
	sdk.Emit("roles.moved", sdk.Text("id", id), sdk.Addr("account", account))
}

// mustAgree aborts unless an account that an id shall have agrees to that.
func (p *participant) mustAgree(a *roles.RotateArgs) {
	if a.Account.IsZero() {
		sdk.Abort(roles.ErrAccountInvalid, "zero address")
	}
	mustConsent(a.ID, a.Account, p.Sponsor, a.Consent)
}

// Rotate moves an id to another account.
func Rotate(a roles.RotateArgs) {
	p := mustOwn(a.ID)
	p.mustAgree(&a)
	p.moveTo(a.ID, a.Account)
}

// SetBacking names who may submit for an id, and who may move it. It ends a move that has begun.
func SetBacking(a roles.SetBackingArgs) {
	p := mustOwn(a.ID)
	p.Sponsor, p.Recovery, p.Vouched = a.Sponsor, a.Recovery, p.Vouched && a.Sponsor == p.Sponsor
	p.Moving, p.Moves = sdk.Address{}, 0
	p.save(a.ID)
	sdk.Emit("roles.backing", sdk.Text("id", a.ID), sdk.Addr("sponsor", p.Sponsor), sdk.Addr("recovery", p.Recovery))
}

// Recover moves an id whose account's key is lost: it says so first, and does it when the account has had the time to object.
func Recover(a roles.RotateArgs) {
	p, ctx := mustParticipate(a.ID), sdk.Context()
	if p.Recovery.IsZero() || p.Recovery != ctx.Caller {
		sdk.Abort(roles.ErrNotItsAccount, a.ID)
	}
	p.mustAgree(&a)
	if p.Moving == a.Account {
		if ctx.Epoch < p.Moves {
			sdk.Abort(roles.ErrTooEarly, a.ID)
		}
		p.moveTo(a.ID, a.Account)
		return
	}
	p.Moving, p.Moves = a.Account, ctx.Epoch+loadConfig().Params.RecoveryDelay
	p.save(a.ID)
	sdk.Emit("roles.recovery", sdk.Text("id", a.ID), sdk.Addr("account", a.Account), sdk.Uint("epoch", p.Moves))
}

// Leave retires an id for ever.
func Leave(a roles.IDArgs) {
	p := mustOwn(a.ID)
	p.retire(a.ID, "")
}

// retire ends an id. What it has waiting is an heir's, if there is one.
func (p *participant) retire(id, heir string) {
	p.Retired, p.Heir, p.Moving, p.Moves = true, heir, sdk.Address{}, 0
	p.save(id)
	sdk.Emit("roles.left", sdk.Text("id", id), sdk.Text("heir", heir))
}

// mustBeHeir returns the participant that shall be paid instead of another.
func mustBeHeir(heir, id string, role uint64) participant {
	p, ok := loadParticipant(heir)
	if !ok || p.Retired || !p.in(role) || heir == id {
		sdk.Abort(roles.ErrHeir, heir)
	}
	return p
}
