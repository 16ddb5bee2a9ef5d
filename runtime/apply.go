package runtime

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Apply executes a transaction. Whatever its bytes are, they get a receipt; the error is a
// node fault only. A transaction that is refused before its fee is taken has no effect at
// all; one that is included pays its whole fee and spends its nonce, whatever its outcome.
func (b *Block) Apply(d Decoded) (Receipt, error) {
	if d.Fault != nil {
		return d.Fault.receipt(0), nil
	}
	t := d.Tx
	acc, refusal, err := b.admit(t)
	if err != nil {
		return Receipt{}, nodeFault(err)
	}
	if refusal != nil {
		return refusal.receipt(t.Body.GasLimit), nil
	}
	b.gasWanted += t.Body.GasLimit
	if err := b.s.takeFee(t.Sender(), acc, t.Body.Fee); err != nil {
		return Receipt{}, nodeFault(err)
	}
	if err := b.s.w.Wake(t.Sender(), b.s.clock.Epoch); err != nil {
		return Receipt{}, nodeFault(err)
	}
	return b.s.execute(t, t.Body.GasLimit)
}

// execute runs the message of an admitted transaction and writes its receipt.
func (s *scope) execute(t *tx.Tx, gasLimit uint64) (Receipt, error) {
	s.origin, s.warm.brought = t.Sender(), nil
	paid := intrinsic(t)
	k := s.savepoint()
	data, out, err := s.perform(t, gasLimit-paid)
	if err != nil {
		return Receipt{}, nodeFault(err)
	}
	rec := Receipt{Data: data, GasWanted: gasLimit, GasUsed: paid + out.gas}
	if f := out.fault; f != nil {
		s.revert(k)
		rec.Code, rec.Log, rec.Data = f.Code, f.Log, nil
		if f.Code == abi.CodeAborted {
			rec.Data = encodeFields([]field{number("code", uint64(f.Abort))})
		}
	}
	rec.Events = s.takeEvents()
	return rec, nil
}

// takeFee moves the fee to the uncollected fees and spends the nonce. admit has checked both.
func (s *scope) takeFee(sender abi.Address, acc world.Account, fee abi.Amount) error {
	sup, err := s.w.Supply()
	if err != nil {
		return err
	}
	rest, ok := acc.Balance.Sub(fee)
	fees, ok2 := sup.Fees.Add(fee)
	if !ok || !ok2 {
		return fmt.Errorf("fee %s of %s: %w", fee, sender, world.ErrCorrupt)
	}
	sup.Fees = fees
	if err := s.w.SetSupply(sup); err != nil {
		return err
	}
	return s.w.SetAccount(sender, world.Account{Balance: rest, Nonce: acc.Nonce + 1})
}
