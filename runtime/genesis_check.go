package runtime

import (
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// check finds what is wrong with a genesis before anything is written.
func (g *Genesis) check() error {
	if len(g.State) > 0 {
		return g.checkState()
	}
	if err := g.Params.WithDefaults().Check(); err != nil && !g.Unbounded {
		return fmt.Errorf("%w: %w", ErrGenesis, err)
	}
	if g.Program != "" {
		if err := world.CheckVersion(g.Program); err != nil {
			return fmt.Errorf("%w: program: %w", ErrGenesis, err)
		}
	}
	if err := g.checkAccounts(); err != nil {
		return err
	}
	for i, c := range g.Contracts {
		if err := c.check(g.Contracts[:i]); err != nil {
			return fmt.Errorf("%w: contract %d (%s): %w", ErrGenesis, i, c.Name, err)
		}
	}
	if err := g.checkMint(); err != nil {
		return fmt.Errorf("%w: mint: %w", ErrGenesis, err)
	}
	return g.checkBonds()
}

// checkBonds checks the stakes, and that consensus starts with the validators among them.
func (g *Genesis) checkBonds() error {
	accounts, keys := map[abi.Address]bool{}, map[abi.Hash]bool{}
	for i, b := range g.Bonds {
		switch {
		case accounts[b.Account]:
			return fmt.Errorf("%w: bond %d: %s has a bond already", ErrGenesis, i, b.Account)
		case b.Amount.IsZero():
			return fmt.Errorf("%w: bond %d of %s is of nothing", ErrGenesis, i, b.Account)
		}
		accounts[b.Account] = true
		if b.Validator == nil {
			continue
		}
		switch {
		case keys[*b.Validator]:
			return fmt.Errorf("%w: bond %d: validator %s is another account's", ErrGenesis, i, b.Validator)
		case abi.SmallOrder(*b.Validator):
			return fmt.Errorf("%w: bond %d: validator %s is a key of small order, with which nobody can sign", ErrGenesis, i, b.Validator)
		case world.PowerOf(b.Amount) == 0:
			return fmt.Errorf("%w: bond %d: a validator has at least one whole token of stake", ErrGenesis, i)
		}
		keys[*b.Validator] = true
	}
	if len(keys) > maxValidators {
		return fmt.Errorf("%w: %d validators, at most %d", ErrGenesis, len(keys), maxValidators)
	}
	given := slices.Clone(g.Validators)
	sortByKey(given)
	if len(given) > 0 && !slices.Equal(given, g.validators()) {
		return fmt.Errorf("%w: its validators are not those of its bonds, each with the whole tokens of its bond as power", ErrGenesis)
	}
	return nil
}

// cap is how many base units can ever exist.
func (g *Genesis) cap() abi.Amount {
	if g.Cap.IsZero() {
		return world.DefaultCap
	}
	return g.Cap
}

// checkMint checks the parameters of the capability "mint", which are there exactly if somebody holds it.
func (g *Genesis) checkMint() error {
	held := slices.ContainsFunc(g.Contracts, func(c GenesisContract) bool { return slices.Contains(c.Capabilities, abi.CapMint) })
	switch {
	case held != (g.Mint != nil):
		return fmt.Errorf("its parameters and a contract with the capability belong together")
	case !held:
		return nil
	case g.Mint.PerDay.IsZero() || g.cap().Less(g.Mint.PerDay):
		return fmt.Errorf("per_day is %s, want 1 to the cap", g.Mint.PerDay)
	case g.cap().Less(g.Mint.Reserved):
		return fmt.Errorf("reserved is %s, above the cap", g.Mint.Reserved)
	}
	return nil
}

func (c GenesisContract) check(before []GenesisContract) error {
	if !text.IsName(c.Name) {
		return fmt.Errorf("%q is not a name: use up to %d of a-z, 0-9, dot, _, colon and -", c.Name, text.MaxName)
	}
	if slices.ContainsFunc(before, func(b GenesisContract) bool { return b.Name == c.Name }) {
		return fmt.Errorf("the name is taken")
	}
	for _, capability := range c.Capabilities {
		if !slices.Contains(abi.Capabilities(), capability) {
			return fmt.Errorf("unknown capability %q", capability)
		}
	}
	return nil
}
