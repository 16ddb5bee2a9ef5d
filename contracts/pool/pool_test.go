package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestL3ASwapByHandBurnsAPartOfItsFee(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(1000), tokens(4000))
	r, code := w.buy(bob, tokens(100))
	// fee 0.3, net 99.7: 4000 * 99.7 / 1099.7 = 362.6443575520596...
	if code != 0 || r.Out.String() != "362644357552059652632" || r.Fee.String() != "300000000000000000" || r.Burned.String() != "60000000000000000" {
		t.Errorf("code %d, %+v", code, r)
	}
	before := w.Minted
	back, code := w.sell(bob, r.Out)
	if code != 0 || !back.Out.Less(tokens(100)) {
		t.Errorf("code %d, %+v", code, back)
	}
	if w.Minted != before.Sub(back.Burned) {
		t.Errorf("minted %s after burning %s, before %s", w.Minted, back.Burned, before)
	}
	w.mustHold()
}

func TestWhoIsDisappointedGetsEverythingBack(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(1000), tokens(4000))
	w.until(50)
	state := Info()
	for code, f := range map[uint32]func(){
		pool.ErrDeadline: func() { Buy(pool.BuyArgs{Deadline: 49}) },
		pool.ErrTokens:   func() { Buy(pool.BuyArgs{Deadline: 50, Least: tokens(500)}) },
		pool.ErrShares:   func() { Add(pool.AddArgs{Deadline: 50, Tokens: tokens(400), Shares: tokens(101)}) },
		pool.ErrLeast:    func() { w.Ctx.Value = sdk.U64(10); Add(pool.AddArgs{Deadline: 50, Tokens: tokens(400)}) },
		pool.ErrFunds:    func() { Sell(pool.SellArgs{Deadline: 50, Tokens: tokens(1)}) },
	} {
		if got := w.As(bob).Send(tokens(100), f); got != code {
			t.Errorf("code %d, want %d", got, code)
		}
	}
	for code, f := range map[uint32]func(){
		pool.ErrNative:   func() { Sell(pool.SellArgs{Deadline: 50, Tokens: tokens(4), Least: tokens(1)}) },
		pool.ErrNothing:  func() { Sell(pool.SellArgs{Deadline: 50, Tokens: sdk.U64(1)}) },
		pool.ErrPosition: func() { Remove(pool.RemoveArgs{Deadline: 50, Shares: sdk.U64(1)}) },
		pool.ErrFunds:    func() { Buy(pool.BuyArgs{Deadline: 50}) },
	} {
		w.As(bob).Expect(code, f)
	}
	if Info() != state {
		t.Errorf("%+v, before %+v", Info(), state)
	}
	w.mustHold()
}

// More tokens than allowed: somebody has moved the price since the caller looked.
func TestL2AddTakesTheProportionAndNoMoreThanAllowed(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(1000), tokens(4000))
	if _, code := w.add(bob, tokens(10), tokens(39)); code != pool.ErrTokens {
		t.Errorf("code %d", code)
	}
	if r, code := w.add(bob, tokens(10), tokens(50)); code != 0 || r.Tokens != tokens(40) || r.Shares != tokens(10) {
		t.Errorf("code %d, %+v", code, r)
	}
}

func TestL5NoPositionIsTiny(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(10))
	if _, code := w.add(bob, sdk.U64(1_000_000), tokens(1)); code != pool.ErrLeast {
		t.Errorf("code %d", code)
	}
	if _, code := w.remove(alice, tokens(10).Sub(sdk.U64(1))); code != pool.ErrLeast {
		t.Errorf("code %d", code)
	}
	if r, code := w.remove(alice, tokens(10)); code != 0 || r.Native != tokens(10) || r.Tokens != tokens(10) {
		t.Errorf("code %d, %+v", code, r)
	}
	if _, code := w.buy(bob, tokens(1)); code != pool.ErrEmpty {
		t.Errorf("code %d", code)
	}
	w.mustHold()
}

