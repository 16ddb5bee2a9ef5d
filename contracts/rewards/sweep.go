package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

const (
	// sweepPart is how many entitlements one call pays: far fewer than its memory holds.
	sweepPart = 200
	// sweepReserve is the gas below which the sweep leaves the rest to the next block: what it
	// takes to begin a call, to look at a part, and to store how far payment has come.
	sweepReserve = 3_000_000
	// trialCall is where a block's hook asks to go on with a trial.
	trialCall = 1 << 32
)

// EndBlock pays matured entitlements into balances (R9): oldest epoch first, then by role
// id, then by participant id. What was claimed already is passed over (R3). It asks to be
// called again while there is more to pay and gas to do so: a block pays as much of what is due
// as its hook's gas allows. A block in which nothing is due writes nothing.
//
// Calls of their own, after the last payment, go on with a trial, with votes on the gauge, and with the archive: nothing that happens
// there undoes a payment.
func EndBlock(a sdk.EndBlockArgs) (result sdk.HookResult) {
	result.Next = goOnFrom(a.From)
	switch {
	case result.Next != 0:
	case a.From < countCall && sdk.GasLeft() >= countReserve && loadGauge().due():
		result.Next = countCall
	case a.From < archiveCall && loadArchive().due(loadConfig(), loadBooks()):
		result.Next = archiveCall
	}
	return result
}

// goOnFrom does a part of what a call is for, and returns where that goes on; 0 if it does not.
func goOnFrom(from uint64) (next uint64) {
	var more bool
	switch gas := sdk.GasLeft(); {
	case from >= archiveCall:
		more = gas >= archiveReserve && loadArchive().step(loadConfig(), loadBooks())
	case from >= countCall:
		more = gas >= countReserve && loadGauge().step(len(loadConfig().Roles))
	case from >= trialCall:
		goOn()
	case sweep(sweepPart):
		more = sdk.GasLeft() >= sweepReserve
	case loadBooks().Trial:
		return trialCall
	}
	if more {
		return from + 1
	}
	return 0
}

// sweep goes on from where the last one stopped. It reports whether it came to the end of
// its budget, which is that of records and of epochs to look at, and not of what is due.
func sweep(budget int) (more bool) {
	c, b := loadConfig(), loadBooks()
	if b.waits() {
		return false
	}
	s := settlement{config: c, books: b, spare: sweepReserve}
	before := b.SweepEpoch
	moved, left := c.passRecords(b, &s, budget)
	if !moved && b.SweepEpoch == before && s.total.IsZero() {
		return false
	}
	s.flush()
	b.save()
	return left == 0
}

// passRecords pays up to budget records, and reports whether it passed one and what it left
// of its budget.
func (c *config) passRecords(b *books, s *settlement, budget int) (moved bool, left int) {
	for left = budget; left > 0 && sdk.GasLeft() >= sweepReserve && c.matured(b, b.SweepEpoch); {
		due := nextRecords(b, left)
		if len(due) == 0 { // this epoch is paid; looking at the next one counts as work
			b.SweepEpoch, b.SweepKey = b.SweepEpoch+1, nil
			left--
			continue
		}
		for _, entry := range due {
			if sdk.GasLeft() < sweepReserve || !s.sweepOne(entry) {
				return moved, left
			}
			b.SweepKey, moved = entry.Key, true
			left--
		}
	}
	return moved, left
}

// nextRecords returns the records after the sweep's position in its epoch. An answer
// shorter than limit says nothing, an empty one that the epoch is done.
func nextRecords(b *books, limit int) []sdk.Entry {
	prefix := sdk.Key(keyRecord, sdk.BE64(b.SweepEpoch))
	start := prefix
	if len(b.SweepKey) > 0 {
		start = append(append([]byte(nil), b.SweepKey...), 0)
	}
	return sdk.Scan(start, sdk.PrefixEnd(prefix), false, limit)
}

// sweepOne pays a record unless a claim has. The record stays as it is: the sweep's position
// says that it is paid. It returns false when the ledger refuses: then the epoch has paid out what it
// may, the last of it as a part of this one, or the books do not match the balance, and the sweep waits.
func (s *settlement) sweepOne(entry sdk.Entry) bool {
	var r record
	if !sdk.Unmarshal(entry.Value, &r) || r.State != due {
		return true
	}
	epoch, role, id := splitRecordKey(entry.Key)
	s.at(epoch, role)
	errno := s.pay(id, &r)
	if errno == sdk.OutflowExceeded {
		s.books.stop()
	}
	return errno == sdk.OK
}

// paid reports whether the entitlement of a record was paid: by a claim, or by the sweep, which
// has passed it then.
func (b *books) paid(key []byte, r *record) bool {
	return r.State == claimed || r.State == due && b.passed(key)
}

// passed reports whether the sweep has come to a record.
func (b *books) passed(key []byte) bool {
	epoch, _, _ := splitRecordKey(key)
	return epoch < b.SweepEpoch || epoch == b.SweepEpoch && string(key) <= string(b.SweepKey)
}
