package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// sweepReserve is the gas below which the sweep leaves the rest to the next block: a few
// times what one payment costs.
const sweepReserve = 3_000_000

// EndBlock pays up to Sweep matured entitlements into balances (R9): oldest epoch first,
// then by role id, then by participant id. What was claimed already is passed over (R3). A
// block in which nothing is due writes nothing.
func EndBlock() {
	c, b := loadConfig(), loadBooks()
	s := settlement{books: b}
	before := b.SweepEpoch
	moved := c.sweep(b, &s)
	if !moved && b.SweepEpoch == before {
		return
	}
	s.flush()
	b.save()
	if s.count > 0 {
		sdk.Emit("rewards.swept", sdk.Amt("amount", s.total), sdk.Uint("entitlements", s.count))
	}
}

// sweep goes on from where the last one stopped, and reports whether it passed a record.
func (c *config) sweep(b *books, s *settlement) (moved bool) {
	for budget := c.Params.Sweep; budget > 0 && c.matured(b, b.SweepEpoch); {
		due := nextRecords(b, budget)
		if len(due) == 0 { // this epoch is paid; looking at the next one counts as work
			b.SweepEpoch, b.SweepKey = b.SweepEpoch+1, nil
			budget--
			continue
		}
		for _, entry := range due {
			if sdk.GasLeft() < sweepReserve || !s.sweepOne(entry) {
				return moved
			}
			b.SweepKey, moved = entry.Key, true
			budget--
		}
	}
	return moved
}

// nextRecords returns the records after the sweep's position in its epoch. An answer
// shorter than limit says nothing, an empty one that the epoch is done.
func nextRecords(b *books, limit uint64) []sdk.Entry {
	prefix := sdk.Key(keyRecord, sdk.BE64(b.SweepEpoch))
	start := prefix
	if len(b.SweepKey) > 0 {
		start = append(append([]byte(nil), b.SweepKey...), 0)
	}
	return sdk.Scan(start, sdk.PrefixEnd(prefix), false, int(limit))
}

// sweepOne pays a record unless it is paid. It returns false, with nothing changed, when
// the ledger refuses: then the books do not match the balance, and the sweep waits.
func (s *settlement) sweepOne(entry sdk.Entry) bool {
	var r record
	if !sdk.Unmarshal(entry.Value, &r) || r.Settled {
		return true
	}
	epoch, role, id := splitRecordKey(entry.Key)
	s.at(epoch, role)
	amount, fee := s.share.entitlement(&r, s.closed.PaidBy)
	if !send(r.Account, amount.Add(fee)) {
		return false
	}
	s.pay(id, &r)
	return true
}
