package world

import (
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// MaxEpochSeconds bounds the length of an epoch: a year. No vote changes it: all times of contracts
// count epochs, so another length would change every term that is running.
const MaxEpochSeconds = 366 * 86_400

// ErrParams wraps what is wrong with parameters, or with a change of them.
var ErrParams = errors.New("bad parameters")

// Votable is a parameter that a vote can change, with the range that genesis and every vote keep to.
type Votable struct {
	Name        string // as Params has it in JSON
	Unit        string
	Least, Most uint64

	of func(*Params) *uint64
}

// Of is the parameter's value.
func (v Votable) Of(p Params) uint64 { return *v.of(&p) }

// Votables lists the parameters that a vote can change, each within a range that is not the vote's to change.
// At any values in range the largest code can be uploaded, and the largest transaction fits a block.
func Votables() []Votable {
	return []Votable{
		{"min_gas_price", "base units a gas", 1, 1e12, func(p *Params) *uint64 { return &p.MinGasPrice.Lo }},
		{"max_tx_gas", "gas", 100e6, 500e6, func(p *Params) *uint64 { return &p.MaxTxGas }},
		{"max_block_gas", "gas", 1e9, 2e9, func(p *Params) *uint64 { return &p.MaxBlockGas }},
		{"hook_gas", "gas", 250e6, 2e9, func(p *Params) *uint64 { return &p.HookGas }},
		{"block_hook_gas", "gas", 100e6, 1e9, func(p *Params) *uint64 { return &p.BlockHookGas }},
		{"probation", "epochs", 3, 1000, func(p *Params) *uint64 { return &p.Probation }},
		{"code_delay_blocks", "blocks", 1, 100_000, func(p *Params) *uint64 { return &p.CodeDelayBlocks }},
		{"growth_gas", "gas a byte", 100, 600, func(p *Params) *uint64 { return &p.GrowthGas }},
		{"unbonding", "epochs", 1, 400, func(p *Params) *uint64 { return &p.Unbonding }},
		{"slash", "ppm of the stake", 1_000, 500_000, func(p *Params) *uint64 { return &p.Slash }},
		{"emission", "ppm of the schedule", 0, allEmission, func(p *Params) *uint64 { return &p.Emission }},
		{"max_block_bytes", "bytes", 2 << 20, 8 << 20, func(p *Params) *uint64 { return &p.MaxBlockBytes }},
	}
}

// VotableNamed returns the parameter of a name; false when no vote changes it.
func VotableNamed(name string) (Votable, bool) {
	list := Votables()
	i := slices.IndexFunc(list, func(v Votable) bool { return v.Name == name })
	if i < 0 {
		return Votable{}, false
	}
	return list[i], true
}

// Check says what is out of its range, or does not fit the rest; it wraps ErrParams.
func (p Params) Check() error {
	if p.EpochSeconds < 1 || p.EpochSeconds > MaxEpochSeconds {
		return fmt.Errorf("%w: epoch_seconds is %d, want 1 to %d", ErrParams, p.EpochSeconds, MaxEpochSeconds)
	}
	if p.MinGasPrice.Hi != 0 {
		return fmt.Errorf("%w: min_gas_price is %s, which is too much", ErrParams, p.MinGasPrice)
	}
	for _, v := range Votables() {
		if n := v.Of(p); n < v.Least || n > v.Most {
			return fmt.Errorf("%w: %s is %d, want %d to %d %s", ErrParams, v.Name, n, v.Least, v.Most, v.Unit)
		}
	}
	if p.BlockHookGas > p.HookGas {
		return fmt.Errorf("%w: block_hook_gas %d is above hook_gas %d", ErrParams, p.BlockHookGas, p.HookGas)
	}
	return p.checkUnbonding()
}

// checkUnbonding sees to it that nobody's stake is free while it can still be proven that it signed against itself.
func (p Params) checkUnbonding() error {
	if p.unbondingSeconds() < p.EvidenceSeconds {
		return fmt.Errorf("%w: unbonding takes %d epochs of %d s, less than the %d s for which consensus takes evidence", ErrParams, p.Unbonding, p.EpochSeconds, p.EvidenceSeconds)
	}
	return nil
}

// ParamValue is another value of a parameter: a number, or the text of ProgramParam.
type ParamValue struct {
	Name  string
	Value uint64
	Text  string // of ProgramParam alone
}

// AppendParamValues encodes changes, each name once and in any order, as Change takes them.
func AppendParamValues(b []byte, list []ParamValue) []byte {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(x, y ParamValue) int { return abi.CompareKeys(x.Name, y.Name) })
	b = abi.AppendMap(b, len(sorted))
	for _, c := range sorted {
		if b = abi.AppendText(b, c.Name); c.Name == ProgramParam {
			b = abi.AppendText(b, c.Text)
		} else {
			b = abi.AppendUint(b, c.Value)
		}
	}
	return b
}

// ReadParamValues decodes changes, whatever their names and values are.
func ReadParamValues(b []byte) (list []ParamValue, err error) {
	r := abi.NewReader(b)
	name := ""
	for i := range r.Map() {
		name = r.Key(name, i == 0)
		c := ParamValue{Name: name}
		if name == ProgramParam {
			c.Text = r.Text()
		} else {
			c.Value = r.Uint()
		}
		list = append(list, c)
		if r.Err() != nil {
			break
		}
	}
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrParams, err)
	}
	return list, nil
}

// Change returns the parameters with changes, and those that differ from before; the plan for the program
// is none of them, and passed over. It fails, with an error that wraps ErrParams, for a name that is none of
// Votables, or values that Check refuses.
func (p Params) Change(list []ParamValue) (after Params, changed []ParamValue, err error) {
	after = p
	for _, c := range list {
		if c.Name == ProgramParam {
			continue
		}
		v, ok := VotableNamed(c.Name)
		if !ok {
			return p, nil, fmt.Errorf("%w: no vote changes %q", ErrParams, c.Name)
		}
		if at := v.of(&after); *at != c.Value {
			*at = c.Value
			changed = append(changed, c)
		}
	}
	if err := after.Check(); err != nil {
		return p, nil, err
	}
	return after, changed, nil
}
