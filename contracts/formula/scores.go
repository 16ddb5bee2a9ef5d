package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Scores gives each participant the sum of its measures: pay is linear in verified
// contribution, so that more never scores less (F1) and splitting one identity in two
// gains nothing (F2). Where the parameters have a rule for the role, as for points, which are cheap to make many of, more
// is worth less and less, and nothing beyond a cap.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	rule := ruleOf(args.Params, args.Role)
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		for _, m := range measures {
			scores[i] = scores[i].Add(m)
		}
		if rule != nil {
			scores[i] = rule.score(scores[i])
		}
	}
	return formula.ScoresResult{Scores: scores}
}

// rule is how a role's sums become scores: up to Full they count whole, the next Full half, the next a quarter, and so on;
// what is above Cap does not count at all.
type rule struct{ Full, Cap sdk.Amount }

// maxSteps is how often the worth of a part is halved: what comes after that is worth nothing.
const maxSteps = 20

// ruleOf finds a role's rule in the formula's parameters: the CBOR array of arrays [role, full, cap], each
// full above 0 and at most cap. Anything else is another formula's, beside which this one may have to step in: it changes nothing.
func ruleOf(params []byte, role string) (found *rule) {
	d := sdk.NewDecoder(params)
	for range d.Array() {
		d.Tuple(3)
		name, r := d.Text(), rule{d.Amount(), d.Amount()}
		if r.Full.IsZero() || r.Cap.Less(r.Full) {
			return nil
		}
		if name == role {
			found = &r
		}
	}
	if !d.Done() {
		return nil
	}
	return found
}

// score is what a sum is worth by the rule; parts are rounded down.
func (r *rule) score(sum sdk.Amount) (score sdk.Amount) {
	if r.Cap.Less(sum) {
		sum = r.Cap
	}
	for step := range maxSteps {
		part := r.Full
		if sum.Less(part) {
			part = sum
		}
		worth, _, _ := sdk.MulDiv(part, sdk.U64(1), sdk.U64(1<<step))
		score, sum = score.Add(worth), sum.Sub(part)
	}
	return score
}
