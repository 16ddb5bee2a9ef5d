package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func balance(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Get.Base); err != nil {
		return 0, err
	}
	addr, ok := readAddress(c, a[0])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	acc, err := f.s.w.Account(addr)
	if err != nil {
		return 0, nodeFault(err)
	}
	return put(c, a[1], acc.Balance.AppendLE(nil), 0)
}

func transfer(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Ledger); err != nil {
		return 0, err
	}
	to, ok := readAddress(c, a[0])
	amount, ok2 := readAmount(c, a[1])
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	ok, err := f.s.w.Transfer(f.self, to, amount)
	if err != nil {
		return 0, nodeFault(err)
	}
	if !ok {
		return errno(abi.ErrInsufficient)
	}
	return 0, nil
}

func mint(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Ledger); err != nil {
		return 0, err
	}
	amount, ok := readAmount(c, a[0])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, nodeFault(err)
	}
	minted, ok := s.Minted.Add(amount)
	left, ok2 := mintable(s, f.s.time).Sub(amount)
	if !ok || !ok2 || s.Cap.Less(minted) {
		return errno(abi.ErrCapExceeded)
	}
	s.Minted, s.LastMint = minted, f.s.time
	s.Unused = least(left, mintRate(s, f.s.clock.Length))
	if err := f.s.w.SetSupply(s); err != nil {
		return 0, nodeFault(err)
	}
	return 0, nodeFault(f.s.w.Credit(f.self, amount))
}

// mintRate is the guard against a contract gone wrong: what the fastest rate of any schedule,
// a fifth of the cap in 90 days, makes in some seconds, rounded up.
func mintRate(s world.Supply, seconds uint64) abi.Amount {
	perDay, _ := ceilDiv(s.Cap, abi.U64(20), abi.U64(100*90))
	n, ok := ceilDiv(perDay, abi.U64(seconds), abi.U64(86_400))
	if !ok {
		return s.Cap
	}
	return least(n, s.Cap)
}

// ceilDiv is a*b/c, rounded up.
func ceilDiv(a, b, c abi.Amount) (abi.Amount, bool) {
	q, rest, ok := a.MulDiv(b, c)
	if ok && !rest.IsZero() {
		q, ok = q.Add(abi.U64(1))
	}
	return q, ok
}

// mintable is what may be minted now: the rate for the time since the last mint, and what that
// one left unused, of which at most one epoch's worth is kept. So a boundary that comes a
// second late does not make the next one a second short.
func mintable(s world.Supply, now uint64) abi.Amount {
	n, ok := s.Unused.Add(mintRate(s, now-min(now, s.LastMint)))
	if !ok {
		return s.Cap
	}
	return n
}

func least(a, b abi.Amount) abi.Amount {
	if a.Less(b) {
		return a
	}
	return b
}

func collectFees(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Ledger); err != nil {
		return 0, err
	}
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, nodeFault(err)
	}
	if !c.Write(a[0], s.Fees.AppendLE(nil)) {
		return errno(abi.ErrBadPointer)
	}
	if s.Fees.IsZero() {
		return 0, nil
	}
	fees := s.Fees
	s.Fees = abi.Amount{}
	if err := f.s.w.SetSupply(s); err != nil {
		return 0, nodeFault(err)
	}
	return 0, nodeFault(f.s.w.Credit(f.self, fees))
}

func supply(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Get.Base); err != nil {
		return 0, err
	}
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, nodeFault(err)
	}
	return put(c, a[0], s.Fees.AppendLE(s.Minted.AppendLE(s.Cap.AppendLE(nil))), 0)
}
