package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Limits of one check: it walks this many epochs back, and this many records of each
// role in the newest of them.
const (
	checkedEpochs  = 32
	checkedRecords = 500
)

// checker collects what is wrong.
type checker struct{ violations []string }

func (k *checker) check(ok bool, what string) {
	if !ok {
		k.violations = append(k.violations, what)
	}
}

// Invariants recomputes the sums that must hold (R1, R2, R4, R7, R11).
func Invariants(a rewards.InvariantsArgs) rewards.InvariantsResult {
	c, b := loadConfig(), loadBooks()
	var k checker
	k.check(!sdk.Balance(sdk.Context().Self).Less(b.Held), "balance covers what is held")
	if b.Next > 0 {
		newest := b.Next - 1
		if a.Epoch > 0 {
			newest = min(newest, a.Epoch)
		}
		newest, first := k.epochs(c, b, newest)
		for role := range c.Roles {
			k.records(b, newest, uint64(role))
		}
		if last, _ := b.epochAt(b.Next - 1); first == 0 && newest == last {
			k.held(c, b)
		}
	}
	return rewards.InvariantsResult{Ok: len(k.violations) == 0, Violations: k.violations}
}

// epochs checks closed epochs from that which n is a part of backwards, and that they follow each
// other (R12). It returns the newest and the oldest.
func (k *checker) epochs(c *config, b *books, n uint64) (newest, oldest uint64) {
	newest, e := b.epochAt(n)
	oldest = newest
	for left := checkedEpochs - 1; ; left-- {
		k.epoch(c, oldest, e)
		if oldest == 0 || left == 0 {
			return newest, oldest
		}
		before, account := b.epochAt(oldest - 1)
		k.check(account != nil && account.End == e.Start, "an epoch ends before epoch "+sdk.U64(oldest).String())
		if account == nil {
			return newest, oldest
		}
		oldest, e = before, account
	}
}

// epoch checks that nothing of a pool is lost or made (R1, R2).
func (k *checker) epoch(c *config, epoch uint64, e *closed) {
	at := " in epoch " + sdk.U64(epoch).String()
	k.check(e.Emission.Add(e.Fees).Add(e.FromReserve) == e.Pool, "emission + fees + from reserve = pool"+at)
	var pools, returned, fee sdk.Amount
	for id := range c.Roles {
		t := loadShare(epoch, uint64(id))
		if !e.Sealed { // nothing is fixed or paid yet
			t.Settled, t.Score = sdk.Amount{}, sdk.U64(1)
		}
		pools, returned, fee = pools.Add(t.Pool), returned.Add(t.Returned), fee.Add(t.FeePool)
		k.share(t, c.Roles[id]+at)
	}
	k.check(pools == e.Pool, "role pools add up"+at)
	k.check(returned == e.Returned, "returns add up"+at)
	k.check(fee.IsZero() || fee == e.FeePool, "fee pool is paid whole"+at)
}

func (k *checker) share(t *share, at string) {
	spent := t.Paid.Add(t.Dust).Add(t.Returned)
	k.check(!t.Pool.Less(spent), "paid + dust + returned within the pool of "+at)
	k.check(!t.FeePool.Less(t.FeePaid.Add(t.FeeDust)), "fees paid within the fee pool of "+at)
	k.check(!t.Score.Less(t.Settled), "settled within the score total of "+at)
	if t.Settled == t.Score {
		k.check(spent == t.Pool, "a settled pool is used up, of "+at)
		k.check(t.FeePaid.Add(t.FeeDust) == t.FeePool, "a settled fee pool is used up, of "+at)
	}
}

// records checks, for a role that has few enough records, that totals are sums of records (R4).
func (k *checker) records(b *books, epoch, role uint64) {
	if v := loadArchive(); epoch < v.Pruned || epoch == v.Pruned && len(v.PrunedKey) > 0 {
		return // deleted
	}
	e, _ := loadClosed(epoch)
	t := shareOf(e, epoch, role)
	var score, raw, settled, paid sdk.Amount
	var n uint64
	for after := ""; ; {
		entries := records(epoch, role, after, maxPage)
		if len(entries) == 0 {
			break
		}
		for _, entry := range entries {
			var r record
			sdk.Unmarshal(entry.Value, &r)
			n, raw, score = n+1, raw.Add(r.raw()), score.Add(r.score(t.PaidBy))
			settledNow := b.paid(entry.Key, &r)
			amount, _ := t.entitlement(&r)
			if settledNow {
				paid = paid.Add(amount)
			} else {
				paid = paid.Add(partOf(entry.Key).ofPool(amount))
			}
			if settledNow || r.State == void {
				settled = settled.Add(r.score(t.PaidBy))
			}
			_, _, after = splitRecordKey(entry.Key)
		}
		if n > checkedRecords {
			return
		}
	}
	at := " = sum of records, role " + sdk.U64(role).String()
	k.check(n == t.Participants, "participants"+at)
	k.check(raw == t.Raw, "raw total"+at)
	k.check(score == t.total(t.PaidBy), "score total"+at)
	k.check(!e.Sealed || score == t.Score, "score total"+at)
	k.check(settled == t.Settled, "settled"+at)
	k.check(paid == t.Paid, "paid"+at)
}

// held checks that the money spoken for is exactly the unpaid rest of all pools, while the whole history is short enough to walk.
func (k *checker) held(c *config, b *books) {
	var held sdk.Amount
	for epoch := range b.Next {
		if e, ok := loadClosed(epoch); ok && !e.Sealed {
			held = held.Add(e.FeePool)
		}
		for id := range c.Roles {
			t := loadShare(epoch, uint64(id))
			pool, ok := t.Pool.CheckedSub(t.Paid.Add(t.Dust).Add(t.Returned))
			fees, also := t.FeePool.CheckedSub(t.FeePaid.Add(t.FeeDust))
			if !ok || !also { // share says which pool has less than what left it, unless it is too old
				k.check(false, "held = unpaid pools")
				return
			}
			held = held.Add(pool).Add(fees)
		}
	}
	k.check(held == b.Held, "held = unpaid pools")
}
