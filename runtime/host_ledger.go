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

// mint creates what the schedule allows for the epochs that have ended, and nothing beyond it (I14).
func (f *frame) mint(_ *vm.Caller, a mintArgs) (int64, error) {
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, err
	}
	minted, ok := s.Minted.Add(a.Amount)
	known, ok1 := minted.Add(s.Reserve)
	left, ok2 := s.Due.Sub(a.Amount)
	if !ok || !ok1 || !ok2 || s.Cap.Less(known) {
		return errno(abi.ErrCapExceeded)
	}
	s.Minted, s.Due, s.Taken = minted, left, s.Taken || !a.Amount.IsZero()
	if err := f.s.w.SetSupply(s); err != nil {
		return 0, err
	}
	return 0, f.earn(a.Amount, (*world.Income).Mint)
}

// accrue makes mintable what the schedule has for the epoch that ends at a moment.
func (s *scope) accrue(end uint64) error {
	supply, err := s.w.Supply()
	if err != nil || supply.PerDay.IsZero() {
		return err
	}
	supply.Accrue(s.clock.Start, end, s.params.Emission)
	return s.w.SetSupply(supply)
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
		if err := f.earn(fees, (*world.Income).Collect); err != nil {
			return 0, err
		}
	}
	fees.PutLE(a.Dst)
	return 0, nil
}

func (f *frame) supply(_ *vm.Caller, a supplyArgs) (int64, error) {
	s, err := f.s.w.Supply()
	copy(a.Dst, s.Due.AppendLE(s.Fees.AppendLE(s.Minted.AppendLE(s.Cap.AppendLE(nil)))))
	return 0, err
}
