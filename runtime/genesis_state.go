package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// GenesisPair is one pair of the state, as it is stored.
type GenesisPair struct {
	Key   []byte `json:"key"`   // base64 in JSON
	Value []byte `json:"value"` // base64 in JSON
}

// ExportState is the genesis that begins with the state of src, pair by pair, so
// that its root is the same. progress, unless nil, is told the pairs done, of 0:
// nobody has counted them.
func ExportState(src world.Source, progress func(done, total int)) (*Genesis, error) {
	g := &Genesis{}
	it := src.Iterate(nil, nil, false)
	for it.Next() {
		g.State = append(g.State, GenesisPair{bytes.Clone(it.Key()), bytes.Clone(it.Value())})
		if progress != nil {
			progress(len(g.State), 0)
		}
	}
	if err := errors.Join(it.Err(), it.Close()); err != nil {
		return nil, fmt.Errorf("export state: %w", err)
	}
	validators, err := world.Read(src).Validators()
	if err != nil {
		return nil, err
	}
	g.Validators = members(validators)
	return g, nil
}

// checkState finds what is wrong with a genesis that continues a state: it says
// nothing else, and its pairs are in order.
func (g *Genesis) checkState() error {
	if g.Profile != "" || g.Program != "" || !g.Cap.IsZero() || g.Mint != nil || len(g.Accounts)+len(g.Bonds) > 0 || g.Params != (world.Params{}) || len(g.Codes) > 0 || len(g.Contracts) > 0 {
		return fmt.Errorf("%w: beside state nothing else can be set: all of it is in there", ErrGenesis)
	}
	for i := range g.State[1:] {
		if bytes.Compare(g.State[i].Key, g.State[i+1].Key) >= 0 {
			return fmt.Errorf("%w: state key %x is out of order", ErrGenesis, g.State[i+1].Key)
		}
	}
	return nil
}

// writeState writes the pairs, and checks that the books add up and that
// consensus begins with the validators that the state knows.
func (g *Genesis) writeState(ov *state.Overlay) ([]ValidatorUpdate, error) {
	for _, p := range g.State {
		if err := ov.Set(p.Key, p.Value); err != nil {
			return nil, fmt.Errorf("%w: state key %x: %w", ErrGenesis, p.Key, err)
		}
	}
	r := world.Read(ov)
	if err := r.CheckBooks(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGenesis, err)
	}
	known, err := r.Validators()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGenesis, err)
	}
	given := slices.Clone(g.Validators)
	sortByKey(given)
	if !slices.Equal(members(known), given) {
		return nil, fmt.Errorf("%w: its validators are not those of its state", ErrGenesis)
	}
	return g.Validators, nil
}

// members are the validators that have power, as consensus knows them.
func members(all []world.Validator) (list []ValidatorUpdate) {
	for _, v := range all {
		if v.Power > 0 {
			list = append(list, ValidatorUpdate{v.PubKey, v.Power})
		}
	}
	return list
}
