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
	if !ok || s.Cap.Less(minted) || mintable(s, f.s.time).Less(amount) {
		return errno(abi.ErrCapExceeded)
	}
	s.Minted, s.LastMint = minted, paidUntil(s, amount, f.s.time, f.s.clock.Length)
	if err := f.s.w.SetSupply(s); err != nil {
		return 0, nodeFault(err)
	}
	return 0, nodeFault(f.s.w.Credit(f.self, amount))
}

// mintPerDay is the guard against a contract gone wrong: the fastest rate of any schedule, a
// fifth of the cap in 90 days.
func mintPerDay(s world.Supply) abi.Amount {
	perDay, _, _ := s.Cap.MulDiv(abi.U64(20), abi.U64(100*90))
	return perDay
}

// mintable is what may be minted at once: the rate for the time not yet paid for, rounded up.
func mintable(s world.Supply, now uint64) abi.Amount {
	if now <= s.LastMint {
		return abi.Amount{}
	}
	n, rest, ok := mintPerDay(s).MulDiv(abi.U64(now-s.LastMint), abi.U64(86_400))
	if !ok {
		return s.Cap
	}
	if !rest.IsZero() {
		n, _ = n.Add(abi.U64(1))
	}
	return n
}

// paidUntil moves LastMint forward by the time that amount pays for, rounded up, so that a
// boundary that comes a second late does not make the next one a second short. At most one
// epoch of unused time is kept.
func paidUntil(s world.Supply, amount abi.Amount, now, epoch uint64) uint64 {
	seconds, rest, ok := amount.MulDiv(abi.U64(86_400), mintPerDay(s))
	if !ok || seconds.Hi != 0 || seconds.Lo >= now-s.LastMint { // amount <= mintable, so now > LastMint or amount = 0
		return max(now, s.LastMint)
	}
	if !rest.IsZero() {
		seconds.Lo++
	}
	return max(s.LastMint+seconds.Lo, now-min(now, epoch))
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
