package audit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// Codes gives the module of a code, as it was uploaded.
type Codes interface {
	Module(ctx context.Context, hash sdk.Hash) ([]byte, error)
}

// machine runs formulas as the chain runs them.
type machine struct {
	chain *sandbox.Chain
	known []sdk.Hash
}

// newMachine brings codes into a sandbox. It refuses a module that has not the hash it goes by.
func newMachine(ctx context.Context, hashes []sdk.Hash, codes Codes) (*machine, error) {
	g, m := &runtime.Genesis{Profile: "audit"}, &machine{}
	for _, hash := range hashes {
		if slices.Contains(m.known, hash) {
			continue
		}
		m.known = append(m.known, hash)
		module, err := codes.Module(ctx, hash)
		if err != nil {
			return nil, fmt.Errorf("formula %x: %w", hash.Bytes(), err)
		}
		if got := sha256.Sum256(module); sdk.HashOf(got[:]) != hash {
			return nil, fmt.Errorf("formula %x: the module has the hash %x: it is another, or a byte of it was changed", hash.Bytes(), got)
		}
		// As a contract of genesis it is in memory already, so that no call pays for bringing it there.
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: module})
		g.Contracts = append(g.Contracts, runtime.GenesisContract{Name: fmt.Sprintf("formula-%x", hash.Bytes()[:16]), CodeHash: abi.Hash(hash.Bytes())})
	}
	chain, err := sandbox.New(g, sandbox.Options{})
	if err != nil {
		return nil, err
	}
	if _, err = chain.Block(sandbox.Start); err != nil {
		return nil, errors.Join(err, chain.Close())
	}
	m.chain = chain
	return m, nil
}

// close frees it; there may be none.
func (m *machine) close() error {
	if m == nil {
		return nil
	}
	return m.chain.Close()
}

// hashes are the codes that it runs.
func (m *machine) hashes() []sdk.Hash {
	if m == nil {
		return nil
	}
	return slices.Clone(m.known)
}

// knows reports whether it runs all of these.
func (m *machine) knows(hashes []sdk.Hash) bool {
	return m != nil && !slices.ContainsFunc(hashes, func(h sdk.Hash) bool { return !slices.Contains(m.known, h) })
}

// has reports whether it runs a code.
func (m *machine) has(code sdk.Hash) bool { return slices.Contains(m.known, code) }

// ask calls an entry of a formula as the contract rewards does: with so much gas, and for an answer about so many items. A
// failure of the code is a reason.
func ask(c *sandbox.Chain, code abi.Hash, entry string, question sdk.Marshaler, p *rewards.Params, items int, answer sdk.Unmarshaler) (used, reason uint64, err error) {
	view := c.View()
	defer view.Close()
	gas := p.FormulaGas + p.FormulaGasPerRecord*uint64(items)
	out, used, fault, err := c.Machine().Pure(view, c.Header(), code, entry, sdk.Marshal(question), gas)
	switch {
	case err != nil:
		return used, 0, err
	case fault != nil && (fault.Code == abi.CodeCodeNotCallable || fault.Code == abi.CodeEntryMissing || fault.Code == abi.CodeCodeUnknown):
		return used, rewards.ReasonNotCallable, nil
	case fault != nil:
		return used, uint64(fault.Code), nil
	case len(out) > 32+18*items: // the longest that rewards decodes
		return used, rewards.ReasonLength, nil
	case !sdk.Unmarshal(out, answer):
		return used, rewards.ReasonMalformed, nil
	}
	return used, 0, nil
}

// Weights asks a formula in a sandbox for the weights of an epoch, and holds them to the bounds. used is gas.
func Weights(c *sandbox.Chain, code abi.Hash, q *formula.WeightsArgs, p *rewards.Params) (ppm []uint64, used, reason uint64, err error) {
	var answer formula.WeightsResult
	used, reason, err = ask(c, code, abi.EntryWeights, q, p, len(q.Base), &answer)
	switch {
	case err != nil || reason != 0:
		return nil, used, reason, err
	case len(answer.Weights) != len(q.Base):
		return nil, used, rewards.ReasonLength, nil
	}
	if reason = OutOfBounds(p, q.Base, answer.Weights); reason != 0 {
		return nil, used, reason, nil
	}
	return answer.Weights, used, 0, nil
}

// Scores asks a formula in a sandbox for the scores of a batch. used is gas.
func Scores(c *sandbox.Chain, code abi.Hash, role string, batch [][]sdk.Amount, p *rewards.Params) (scores []sdk.Amount, used, reason uint64, err error) {
	var answer formula.ScoresResult
	q := formula.ScoresArgs{Role: role, Measures: batch, Params: p.FormulaParams}
	used, reason, err = ask(c, code, abi.EntryScores, &q, p, len(batch), &answer)
	if err == nil && reason == 0 && len(answer.Scores) != len(batch) {
		reason = rewards.ReasonLength
	}
	return answer.Scores, used, reason, err
}

// Question is what a formula is asked for the weights of an epoch.
func Question(in *rewards.InputsResult) *formula.WeightsArgs {
	q := &formula.WeightsArgs{Params: in.Params.FormulaParams, MinWeight: in.Params.MinWeight, MaxWeight: in.Params.MaxWeight}
	for _, r := range in.Roles {
		q.Previous, q.Base, q.Gauge = append(q.Previous, r.Previous), append(q.Base, r.Base), append(q.Gauge, r.Gauge)
		q.Demand, q.Supply = append(q.Demand, r.Demand), append(q.Supply, r.Supply)
	}
	return q
}

// weights asks a code for the weights of an epoch.
func (m *machine) weights(in *rewards.InputsResult, code sdk.Hash) ([]uint64, uint64, error) {
	if !m.has(code) {
		return nil, rewards.ReasonNotCallable, nil
	}
	ppm, _, reason, err := Weights(m.chain, abi.Hash(code.Bytes()), Question(in), &in.Params)
	return ppm, reason, err
}

// OutOfBounds is the reason against a formula's weights that the bounds of a vote do not allow, or 0: rewards holds them
// to these. base are the voted weights, one for each role.
func OutOfBounds(p *rewards.Params, base, ppm []uint64) uint64 {
	total := sum()
	for _, w := range ppm {
		if w > 1<<36 {
			return rewards.ReasonBounds
		}
		total.Add(total, count(w))
	}
	if total.Sign() == 0 {
		return rewards.ReasonZeroSum
	}
	for i, w := range ppm {
		if (base[i] == 0) != (w == 0) { // only a vote suspends a role, or revives it
			return rewards.ReasonBounds
		}
		part := count(w)
		part.Mul(part, count(million))
		low, high := count(p.MinWeight), count(p.MaxWeight)
		if w > 0 && part.Cmp(low.Mul(low, total)) < 0 || part.Cmp(high.Mul(high, total)) > 0 {
			return rewards.ReasonBounds
		}
	}
	return 0
}

// scores asks a code for the scores of a batch.
func (m *machine) scores(p *rewards.Params, code sdk.Hash, role string, batch [][]sdk.Amount) ([]sdk.Amount, uint64, error) {
	if !m.has(code) {
		return nil, rewards.ReasonNotCallable, nil
	}
	scores, _, reason, err := Scores(m.chain, abi.Hash(code.Bytes()), role, batch, p)
	return scores, reason, err
}
