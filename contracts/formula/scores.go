package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Scores gives each participant the sum of its measures: pay is linear in verified
// contribution, so that more never scores less (F1) and splitting one identity in two
// gains nothing (F2). Where the parameters have a rule for the role, as for points, which are cheap to make many of, more
// of one kind is worth less and less, and all kinds together nothing beyond a cap.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	rule := ruleOf(args.Params, args.Role)
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		for _, m := range measures {
			if rule != nil {
				m = worth(m, rule.Full)
			}
			scores[i] = scores[i].Add(m)
		}
		if rule != nil && rule.Cap.Less(scores[i]) {
			scores[i] = rule.Cap
		}
	}
	return formula.ScoresResult{Scores: scores}
}

// maxSteps is how often the worth of a part is halved: what comes after that is worth nothing.
const maxSteps = 20

// ruleOf finds a role's rule in the formula's parameters. What is none is another formula's, beside which this one may have
// to step in: it changes nothing.
func ruleOf(params []byte, role string) *formula.Rule {
	rules, ok := formula.Rules(params)
	for i := range rules {
		if ok && rules[i].Role == role {
			return &rules[i]
		}
	}
	return nil
}

// worth is what a sum of one kind is worth: up to full it counts whole, the next full half, and so on; parts are rounded down.
func worth(sum, full sdk.Amount) (worth sdk.Amount) {
	for step := 0; step < maxSteps && !sum.IsZero(); step++ {
		part := full
		if sum.Less(part) {
			part = sum
		}
		counts, _, _ := sdk.MulDiv(part, sdk.U64(1), sdk.U64(1<<step))
		worth, sum = worth.Add(counts), sum.Sub(part)
	}
	return worth
}
