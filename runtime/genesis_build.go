package runtime

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// ErrGenesis wraps what is wrong with a genesis.
var ErrGenesis = errors.New("bad genesis")

// InitChain writes the genesis into an empty overlay: height 0, before the first block. It
// returns the validator set, by key.
func (m *Machine) InitChain(ov *state.Overlay, g *Genesis, chainID string, time int64) ([]ValidatorUpdate, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	if len(g.State) > 0 {
		return g.writeState(ov)
	}
	w := world.New(ov)
	if err := g.writeRules(w, uint64(max(time, 0))); err != nil {
		return nil, err
	}
	if err := m.writeProgram(w, g.Program); err != nil {
		return nil, err
	}
	if err := g.writeLedger(w, uint64(max(time, 0))); err != nil {
		return nil, err
	}
	if err := m.storeCodes(w, g); err != nil {
		return nil, err
	}
	s, err := m.newScope(ov, Header{ChainID: chainID, Time: time})
	if err != nil {
		return nil, err
	}
	if err := s.createBuiltins(g); err != nil {
		return nil, err
	}
	return g.validators(), world.Read(ov).CheckBooks()
}

// writeRules writes parameters, the epoch clock and the order of hooks.
func (g *Genesis) writeRules(w world.World, now uint64) error {
	p := g.Params.WithDefaults()
	if err := w.SetParams(p); err != nil {
		return err
	}
	var hooks []abi.Address
	for i, c := range g.Contracts {
		if slices.Contains(c.Capabilities, abi.CapEpoch) {
			hooks = append(hooks, builtinAddress(i))
		}
	}
	if err := w.SetHooks(hooks); err != nil {
		return err
	}
	return w.SetClock(world.Clock{Genesis: now, Length: p.EpochSeconds, Start: now, End: now + p.EpochSeconds})
}

// writeLedger creates the first tokens, out of what is not reserved for the capability "mint".
func (g *Genesis) writeLedger(w world.World, now uint64) error {
	s, free := world.Supply{Cap: g.cap(), Start: now}, g.cap()
	if g.Mint != nil {
		s.PerDay = g.Mint.PerDay
		if g.Mint.Start > 0 {
			s.Start = g.Mint.Start
		}
		free, _ = free.Sub(g.Mint.Reserved) // check has compared them
	}
	create := func(amount abi.Amount) error {
		sum, ok := s.Minted.Add(amount)
		if !ok {
			return fmt.Errorf("%w: balances overflow", ErrGenesis)
		}
		s.Minted = sum
		return nil
	}
	credit := func(a abi.Address, amount abi.Amount) error {
		if err := create(amount); err != nil {
			return err
		}
		return w.Credit(a, amount)
	}
	for _, a := range g.Accounts {
		if err := credit(a.Address, a.Balance); err != nil {
			return err
		}
		if a.Vesting == nil {
			continue
		}
		if err := create(a.Vesting.Amount); err != nil {
			return err
		}
		if err := w.SetVesting(a.Vesting.record(a.Address, now)); err != nil {
			return err
		}
	}
	for _, b := range g.Bonds {
		minted, ok := s.Minted.Add(b.Amount)
		if !ok {
			return fmt.Errorf("%w: bonds overflow", ErrGenesis)
		}
		s.Minted = minted
		if err := b.write(w); err != nil {
			return err
		}
	}
	for _, c := range g.Contracts { // the zero address holds them until instantiate takes them along
		if err := credit(abi.Address{}, c.Funds); err != nil {
			return err
		}
	}
	if free.Less(s.Minted) {
		return fmt.Errorf("%w: it gives away %s, at most %s (the cap without what is reserved)", ErrGenesis, s.Minted, free)
	}
	return w.SetSupply(s)
}

// write bonds the tokens and makes the validator a member of the set.
func (b GenesisBond) write(w world.World) error {
	if err := w.SetGenesisStake(b.Account, b.Amount); err != nil || b.Validator == nil {
		return err
	}
	v := world.Validator{PubKey: *b.Validator, Owner: b.Account, Power: world.PowerOf(b.Amount), Proven: true}
	if err := w.SetKeyOwner(v.Address(), v.Owner); err != nil {
		return err
	}
	if err := w.SetKeysOf(v.Owner, [][32]byte{v.PubKey}); err != nil {
		return err
	}
	return w.SetValidator(v)
}

// validators are those of the bonds, by key.
func (g *Genesis) validators() (list []ValidatorUpdate) {
	for _, b := range g.Bonds {
		if b.Validator != nil {
			list = append(list, ValidatorUpdate{*b.Validator, world.PowerOf(b.Amount)})
		}
	}
	sortByKey(list)
	return list
}

func (m *Machine) storeCodes(w world.World, g *Genesis) error {
	for i, c := range g.Codes {
		if r := m.eng.Check(c.Wasm); !r.Accepted() {
			return fmt.Errorf("%w: code %d: %s", ErrGenesis, i, r.Reasons[0])
		}
		if err := w.SetCode(sha256.Sum256(c.Wasm), c.Wasm, 0); err != nil {
			return err
		}
	}
	return nil
}

// builtinAddress is the address of the i-th contract of genesis.
func builtinAddress(i int) abi.Address { return abi.ContractAddress(abi.Address{}, uint64(i)) }

// createBuiltins writes every record and name first, so that contracts find each other, and
// then instantiates them in order.
func (s *scope) createBuiltins(g *Genesis) error {
	for i, c := range g.Contracts {
		con := world.Contract{CodeHash: c.CodeHash, Revision: 1, Name: c.Name, Label: c.Name, Capabilities: c.Capabilities}
		if err := s.w.SetContract(builtinAddress(i), con); err != nil {
			return err
		}
		if err := s.w.SetName(c.Name, builtinAddress(i)); err != nil {
			return err
		}
	}
	for i, c := range g.Contracts {
		if err := s.instantiateBuiltin(builtinAddress(i), c); err != nil {
			return fmt.Errorf("%w: contract %s: %w", ErrGenesis, c.Name, err)
		}
	}
	return nil
}

func (s *scope) instantiateBuiltin(addr abi.Address, c GenesisContract) error {
	_, fault, err := s.own(c.CodeHash, abi.EntryInstantiate)
	if err != nil {
		return err
	}
	if fault != nil && fault.Code == abi.CodeEntryMissing { // a formula has no state
		_, err := s.w.Transfer(abi.Address{}, addr, c.Funds) // which holds them: see writeLedger
		return err
	}
	if fault != nil {
		return errors.New(fault.Log)
	}
	input, iface := encodeFields(nil), &abi.Interface{}
	if len(c.Init) > 0 {
		code, _, err := s.w.Code(c.CodeHash)
		if err != nil {
			return nodeFault(err)
		}
		if iface, err = abi.ParseInterface(abi.InterfaceIn(code)); err != nil {
			return err
		}
		if input, err = abi.EncodeCall(iface, abi.EntryInstantiate, abi.EntryInstantiate, c.Init); err != nil {
			return err
		}
	}
	out, err := s.call(call{to: addr, entry: abi.EntryInstantiate, input: input, value: c.Funds, gas: s.params.MaxBlockGas, system: true})
	if err != nil {
		return err
	}
	if out.fault != nil {
		return fmt.Errorf("instantiate: %s %d (%s) %s", out.fault.Code, out.fault.Abort, iface.ErrorName(out.fault.Abort), out.fault.Log)
	}
	s.takeEvents()
	return nil
}
