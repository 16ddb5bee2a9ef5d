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

// Bond adds to the caller's bond.
func Bond() {
	ctx := sdk.Context()
	if ctx.Value.IsZero() {
		sdk.Abort(jobs.ErrFunds, "no funds")
	}
	p := loadProvider(ctx.Caller)
	p.Bonded = p.Bonded.Add(ctx.Value)
	saveProvider(ctx.Caller, p)
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
	p.Bonded = p.Bonded.Sub(a.Amount)
	saveProvider(caller, p)
	pay(caller, a.Amount)
	sdk.Emit("jobs.unbonded", sdk.Addr("provider", caller), sdk.Amt("amount", a.Amount))
}

// Provider returns one provider.
func Provider(a jobs.ProviderArgs) jobs.ProviderInfo { return *loadProvider(a.Account) }
