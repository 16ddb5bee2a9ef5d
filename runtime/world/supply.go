package world

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Supply is the token's books: minted plus the reserve is at most the cap, and the sum of all balances, stakes,
// escrows, of the fees that nobody has collected yet and of what is not released yet of what vests is minted (I11).
type Supply struct {
	Cap     abi.Amount
	Minted  abi.Amount
	Fees    abi.Amount // taken from senders, not yet collected
	PerDay  abi.Amount // what the schedule of the capability "mint" allows in 86,400 seconds at first
	Start   uint64     // of the schedule, unix seconds
	Due     abi.Amount // what may be minted now
	Taken   bool       // something of that was minted since the last epoch ended
	Reserve abi.Amount // of what is not minted: came back, and may be minted again beside the schedule
}

// Supply returns the token's books.
func (r Reader) Supply() (s Supply, err error) {
	_, err = r.load(key(prefixSupply), func(c *abi.Reader) {
		fields(c, 8)
		s = Supply{c.Amount(), c.Amount(), c.Amount(), c.Amount(), c.Uint(), c.Amount(), c.Bool(), c.Amount()}
	})
	return s, err
}

// SetSupply writes the books, unless they would not hold.
func (w World) SetSupply(s Supply) error {
	known, ok := s.Minted.Add(s.Reserve)
	if !ok || s.Cap.Less(known) || s.Minted.Less(s.Fees) {
		return fmt.Errorf("world: supply: %w", errBooks)
	}
	b := s.Cap.AppendCBOR(abi.AppendArray(nil, 8))
	b = s.PerDay.AppendCBOR(s.Fees.AppendCBOR(s.Minted.AppendCBOR(b)))
	b = abi.AppendBool(s.Due.AppendCBOR(abi.AppendUint(b, s.Start)), s.Taken)
	return w.set(key(prefixSupply), s.Reserve.AppendCBOR(b))
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

// Burn takes tokens out of what is minted that the caller has taken from somebody, for good: minting them again is a
// matter of the schedule.
func (w World) Burn(amount abi.Amount) error {
	s, err := w.Supply()
	if err != nil || amount.IsZero() {
		return err
	}
	minted, ok := s.Minted.Sub(amount)
	if !ok {
		return fmt.Errorf("world: %s burned: %w", amount, errBooks)
	}
	s.Minted = minted
	return w.SetSupply(s)
}

// CheckBooks walks everything that holds tokens and returns an error unless balances, stakes, what is unbonding,
// escrows, what vests and uncollected fees add up to what was minted, and no sum that is stored is wrong.
func (r Reader) CheckBooks() error {
	s, err := r.Supply()
	if err != nil {
		return err
	}
	held, err := r.held()
	if err != nil {
		return err
	}
	if known := sum(held, s.Fees); known != s.Minted || s.Cap.Less(s.Minted) {
		return fmt.Errorf("world: balances, stakes, escrows, what vests and fees are %s, minted %s of %s: %w", known, s.Minted, s.Cap, errBooks)
	}
	return nil
}

// held is the sum of balances, stakes, what is unbonding, escrows, and what vests.
func (r Reader) held() (total abi.Amount, err error) {
	for _, part := range []func() (abi.Amount, error){r.balances, r.stakes, r.unbondings, r.escrows, r.vesting} {
		amount, err := part()
		if err != nil {
			return total, err
		}
		total = sum(total, amount)
	}
	return total, nil
}

func (r Reader) balances() (total abi.Amount, err error) {
	err = r.each(key(prefixAccount), func(rest, v []byte) error {
		return parse(rest, v, func(c *abi.Reader) {
			fields(c, 2)
			total = sum(total, c.Amount())
			c.Uint()
		})
	})
	return total, err
}

// stakes adds the newest checkpoint of each owner, and compares with that of all.
func (r Reader) stakes() (total abi.Amount, err error) {
	var owner abi.Address
	var newest abi.Amount
	err = r.each(key(prefixStake), func(rest, v []byte) error {
		if len(rest) != abi.AddressSize+8 {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		if a := abi.Address(rest[:abi.AddressSize]); a != owner {
			owner, total, newest = a, sum(total, newest), abi.Amount{}
		}
		return parse(rest, v, func(c *abi.Reader) { newest = c.Amount() })
	})
	if err != nil {
		return total, err
	}
	total = sum(total, newest)
	stored, err := r.TotalStakeAt(latest)
	if err == nil && stored != total {
		err = fmt.Errorf("world: stakes add up to %s, not %s: %w", total, stored, errBooks)
	}
	if err != nil {
		return total, err
	}
	if err := r.checkProxies(); err != nil {
		return total, err
	}
	if err := r.checkSilent(); err != nil {
		return total, err
	}
	return total, r.checkSupport()
}

func (r Reader) unbondings() (total abi.Amount, err error) {
	err = r.each(key(prefixUnbonding), func(rest, _ []byte) error {
		if len(rest) != abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		list, err := r.Unbonding(abi.Address(rest))
		for _, u := range list {
			total = sum(total, u.Amount)
		}
		return err
	})
	return total, err
}

// escrows adds what contracts hold locked for each owner, and compares with their own sums.
func (r Reader) escrows() (total abi.Amount, err error) {
	err = r.each(key(prefixEscrow), func(rest, v []byte) error {
		return parse(rest, v, func(c *abi.Reader) { total = sum(total, c.Amount()) })
	})
	if err != nil {
		return total, err
	}
	var stored abi.Amount
	err = r.each(key(prefixEscrows), func(rest, _ []byte) error {
		if len(rest) != abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		e, err := r.Escrows(abi.Address(rest), 0)
		stored = sum(stored, e.Total)
		return err
	})
	if err == nil && stored != total {
		err = fmt.Errorf("world: escrows add up to %s, not %s: %w", total, stored, errBooks)
	}
	return total, err
}