// Two providers; one comes in the middle of an epoch, the other leaves in the next. Nobody touches the pool in the
// third, and it is measured all the same, also when people change their positions before anybody asks.
func TestL4TokenSecondsByHand(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(10)) // at 0
	w.until(50)
	w.add(bob, tokens(30), tokens(30))
	w.until(120)
	w.remove(alice, tokens(10))
	w.until(210)
	w.add(carol, tokens(5), tokens(5))
	w.until(340)
	w.remove(bob, tokens(30))
	for epoch, want := range []map[sdk.Address]uint64{
		{alice: 10 * 100, bob: 30 * 50},
		{alice: 10 * 20, bob: 30 * 100},
		{bob: 30 * 100, carol: 5 * 90},
	} {
		got := w.measured(uint64(epoch))
		for who, n := range want {
			if got[who] != n {
				t.Errorf("epoch %d: %x has %d token-seconds, want %d", epoch, who.Bytes()[0], got[who], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("epoch %d: %v", epoch, got)
		}
	}
	w.Must(func() {
		if r := Measures(measured.MeasuresArgs{Epoch: 1}); r.Supply != sdk.U64(10*20+30*100) {
			t.Errorf("in all %s", r.Supply)
		}
	})
	w.Expect(measured.ErrEpochOpen, func() { Measures(measured.MeasuresArgs{Epoch: 3}) })
}

// Epochs whose bounds nobody noted are counted, as one, and none is counted twice.
func TestL4SilentEpochsCountOnce(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(10))
	w.until(520)
	w.remove(alice, tokens(10))
	w.until(1250) // nobody has asked for all that time
	var sum uint64
	for epoch := range uint64(12) {
		sum += w.measured(epoch)[alice]
	}
	if sum != 10*520 {
		t.Errorf("%d token-seconds, want 5200", sum)
	}
}

// Whoever has little makes as many accounts providers for a moment as are looked at, before and after others in their order: a large provider is
// measured as ever, a newcomer too, and some epochs later nothing is left of them.
func TestL6ManySmallPositionsLeaveOutNoLargeOne(t *testing.T) {
	defer func(before uint64) { crowd = before }(crowd)
	crowd = 300
	w := newWorld(t)
	last := sdk.AddressOf([]byte{0xfe})
	w.Fund(last, tokens(1_000_000))
	w.add(last, tokens(500_000), tokens(500_000))
	flood := func(n int, of byte) {
		for i := range n {
			small := sdk.AddressOf([]byte{0, 0, of, byte(i), byte(i >> 8), 1})
			w.Fund(small, tokens(1))
			w.add(small, tokens(1), tokens(2))
			w.remove(small, tokens(1))
		}
	}
	w.until(20)
	flood(500, 1)
	if n := loadBooks().Listed; n > crowd {
		t.Errorf("%d positions are listed", n)
	}
	w.until(50)
	w.add(carol, tokens(5000), tokens(6000)) // a newcomer with a hundredth
	w.until(100)
	got := w.measured(0)
	if got[last] != 50_000_000 || got[carol] != 5000*50 || len(got) != 2 {
		t.Errorf("%d are measured: the first %d, the newcomer %d", len(got), got[last], got[carol])
	}
	w.until((pastRetained + 2) * epochSeconds)
	w.measured(pastRetained + 1)
	if n := loadBooks().Listed; n != 2 {
		t.Errorf("%d positions are still listed", n)
	}
	w.Query(func() {
		if n := len(sdk.Scan([]byte{keyPosition}, []byte{keyPosition + 1}, false, 9)); n != 2 {
			t.Errorf("%d positions are still there", n)
		}
	})
	w.mustHold()
}

// What was supplied before a provider left is measured whenever that is asked for, whoever else has asked for later epochs before.
func TestL6NobodyIsUnlistedBeforeItIsPaid(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(10))
	w.add(bob, tokens(10), tokens(20))
	w.until(50)
	w.remove(bob, tokens(10))
	for epoch := uint64(1); epoch < pastRetained; epoch++ {
		w.until((epoch + 1) * epochSeconds)
		w.measured(epoch)
	}
	if got := w.measured(0)[bob]; got != 500 {
		t.Errorf("%d token-seconds, want 500", got)
	}
}

// What is old is deleted, and what may still be asked for stays.
func TestThePastOfAPositionIsBounded(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(10))
	for epoch := uint64(1); epoch < 40; epoch++ {
		w.until(epoch*epochSeconds + 50)
		w.add(alice, tokens(1), tokens(1))
		if got, want := w.measured(epoch - 1)[alice], (9+epoch)*50+(8+epoch+1)*50; epoch > 1 && got != want-50 {
			t.Fatalf("epoch %d: %d, want %d", epoch-1, got, want-50)
		}
	}
	w.Query(func() {
		if n := len(sdk.Scan(pastKey(alice, 0), pastKey(alice, 1<<40), false, 100)); n > pastRetained+2 {
			t.Errorf("%d past positions", n)
		}
	})
	w.remove(alice, Position(pool.PositionArgs{Account: alice}).Shares)
	w.until(100 * epochSeconds)
	w.measured(60)
	if _, ok := sdk.Get(positionKey(alice)); ok {
		t.Error("an empty position stays for ever")
	}
}
