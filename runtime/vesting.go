package runtime

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// GenesisVesting is a part of an account's tokens that time releases, evenly from the start of the chain
// until Seconds later.
type GenesisVesting struct {
	Amount  abi.Amount `json:"amount"`          // base units, at least 1; on top of the balance
	Seconds uint64     `json:"seconds"`         // from genesis to the last release, 1 to world.MaxVestingSeconds
	Cliff   uint64     `json:"cliff,omitempty"` // seconds from genesis before which nothing is released, at most Seconds
}

func (v *GenesisVesting) check() error {
	switch {
	case v.Amount.IsZero():
		return fmt.Errorf("vesting of nothing")
	case v.Seconds < 1 || v.Seconds > world.MaxVestingSeconds:
		return fmt.Errorf("vesting takes %d seconds, want 1 to %d", v.Seconds, uint64(world.MaxVestingSeconds))
	case v.Cliff > v.Seconds:
		return fmt.Errorf("the cliff of %d seconds is behind the end of the vesting, %d", v.Cliff, v.Seconds)
	}
	return nil
}

// checkAccounts finds accounts that are there twice, and vesting that no chain takes.
func (g *Genesis) checkAccounts() error {
	known, vestings := make(map[abi.Address]bool, len(g.Accounts)), 0
	for _, a := range g.Accounts {
		if known[a.Address] {
			return fmt.Errorf("%w: account %s is there twice", ErrGenesis, a.Address)
		}
		known[a.Address] = true
		if a.Vesting == nil {
			continue
		}
		if vestings++; vestings > world.MaxVestings {
			return fmt.Errorf("%w: the tokens of more than %d accounts vest", ErrGenesis, world.MaxVestings)
		}
		if err := a.Vesting.check(); err != nil {
			return fmt.Errorf("%w: account %s: %w", ErrGenesis, a.Address, err)
		}
	}
	return nil
}

// vesting is the record that an account of genesis begins with.
func (v *GenesisVesting) record(a abi.Address, now uint64) world.Vesting {
	return world.Vesting{Account: a, Amount: v.Amount, Start: now, Cliff: now + v.Cliff, End: now + v.Seconds}
}

// releaseVested pays into balances what is due at the start of the epoch that begins.
func (s *scope) releaseVested() error {
	list, err := s.w.Vestings()
	if err != nil {
		return err
	}
	for _, v := range list {
		due := v.Due(s.clock.Start)
		part, ok := due.Sub(v.Paid)
		if !ok || part.IsZero() {
			continue
		}
		v.Paid = due
		if err := s.w.SetVesting(v); err != nil {
			return err
		}
		if err := s.w.Credit(v.Account, part); err != nil {
			return err
		}
		s.note("vesting_released", accountField(v.Account), amountField("amount", part))
	}
	return nil
}
