package world

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Supply is the token's books: minted plus the reserve is at most the cap, and the sum of all balances, of the
// fees that nobody has collected yet and of what is not released yet of what vests is minted (I11).
type Supply struct {
	Cap        abi.Amount
	Minted     abi.Amount
	Fees       abi.Amount // taken from senders, not yet collected
	MintPerDay abi.Amount // what the capability "mint" may create in 86,400 seconds
	LastMint   uint64     // unix seconds of the last mint; the genesis time before the first
	Unused     abi.Amount // what the rate allowed at the last mint and was not minted
	Reserve    abi.Amount // of what is not minted: came back, and may be minted again beside the rate
}

// Supply returns the token's books.
func (r Reader) Supply() (s Supply, err error) {
	_, err = r.load(key(prefixSupply), func(c *abi.Reader) {
		fields(c, 7)
		s = Supply{c.Amount(), c.Amount(), c.Amount(), c.Amount(), c.Uint(), c.Amount(), c.Amount()}
	})
	return s, err
}

// SetSupply writes the books, unless they would not hold.
func (w World) SetSupply(s Supply) error {
	known, ok := s.Minted.Add(s.Reserve)
	if !ok || s.Cap.Less(known) || s.Minted.Less(s.Fees) {
		return fmt.Errorf("world: supply: %w", errBooks)
	}
	b := s.Cap.AppendCBOR(abi.AppendArray(nil, 7))
	b = s.MintPerDay.AppendCBOR(s.Fees.AppendCBOR(s.Minted.AppendCBOR(b)))
	return w.set(key(prefixSupply), s.Reserve.AppendCBOR(s.Unused.AppendCBOR(abi.AppendUint(b, s.LastMint))))
}

var errBooks = errors.New("the books do not balance")

// Withdraw takes amount out of what is minted, into the reserve. The caller has taken it from somewhere.
func (w World) Withdraw(amount abi.Amount) error {
	s, err := w.Supply()
	if err != nil || amount.IsZero() {
		return err
	}
	minted, ok := s.Minted.Sub(amount)
	reserve, ok2 := s.Reserve.Add(amount)
	if !ok || !ok2 {
		return fmt.Errorf("world: %s to the reserve: %w", amount, errBooks)
	}
	s.Minted, s.Reserve = minted, reserve
	return w.SetSupply(s)
}

// CheckBooks walks every account and returns an error unless balances, uncollected fees and what vests
// add up to what was minted.
func (r Reader) CheckBooks() error {
	s, err := r.Supply()
	if err != nil {
		return err
	}
	sum := s.Fees
	err = r.each(key(prefixAccount), func(rest, v []byte) error {
		return parse(rest, v, func(c *abi.Reader) {
			fields(c, 2)
			var ok bool
			if sum, ok = sum.Add(c.Amount()); !ok {
				c.Fail(errBooks)
			}
			c.Uint()
		})
	})
	if err == nil {
		sum, err = r.addVesting(sum)
	}
	if err == nil && (sum != s.Minted || s.Cap.Less(s.Minted)) {
		err = fmt.Errorf("world: balances, fees and what vests are %s, minted %s of %s: %w", sum, s.Minted, s.Cap, errBooks)
	}
	return err
}
