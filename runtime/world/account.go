package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Account is what an address owns. Contracts have one too, with nonce 0.
type Account struct {
	Balance abi.Amount
	Nonce   uint64 // transactions sent so far
}

// Account returns the account of a; the zero Account if it never held anything.
func (r Reader) Account(a abi.Address) (acc Account, err error) {
	_, err = r.load(key(prefixAccount, a[:]), func(c *abi.Reader) {
		fields(c, 2)
		acc = Account{c.Amount(), c.Uint()}
	})
	return acc, err
}

// SetAccount writes the account of a, or removes it when it says nothing.
func (w World) SetAccount(a abi.Address, acc Account) error {
	k := key(prefixAccount, a[:])
	if acc == (Account{}) {
		return w.delete(k)
	}
	return w.set(k, abi.AppendUint(acc.Balance.AppendCBOR(abi.AppendArray(nil, 2)), acc.Nonce))
}

// Transfer moves amount between accounts. ok is false, and nothing happens, when the balance
// of from is too small. A transfer to oneself only checks the balance.
func (w World) Transfer(from, to abi.Address, amount abi.Amount) (ok bool, err error) {
	src, err := w.Account(from)
	if err != nil {
		return false, err
	}
	rest, ok := src.Balance.Sub(amount)
	if !ok || from == to || amount.IsZero() {
		return ok, nil
	}
	src.Balance = rest
	if err := w.SetAccount(from, src); err != nil {
		return false, err
	}
	return true, w.Credit(to, amount)
}

// Credit adds amount to the balance of a. The caller has taken it from somewhere: the sum of
// balances never exceeds the cap, so it cannot overflow.
func (w World) Credit(a abi.Address, amount abi.Amount) error {
	if amount.IsZero() {
		return nil
	}
	acc, err := w.Account(a)
	if err != nil {
		return err
	}
	sum, ok := acc.Balance.Add(amount)
	if !ok {
		return ErrCorrupt
	}
	acc.Balance = sum
	return w.SetAccount(a, acc)
}
