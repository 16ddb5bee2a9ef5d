package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) balance(_ *vm.Caller, a balanceArgs) (int64, error) {
	acc, err := f.s.w.Account(a.Of)
	acc.Balance.PutLE(a.Dst)
	return 0, err
}

func (f *frame) transfer(_ *vm.Caller, a transferArgs) (int64, error) {
	if ok, err := f.payOut(a.To, a.Amount); err != nil || !ok {
		return int64(abi.ErrOutflowExceeded), err
	}
	ok, err := f.s.w.Transfer(f.self, a.To, a.Amount)
	if err == nil && !ok {
		return errno(abi.ErrInsufficient)
	}
	return 0, err
}

func (f *frame) mint(_ *vm.Caller, a mintArgs) (int64, error) {
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, err
	}
	minted, ok := s.Minted.Add(a.Amount)
	known, ok1 := minted.Add(s.Reserve)
	left, ok2 := mintable(s, f.s.time).Sub(a.Amount)
	if !ok || !ok1 || !ok2 || s.Cap.Less(known) {
		return errno(abi.ErrCapExceeded)
	}
	s.Minted, s.LastMint = minted, f.s.time
	s.Unused = least(left, mintRate(s, f.s.clock.Length))
	if err := f.s.w.SetSupply(s); err != nil {
		return 0, err
	}
	return 0, f.earn(a.Amount)
}

// mintRate is what the capability's parameter allows in some seconds, rounded up.
func mintRate(s world.Supply, seconds uint64) abi.Amount {
	n, rest, ok := s.MintPerDay.MulDiv(abi.U64(seconds), abi.U64(86_400))
	if ok && !rest.IsZero() {
		n, ok = n.Add(abi.U64(1))
	}
	if !ok {
		return s.Cap
	}
	return least(n, s.Cap)
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

func (f *frame) collectFees(_ *vm.Caller, a collectFeesArgs) (int64, error) {
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, err
	}
	fees := s.Fees
	if !fees.IsZero() {
		s.Fees = abi.Amount{}
		if err := f.s.w.SetSupply(s); err != nil {
			return 0, err
		}
		if err := f.earn(fees); err != nil {
			return 0, err
		}
	}
	fees.PutLE(a.Dst)
	return 0, nil
}

func (f *frame) supply(_ *vm.Caller, a supplyArgs) (int64, error) {
	s, err := f.s.w.Supply()
	copy(a.Dst, s.Fees.AppendLE(s.Minted.AppendLE(s.Cap.AppendLE(nil))))
	return 0, err
}
