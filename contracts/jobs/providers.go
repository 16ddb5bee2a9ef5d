package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func providerKey(account sdk.Address) []byte { return sdk.Key(keyProvider, account.Bytes()) }

func loadProvider(account sdk.Address) *jobs.ProviderInfo {
	p := new(jobs.ProviderInfo)
	sdk.Load(providerKey(account), p)
	return p
}

func saveProvider(account sdk.Address, p *jobs.ProviderInfo) { sdk.Save(providerKey(account), p) }

// lasting is what of a provider's bond was there all the time, in the epoch of its last change and in the one before (J6).
//
//peerz:store
type lasting struct {
	Epoch  uint64
	Least  sdk.Amount // in that epoch, so far
	Before sdk.Amount // in the one before it
}

// lastingNow is that as of the open epoch, given what is bonded and was since the last change.
func lastingNow(account sdk.Address, bonded sdk.Amount) *lasting {
	l, now := new(lasting), sdk.Context().Epoch
	sdk.Load(sdk.Key(keyLasting, account.Bytes()), l)
	if l.Epoch < now {
		before := bonded
		if l.Epoch+1 == now {
			before = l.Least
		}
		*l = lasting{Epoch: now, Least: bonded, Before: before}
	}
	return l
}

// changeBond stores a provider whose bond is another from now on, and the least that it was.
func changeBond(account sdk.Address, p *jobs.ProviderInfo, to sdk.Amount) {
	l := lastingNow(account, p.Bonded)
	if p.Bonded = to; to.Less(l.Least) {
		l.Least = to
	}
	sdk.Save(sdk.Key(keyLasting, account.Bytes()), l)
	saveProvider(account, p)
}

// Bond adds to the caller's bond.
func Bond() {
	ctx := sdk.Context()
	if ctx.Value.IsZero() {
		sdk.Abort(jobs.ErrFunds, "no funds")
	}
	p := loadProvider(ctx.Caller)
	changeBond(ctx.Caller, p, p.Bonded.Add(ctx.Value))
	hold(ctx.Value)
	sdk.Emit("jobs.bonded", sdk.Addr("provider", ctx.Caller), sdk.Amt("amount", ctx.Value))
}

// Unbond gives back what no job holds (J2).
func Unbond(a jobs.UnbondArgs) {
	takeFunds(sdk.Amount{})
	caller := sdk.Context().Caller
	p := loadProvider(caller)
	if rest, ok := p.Bonded.CheckedSub(a.Amount); !ok || rest.Less(p.Held) {
		sdk.Abort(jobs.ErrBond, "not as much is free")
	}
	changeBond(caller, p, p.Bonded.Sub(a.Amount))
	pay(caller, a.Amount)
	sdk.Emit("jobs.unbonded", sdk.Addr("provider", caller), sdk.Amt("amount", a.Amount))
}

// Provider returns one provider.
func Provider(a jobs.ProviderArgs) jobs.ProviderInfo { return *loadProvider(a.Account) }
