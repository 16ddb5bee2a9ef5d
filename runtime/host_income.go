package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// mintReserve creates tokens again that have come back, within what the contract has minted by the rate in this epoch (I14).
func (f *frame) mintReserve(_ *vm.Caller, a mintReserveArgs) (int64, error) {
	s, err := f.s.w.Supply()
	if err != nil {
		return 0, err
	}
	in, err := f.s.w.Income(f.self, f.s.clock.Epoch)
	if err != nil {
		return 0, err
	}
	amount := least(a.Most, least(s.Reserve, in.Drawable()))
	if !amount.IsZero() {
		s.Reserve, _ = s.Reserve.Sub(amount)
		s.Minted, _ = s.Minted.Add(amount) // minted + reserve stay what they are, at most the cap
		in.Draw(amount)
		if err := f.s.w.SetSupply(s); err != nil {
			return 0, err
		}
		if err := f.s.w.SetIncome(f.self, in); err != nil {
			return 0, err
		}
		if err := f.s.w.Credit(f.self, amount); err != nil {
			return 0, err
		}
	}
	copy(a.Dst, s.Reserve.AppendLE(amount.AppendLE(nil)))
	return 0, nil
}

func (f *frame) returnToReserve(_ *vm.Caller, a returnToReserveArgs) (int64, error) {
	acc, err := f.s.w.Account(f.self)
	if err != nil {
		return 0, err
	}
	rest, ok := acc.Balance.Sub(a.Amount)
	if !ok {
		return errno(abi.ErrInsufficient)
	}
	acc.Balance = rest
	if err := f.s.w.SetAccount(f.self, acc); err != nil {
		return 0, err
	}
	return 0, f.s.w.Withdraw(a.Amount)
}

// burn counts as paid out: so new code of a contract that can mint destroys no more than it can carry off (I14).
func (f *frame) burn(_ *vm.Caller, a burnArgs) (int64, error) {
	if ok, err := f.payOut(abi.Address{}, a.Amount); err != nil || !ok {
		return int64(abi.ErrOutflowExceeded), err
	}
	acc, err := f.s.w.Account(f.self)
	if err != nil {
		return 0, err
	}
	rest, ok := acc.Balance.Sub(a.Amount)
	if !ok {
		return errno(abi.ErrInsufficient)
	}
	acc.Balance = rest
	if err := f.s.w.SetAccount(f.self, acc); err != nil {
		return 0, err
	}
	return 0, f.s.w.Burn(a.Amount)
}

// earn credits this contract with tokens that it has minted by the rate, or collected, which count says.
func (f *frame) earn(amount abi.Amount, count func(*world.Income, abi.Amount)) error {
	if f.contract.Has(abi.CapMint) {
		in, err := f.s.w.Income(f.self, f.s.clock.Epoch)
		if err != nil {
			return err
		}
		count(&in, amount)
		if err := f.s.w.SetIncome(f.self, in); err != nil {
			return err
		}
	}
	return f.s.w.Credit(f.self, amount)
}

// payOut counts what this contract sends to another. It reports whether it may: a contract that can mint
// has a limit per epoch, so that new code of it cannot carry everything off that waits in its balance (I14).
func (f *frame) payOut(to abi.Address, amount abi.Amount) (bool, error) {
	if !f.contract.Has(abi.CapMint) || to == f.self || amount.IsZero() {
		return true, nil
	}
	acc, err := f.s.w.Account(f.self)
	if err != nil || acc.Balance.Less(amount) { // what it does not have is not sent
		return true, err
	}
	in, err := f.s.w.Income(f.self, f.s.clock.Epoch)
	if err != nil || !in.PayOut(amount) {
		return false, err
	}
	return true, f.s.w.SetIncome(f.self, in)
}
