package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Limits of one call of record. With measures up to 2^96, totals of raw measures cannot
// pass 128 bits before four billion records: one entry never blocks the others.
const (
	maxEntries  = 50
	maxMeasures = 8
	maxIDLength = 64
)

// Record adds verified contributions to what their participants did in a closed epoch, of
// which alone they count (R8), and scores the totals: measures add up, scores never do, so
// that order and batches make no difference (R5).
func Record(a rewards.RecordArgs) (result rewards.RecordResult) {
	onlyContract(roles.Name)
	c := loadConfig()
	c.mustBeValid(a)
	epoch, e := loadBooks().mustBeVerifying(a.Epoch)
	c.Params = loadInputs(epoch).Params // a vote between the two changes nothing of an epoch that has closed
	s := loadScoring(epoch)
	before := *s
	changes, others := totalsWith(epoch, a)
	result.Others = others
	live := c.column(s.Live, &s.LiveFailure, a.Role, changes)
	last := c.column(s.Last, &s.LastFailure, a.Role, changes)

	worked := before.LiveFailure == 0
	totals := loadShare(epoch, a.Role)
	for i := range changes {
		r := record{Account: changes[i].Account, Measures: changes[i].Measures}
		r.Limit, r.Limited = changes[i].limit()
		if s.LiveFailure == 0 {
			r.Live = live[i]
		}
		if s.LastFailure == 0 {
			r.Last = last[i]
		}
		totals.put(s, epoch, a.Role, &changes[i], &r)
	}
	totals.save(epoch, a.Role)
	if worked && s.LiveFailure != 0 {
		s.accuse(epoch, a.Role, changes)
	}
	if *s != before {
		s.save(epoch)
	}
	if !e.Recorded {
		e.Recorded = true
		sdk.Save(epochKey(epoch), e)
	}
	return result
}

// change is what a participant's record becomes.
type change struct {
	rewards.Entry
	old   record
	known bool // old was there
}

// totalsWith returns one change for each record that a adds to: what is recorded, plus all that a has for it. An entry whose
// id's record is another account's, because the id has moved, is added to one of its account's own (R21): others are their positions.
func totalsWith(epoch uint64, a rewards.RecordArgs) (changes []change, others []uint64) {
	changes = make([]change, 0, len(a.Entries))
	for i := range a.Entries {
		e := &a.Entries[i]
		c := ownChange(&changes, epoch, a.Role, e.ID, e.Account)
		if c == nil {
			c = ownChange(&changes, epoch, a.Role, rewards.OtherID(e.Account), e.Account)
			others = append(others, uint64(i))
		}
		c.plus(e.Measures, e.Limit)
	}
	return changes, others
}

// ownChange returns the change of a record, which begins as what is recorded, or as nothing; nil if the record is another account's.
func ownChange(changes *[]change, epoch, role uint64, id string, account sdk.Address) *change {
	for i := range *changes { // at most 50 short comparisons
		if c := &(*changes)[i]; c.ID == id {
			if c.Account != account {
				return nil
			}
			return c
		}
	}
	c := change{Entry: rewards.Entry{ID: id, Account: account}}
	if c.known = sdk.Load(recordKey(epoch, role, id), &c.old); c.known {
		if c.old.Account != account {
			return nil
		}
		c.Measures = c.old.Measures
		if c.old.Limited {
			c.Limit = &c.old.Limit
		}
	}
	*changes = append(*changes, c)
	return &(*changes)[len(*changes)-1]
}

// plus adds what is said of the same participant again. Limits add up, to the largest amount at most: what a contract says
// must not stop verification. What has none adds nothing to that of the others.
func (c *change) plus(measures []sdk.Amount, limit *sdk.Amount) {
	c.Measures = addMeasures(c.Measures, measures)
	switch {
	case limit == nil:
	case c.Limit == nil:
		c.Limit = limit
	default:
		sum := plus(*c.Limit, *limit)
		c.Limit = &sum
	}
}

// limit is what the measures earn at most, if there is a limit.
func (c *change) limit() (sdk.Amount, bool) {
	if c.Limit == nil {
		return sdk.Amount{}, false
	}
	return *c.Limit, true
}

// addMeasures adds two lists of the same role. A role may have been defined anew between the two: what one of them does not
// have counts as 0. It aborts beyond 128 bits, which four billion contributions of the largest size would need.
func addMeasures(a, b []sdk.Amount) []sdk.Amount {
	sum := make([]sdk.Amount, max(len(a), len(b)))
	for i := range sum {
		sum[i] = amountIn(a, i).Add(amountIn(b, i))
	}
	return sum
}

func (c *config) mustBeValid(a rewards.RecordArgs) {
	if a.Role >= uint64(len(c.Roles)) {
		sdk.Abort(rewards.ErrRoleUnknown, "no such role id")
	}
	if len(a.Entries) > maxEntries {
		sdk.Abort(rewards.ErrTooMany, "too many entries")
	}
	for i := range a.Entries {
		e := &a.Entries[i]
		if e.ID == "" || len(e.ID) > maxIDLength {
			sdk.Abort(rewards.ErrIDLength, "bad id")
		}
		if len(e.Measures) == 0 || len(e.Measures) > maxMeasures {
			sdk.Abort(rewards.ErrMeasures, "bad number of measures")
		}
		for _, m := range e.Measures {
			if m.Hi>>32 != 0 {
				sdk.Abort(rewards.ErrMeasures, "measure above 2^96")
			}
		}
	}
}

// column returns one code's scores for the totals, unless it has failed in this epoch;
// if it fails now, that is noted in failure.
func (c *config) column(code sdk.Hash, failure *uint64, role uint64, batch []change) []sdk.Amount {
	if *failure != 0 || len(batch) == 0 {
		return nil
	}
	var scores []sdk.Amount
	scores, *failure = c.scores(code, c.Roles[role], batch)
	return scores
}

// put writes a record and moves the totals from the one it replaces to it (R4). A total of
// scores that overflows puts its code out; it then counts no further.
//
//go:noinline
func (t *share) put(s *scoring, epoch, role uint64, c *change, r *record) {
	if !c.known {
		t.Participants++
		sdk.Set(unpaidKey(r.Account, epoch, role, c.ID), []byte{1})
	}
	t.Raw = t.Raw.Sub(c.old.raw()).Add(r.raw())
	replace(&t.LiveTotal, &s.LiveFailure, c.old.Live, r.Live)
	replace(&t.LastTotal, &s.LastFailure, c.old.Last, r.Last)
	sdk.Save(recordKey(epoch, role, c.ID), r)
}

func replace(total *sdk.Amount, failure *uint64, old, now sdk.Amount) {
	if *failure != 0 {
		return
	}
	sum, ok := total.Sub(old).CheckedAdd(now)
	if !ok {
		*failure = rewards.ReasonOverflow
		return
	}
	*total = sum
}

// raw is the sum of the measures, which is what the linear share counts.
func (r *record) raw() (sum sdk.Amount) {
	for _, m := range r.Measures {
		sum = sum.Add(m)
	}
	return sum
}

// score is what the record counts when paidBy pays.
func (r *record) score(paidBy uint64) sdk.Amount {
	switch paidBy {
	case byLive:
		return r.Live
	case byLastGood:
		return r.Last
	}
	return r.raw()
}

// total is the sum of score over all records of the role.
func (t *share) total(paidBy uint64) sdk.Amount {
	switch paidBy {
	case byLive:
		return t.LiveTotal
	case byLastGood:
		return t.LastTotal
	}
	return t.Raw
}
