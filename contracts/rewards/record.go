package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Limits of one call of record. With measures up to 2^96, totals of raw measures cannot
// pass 128 bits before four billion records: one entry never blocks the others.
const (
	maxEntries  = 250
	maxMeasures = 8
	maxIDLength = 64
)

// Entry is one participant's verified contribution.
type Entry struct {
	Account  sdk.Address  // that is paid
	ID       string       `cbor:"id"` // of the participant, 1 to 64 bytes
	Measures []sdk.Amount // in the units and order that the role defines, below 2^96
}

// RecordArgs are verified contributions to one role in the current epoch.
type RecordArgs struct {
	Role    uint64  // id
	Entries []Entry // at most 250
}

// Record writes verified contributions of the current epoch and scores them. A further
// record for the same participant replaces the first: measures are totals of the epoch,
// never increments. Only roles may call it.
//
//peerz:execute record
func Record(a RecordArgs) {
	onlyContract("roles")
	c := loadConfig()
	c.mustBeValid(a)
	epoch := sdk.Context().Epoch
	s, stored := loadScoring(epoch)
	before := *s
	live := c.column(s.Live, &s.LiveFailure, a)
	last := c.column(s.Last, &s.LastFailure, a)

	totals := loadShare(epoch, a.Role)
	for i := range a.Entries {
		r := record{Account: a.Entries[i].Account, Measures: a.Entries[i].Measures}
		if s.LiveFailure == 0 {
			r.Live = live[i]
		}
		if s.LastFailure == 0 {
			r.Last = last[i]
		}
		totals.put(s, epoch, a.Role, a.Entries[i].ID, &r)
	}
	totals.save(epoch, a.Role)
	if !stored || *s != before {
		s.save(epoch)
	}
}

func (c *config) mustBeValid(a RecordArgs) {
	if a.Role >= uint64(len(c.Roles)) {
		sdk.Abort(ErrRoleUnknown, "no such role id")
	}
	if len(a.Entries) > maxEntries {
		sdk.Abort(ErrTooMany, "too many entries")
	}
	for i := range a.Entries {
		e := &a.Entries[i]
		if e.ID == "" || len(e.ID) > maxIDLength {
			sdk.Abort(ErrIDLength, "bad id")
		}
		if len(e.Measures) == 0 || len(e.Measures) > maxMeasures {
			sdk.Abort(ErrMeasures, "bad number of measures")
		}
		for _, m := range e.Measures {
			if m.Hi>>32 != 0 {
				sdk.Abort(ErrMeasures, "measure above 2^96")
			}
		}
	}
}

// column returns one code's scores for the entries, unless it has failed in this epoch;
// if it fails now, that is noted in failure.
func (c *config) column(code sdk.Hash, failure *uint64, a RecordArgs) []sdk.Amount {
	if *failure != 0 || len(a.Entries) == 0 {
		return nil
	}
	var scores []sdk.Amount
	scores, *failure = c.scores(code, c.Roles[a.Role], a.Entries)
	return scores
}

// put writes a record and moves the totals from the record it replaces to the new one
// (I6). A total of scores that overflows puts its code out; it then counts no further.
func (t *share) put(s *scoring, epoch, role uint64, id string, r *record) {
	key := recordKey(epoch, role, id)
	var old record
	if sdk.Load(key, &old) {
		if old.Account != r.Account {
			sdk.Delete(unpaidKey(old.Account, epoch, role, id))
		}
	} else {
		t.Participants++
	}
	t.Raw = t.Raw.Sub(old.raw()).Add(r.raw())
	replace(&t.LiveTotal, &s.LiveFailure, old.Live, r.Live)
	replace(&t.LastTotal, &s.LastFailure, old.Last, r.Last)
	sdk.Save(key, r)
	sdk.Set(unpaidKey(r.Account, epoch, role, id), []byte{1})
}

func replace(total *sdk.Amount, failure *uint64, old, now sdk.Amount) {
	if *failure != 0 {
		return
	}
	sum, ok := total.Sub(old).CheckedAdd(now)
	if !ok {
		*failure = reasonOverflow
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
