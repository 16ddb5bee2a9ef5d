package audit

import (
	"math/big"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// record is what one participant did in a role, and what the codes gave for it.
type record struct {
	account    sdk.Address
	measures   []sdk.Amount
	live, last *big.Int
}

// raw is the sum of the measures: the score of the linear share.
func (r *record) raw() *big.Int {
	total := new(big.Int)
	for _, m := range r.measures {
		total.Add(total, Wide(m))
	}
	return total
}

// key names a record.
type key struct{ role, id string }

// scoring is one epoch's, as it is verified: in batches of a role. A code that
// fails scores nothing from then on.
type scoring struct {
	m                *machine
	in               *rewards.InputsResult
	live, last       uint64 // why a code does not work; 0: it does
	records          map[key]*record
	liveSum, lastSum map[string]*big.Int // by role
}

// score goes through an epoch's contributions in the order in which they were verified.
func (s *scoring) score(list []Contribution) error {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && together(&list[from], &list[to]) {
			to++
		}
		if err := s.batch(list[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

func together(a, b *Contribution) bool {
	return a.Epoch == b.Epoch && a.Role == b.Role && a.Batch == b.Batch && (a.Evidence == nil) == (b.Evidence == nil)
}

// batch adds contributions to what their participants did, and scores these: measures add up, scores never do.
func (s *scoring) batch(list []Contribution) error {
	role := list[0].Role
	var touched []*record
	seen := map[string]bool{}
	for i := range list {
		c := &list[i]
		r := s.records[key{role, c.ID}]
		if r == nil {
			r = &record{measures: make([]sdk.Amount, len(c.Measures)), live: new(big.Int), last: new(big.Int)}
			s.records[key{role, c.ID}] = r
		}
		r.account = c.Account
		for k, m := range c.Measures {
			r.measures[k], _ = r.measures[k].CheckedAdd(m)
		}
		if !seen[c.ID] {
			seen[c.ID] = true
			touched = append(touched, r)
		}
	}
	if err := s.column(s.in.Live.CodeHash, &s.live, role, touched, s.liveSum, func(r *record) *big.Int { return r.live }); err != nil {
		return err
	}
	return s.column(s.in.LastGood.CodeHash, &s.last, role, touched, s.lastSum, func(r *record) *big.Int { return r.last })
}

// column has one code score records, unless it has failed before.
func (s *scoring) column(code sdk.Hash, reason *uint64, role string, batch []*record, totals map[string]*big.Int, of func(*record) *big.Int) error {
	if *reason != 0 {
		return nil
	}
	measures := make([][]sdk.Amount, len(batch))
	for i, r := range batch {
		measures[i] = r.measures
	}
	scores, failed, err := s.m.scores(&s.in.Params, code, role, measures)
	if *reason = failed; err != nil || failed != 0 {
		return err
	}
	if totals[role] == nil {
		totals[role] = new(big.Int)
	}
	for i, r := range batch {
		score := of(r)
		totals[role].Sub(totals[role], score)
		score.Set(Wide(scores[i]))
		if totals[role].Add(totals[role], score).BitLen() > 128 {
			*reason = rewards.ReasonOverflow
			return nil
		}
	}
	return nil
}
