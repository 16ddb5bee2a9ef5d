package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// SetPayout names the address that the caller's rewards are paid to.
func SetPayout(a rewards.SetPayoutArgs) {
	ctx := sdk.Context()
	key := sdk.Key(keyPayout, ctx.Caller.Bytes())
	switch a.Address {
	case ctx.Self:
		sdk.Abort(rewards.ErrPayout, "rewards are not paid to this contract")
	case sdk.Address{}, ctx.Caller:
		sdk.Delete(key)
	default:
		sdk.Set(key, a.Address.Bytes())
	}
	sdk.Emit("rewards.payout", sdk.Addr("account", ctx.Caller), sdk.Addr("address", payoutOf(ctx.Caller)))
}

// payoutOf returns the address that an account is paid to.
func payoutOf(account sdk.Address) sdk.Address {
	if to, ok := sdk.Get(sdk.Key(keyPayout, account.Bytes())); ok {
		return sdk.AddressOf(to)
	}
	return account
}

// send moves base units to the address that an account is paid to, and adds them to what the account has
// received. What this contract itself would get stays in its balance and goes to the reserve as a gift.
func send(account sdk.Address, amount sdk.Amount) sdk.Errno {
	if amount.IsZero() || account == sdk.Context().Self {
		return sdk.OK
	}
	if errno := sdk.Transfer(payoutOf(account), amount); errno != sdk.OK {
		return errno
	}
	p := loadPaidOut(account)
	p.Total = p.Total.Add(amount)
	sdk.Save(sdk.Key(keyPaid, account.Bytes()), &p)
	return sdk.OK
}

// stop remembers the first refusal in an epoch of the chain: what is due waits for the next.
func (b *books) stop() {
	epoch := sdk.Context().Epoch
	b.Stopped = epoch + 1
	b.save()
	sdk.Emit("rewards.outflow_exceeded", sdk.Uint("epoch", epoch))
}

// waits reports whether payment is stopped for the rest of the chain's epoch.
func (b *books) waits() bool { return b.Stopped == sdk.Context().Epoch+1 }
