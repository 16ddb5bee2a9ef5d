package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

const (
	maxGuardrails    = 128
	maxInAction      = 16 // of an action
	maxGuardrailName = 64
)

// guardrail is what votes keep to when they change one parameter.
//
//peerz:store
type guardrail struct {
	Least, Most, Step sdk.Amount
}

func guardrailKey(name string) []byte { return sdk.Key(keyGuardrail, []byte(name)) }

func allGuardrails() []sdk.Entry {
	return sdk.Scan([]byte{keyGuardrail}, []byte{keyGuardrail + 1}, false, maxGuardrails)
}

// checkGuardrails returns an error for what cannot be guardrails, for too many, and when nothing would change.
//
//go:noinline
func checkGuardrails(list []governance.Guardrail) *sdk.CallError {
	total, changed := len(allGuardrails()), len(list) == 0
	for i := range list {
		g := &list[i]
		if g.Name == "" || len(g.Name) > maxGuardrailName || !text.IsLine(g.Name) || g.Most.Less(g.Least) {
			return refusal(governance.ErrGuardrails)
		}
		for j := range i {
			if list[j].Name == g.Name {
				return refusal(governance.ErrGuardrails)
			}
		}
		var now guardrail
		known := sdk.Load(guardrailKey(g.Name), &now)
		if !known {
			total++
		}
		changed = changed || !known || now != guardrail{g.Least, g.Most, g.Step}
	}
	switch {
	case total > maxGuardrails:
		return refusal(governance.ErrGuardrails)
	case !changed:
		return refusal(governed.ErrUnchanged)
	}
	return nil
}

// setGuardrails adds and replaces guardrails, if checkGuardrails takes them.
//
//go:noinline
func setGuardrails(list []governance.Guardrail) *sdk.CallError {
	if err := checkGuardrails(list); err != nil {
		return err
	}
	for i := range list {
		g := &list[i]
		sdk.Save(guardrailKey(g.Name), &guardrail{g.Least, g.Most, g.Step})
	}
	return nil
}

// fits reports whether a change keeps to the parameter's guardrail, if it has one. The step does not hold
// for a value that is outside of the range: it must be able to come back.
//
//go:noinline
func fits(owner string, c *governed.ParamChange) bool {
	var g guardrail
	if !sdk.Load(guardrailKey(owner+"/"+c.Name), &g) {
		return true
	}
	now, ok := sdk.ParseAmount(c.New)
	if !ok || !g.holds(now) {
		return false
	}
	old, ok := sdk.ParseAmount(c.Old)
	if !ok || !g.holds(old) || g.Step.IsZero() {
		return true
	}
	if old.Less(now) {
		old, now = now, old
	}
	return !g.Step.Less(old.Sub(now))
}

func (g *guardrail) holds(n sdk.Amount) bool { return !n.Less(g.Least) && !g.Most.Less(n) }

// GetGuardrails returns all guardrails.
func GetGuardrails() (result governance.GuardrailsResult) {
	for _, e := range allGuardrails() {
		var g guardrail
		if !sdk.Unmarshal(e.Value, &g) {
			sdk.Abort(sdk.ErrState, "guardrail")
		}
		result.Guardrails = append(result.Guardrails,
			governance.Guardrail{Name: string(e.Key[1:]), Least: g.Least, Most: g.Most, Step: g.Step})
	}
	return result
}
