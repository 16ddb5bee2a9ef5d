package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	alice = sdk.AddressOf([]byte{1})
	bob   = sdk.AddressOf([]byte{2})
	carol = sdk.AddressOf([]byte{3})
	coin  = sdk.AddressOf([]byte{0xc0})
)

const epochSeconds = 100

// world is a chain with a pool, and a token of which everybody has approved everything.
type world struct {
	*sdktest.Chain
	t *testing.T
}

// tokens are so many whole tokens, of either kind.
func tokens(n uint64) sdk.Amount {
	a, _, _ := sdk.MulDiv(sdk.U64(n), sdk.U64(1_000_000_000_000_000_000), sdk.U64(1))
	return a
}

func newWorld(t *testing.T, change ...func(*pool.InstantiateArgs)) *world {
	w := &world{sdktest.New(t), t}
	w.Handle(coin, func(input []byte, _ bool) ([]byte, *sdk.CallError) { return w.coin(input) })
	w.Ctx.EpochEnd = epochSeconds
	args := pool.InstantiateArgs{Token: coin, Fee: 3000, Burn: 200_000, Least: tokens(1)}
	for _, f := range change {
		f(&args)
	}
	w.Must(func() { Instantiate(args) })
	for _, who := range []sdk.Address{alice, bob, carol} {
		w.Fund(who, tokens(1_000_000_000))
	}
	return w
}

// coin is the token's contract, as far as a pool uses it. Everybody begins with a billion tokens.
func (w *world) coin(input []byte) ([]byte, *sdk.CallError) {
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	switch d.Text() {
	case "info":
		return sdk.Marshal(&token.InfoResult{}), nil
	case "balance":
		var a token.BalanceArgs
		a.UnmarshalCBOR(d)
		return sdk.Marshal(&token.BalanceResult{Amount: coins(a.Account)}), nil
	case "transfer":
		var a token.TransferArgs
		a.UnmarshalCBOR(d)
		return moveCoins(w.Ctx.Caller, a.To, a.Amount)
	case "transfer_from":
		var a token.TransferFromArgs
		a.UnmarshalCBOR(d)
		return moveCoins(a.From, a.To, a.Amount)
	}
	return nil, sdktest.Trap()
}

// coins is a balance, read in the context of the token's contract.
func coins(of sdk.Address) sdk.Amount {
	value, ok := sdk.Get(of.Bytes())
	if !ok && of != sdk.AddressOf([]byte{0xff}) && of.Bytes()[1] == 0 {
		return tokens(1_000_000_000)
	}
	amount, _ := sdk.ParseAmount(string(value))
	return amount
}

func moveCoins(from, to sdk.Address, amount sdk.Amount) ([]byte, *sdk.CallError) {
	rest, ok := coins(from).CheckedSub(amount)
	if !ok {
		return nil, sdktest.Abort(token.ErrBalance)
	}
	sdk.Set(from.Bytes(), []byte(rest.String()))
	sdk.Set(to.Bytes(), []byte(coins(to).Add(amount).String()))
	return sdk.NoResult(), nil
}

// until lets time pass; an epoch's boundary is passed with it.
func (w *world) until(moment uint64) {
	w.Ctx.Time, w.Ctx.Epoch = moment, moment/epochSeconds
	w.Ctx.EpochStart, w.Ctx.EpochEnd = w.Ctx.Epoch*epochSeconds, (w.Ctx.Epoch+1)*epochSeconds
}

const never = 1 << 40 // a deadline

func (w *world) add(who sdk.Address, native, others sdk.Amount) (r pool.AddResult, code uint32) {
	code = w.As(who).Send(native, func() { r = Add(pool.AddArgs{Tokens: others, Deadline: never}) })
	return r, code
}

func (w *world) remove(who sdk.Address, shares sdk.Amount) (r pool.RemoveResult, code uint32) {
	code = w.As(who).Run(func() { r = Remove(pool.RemoveArgs{Shares: shares, Deadline: never}) })
	return r, code
}

func (w *world) buy(who sdk.Address, in sdk.Amount) (r pool.SwapResult, code uint32) {
	code = w.As(who).Send(in, func() { r = Buy(pool.BuyArgs{Deadline: never}) })
	return r, code
}

func (w *world) sell(who sdk.Address, in sdk.Amount) (r pool.SwapResult, code uint32) {
	code = w.As(who).Run(func() { r = Sell(pool.SellArgs{Tokens: in, Deadline: never}) })
	return r, code
}

// measured returns the token-seconds of an epoch by account.
func (w *world) measured(epoch uint64) map[sdk.Address]uint64 {
	found := map[sdk.Address]uint64{}
	args := measured.MeasuresArgs{Role: "liquidity", Epoch: epoch, Limit: 2}
	for {
		var r measured.MeasuresResult
		w.Must(func() { r = Measures(args) })
		for _, e := range r.Measured {
			if n := e.Measures[0].Lo; n > 0 {
				found[e.Account] = n
			}
		}
		if args.After = r.Next; r.Next == nil {
			return found
		}
	}
}

// mustHold fails the test unless the invariants hold.
func (w *world) mustHold() {
	w.t.Helper()
	if part := w.invariants(); !part.Ok {
		w.t.Fatalf("the invariants do not hold: %v, %+v", part.Violations, Info())
	}
}

func (w *world) invariants() (part pool.InvariantsResult) {
	w.Query(func() {
		for part = Invariants(pool.InvariantsArgs{}); part.Next != nil; {
			part = Invariants(pool.InvariantsArgs{After: part.Next, Sum: part.Sum})
		}
	})
	return part
}
