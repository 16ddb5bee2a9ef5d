package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// The clock says how much native reserve one share has stood for, summed up over time: it grows by
// seconds * Native / Shares, in units of 2^-40 base units. While a provider's shares stay the same, what it supplies between two
// moments is shares * the difference of the clock. So an operation changes the clock and one position, whatever there is besides.
//
// What is measured never stands in the way of money: if a number would not fit, which takes a reserve of 10^20 base units
// for each share, the clock stands still.

// ended is where the clock stood at the end of an epoch, and what the epoch came to.
//
//peerz:store
type ended struct {
	Clock    sdk.Amount
	Supplied sdk.Amount // micro-token-seconds, of everybody
	Burned   sdk.Amount
	Reserves reserves
}

const endedRetained = 64 // epochs

var (
	clockUnit = sdk.U64(1 << 40)
	micro     = sdk.U64(1_000_000_000_000)                                                         // base units in a millionth of a token
	shareUnit = sdk.Amount{Hi: 1_000_000_000_000 >> 24, Lo: 1_000_000_000_000 << 40 & (1<<64 - 1)} // micro * clockUnit
)

func epochKey(epoch uint64) []byte { return sdk.Key(keyEpoch, sdk.BE64(epoch)) }

// tick brings the clock up to now (L4). It is called before whatever changes reserves or shares. Of epochs in which nothing
// happened the bounds are not known: they count as one with the epoch before them.
//
//go:noinline
func (b *books) tick() {
	ctx := sdk.Context()
	if b.Epoch < ctx.Epoch {
		b.run(ctx.EpochStart)
		sdk.Save(epochKey(b.Epoch), &ended{b.Clock, b.Supplied, b.Burned.Sub(b.Before), b.reserves()})
		b.Epoch, b.Supplied, b.Before = ctx.Epoch, sdk.Amount{}, b.Burned
		forgetEpochs(ctx.Epoch)
	}
	b.run(ctx.Time)
}

// run lets the clock go on to a moment.
func (b *books) run(until uint64) {
	if until <= b.At {
		return
	}
	seconds := sdk.U64(until - b.At)
	b.At = until
	supplied, _, ok := sdk.MulDiv(b.Native, seconds, sdk.U64(1))
	if !ok || b.Shares.IsZero() {
		return
	}
	more, _, ok := sdk.MulDiv(supplied, clockUnit, b.Shares)
	if !ok {
		return
	}
	clock, ok := b.Clock.CheckedAdd(more)
	if !ok {
		return
	}
	b.Clock = clock
	supplied, _, _ = sdk.MulDiv(supplied, sdk.U64(1), micro)
	b.Supplied, _ = b.Supplied.CheckedAdd(supplied)
}

// forgetEpochs deletes what nobody asks for any more.
func forgetEpochs(open uint64) {
	if open < endedRetained {
		return
	}
	for _, entry := range sdk.Scan([]byte{keyEpoch}, epochKey(open-endedRetained), false, 2) {
		sdk.Delete(entry.Key)
	}
}

// endOf is where the clock stood at the end of an epoch: of an epoch without a record, where the one before it ended.
func endOf(epoch uint64) (e ended) {
	for _, entry := range sdk.Scan([]byte{keyEpoch}, epochKey(epoch+1), true, 1) {
		if !sdk.Unmarshal(entry.Value, &e) {
			sdk.Abort(sdk.ErrState, "epoch")
		}
		if sdk.ReadBE64(entry.Key[1:]) != epoch {
			e.Supplied, e.Burned = sdk.Amount{}, sdk.Amount{}
		}
	}
	return e
}

// supplied is what shares supplied while the clock went on, in micro-token-seconds, rounded down.
func supplied(shares, from, to sdk.Amount) sdk.Amount {
	passed, ok := to.CheckedSub(from)
	if !ok {
		return sdk.Amount{}
	}
	amount, _, _ := sdk.MulDiv(shares, passed, shareUnit) // 0 if it does not fit
	return amount
}
