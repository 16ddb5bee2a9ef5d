package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// When an epoch is sealed its score table is put into a Merkle tree, whose root stays for ever; its records go when they
// are paid and Retention epochs have closed since. So whoever has a row of the table proves it by the root alone, and
// the state does not grow with what was paid long ago (R19). Both are done at the end of blocks, some records a call.

const (
	archivePart = 60 // records of one call
	// archiveReserve is the gas below which the rest is left to the next block.
	archiveReserve = 12_000_000
	// archiveCall is where a block's hook asks to go on with this, after payments, trials and votes.
	archiveCall = 1 << 34
)

// archive is how far both have come. It is stored apart from the books, which payments write.
//
//peerz:store
type archive struct {
	Epoch  uint64     // of whose records the table is made next
	Key    []byte     // after this record
	Leaves uint64     // of it, so far
	Rows   uint64     // of them of the role of now
	Peaks  []sdk.Hash // roots of the complete trees of them, the largest first

	Pruned    uint64 // the records of the epochs before it are deleted
	PrunedKey []byte // likewise those in it, up to this one
}

func loadArchive() *archive { v := new(archive); sdk.Load([]byte{keyArchive}, v); return v }

// due reports whether there is something to do.
func (v *archive) due(c *config, b *books) bool {
	if v.Epoch < b.Next {
		if e, ok := loadClosed(v.Epoch); !ok || e.Sealed { // a part of a long epoch has no table of its own
			return true
		}
	}
	return v.prunes(c, b)
}

// prunes reports whether the records of an epoch are paid, in a table, and old enough to go.
func (v *archive) prunes(c *config, b *books) bool {
	r := c.Params.Retention
	return r > 0 && v.Pruned < v.Epoch && v.Pruned < b.SweepEpoch && v.Pruned+r < b.Next && !b.Trial
}

// step does some of what is due, and reports whether there may be more.
func (v *archive) step(c *config, b *books) bool {
	if !v.due(c, b) {
		return false
	}
	if v.prunes(c, b) {
		v.prune()
	} else {
		v.tabulate()
	}
	sdk.Save([]byte{keyArchive}, v)
	return true
}

// tabulate adds the next records to the table of its epoch, or ends it.
func (v *archive) tabulate() {
	e, ok := loadClosed(v.Epoch)
	next := after(v.Epoch, v.Key)
	if !ok || len(next) == 0 {
		if ok {
			e.Table = v.root()
			sdk.Save(epochKey(v.Epoch), e)
		}
		*v = archive{Epoch: v.Epoch + 1, Pruned: v.Pruned, PrunedKey: v.PrunedKey}
		return
	}
	var t *share
	last := ^uint64(0)
	for _, entry := range next {
		_, role, id := splitRecordKey(entry.Key)
		if role != last {
			t, last = loadShare(v.Epoch, role), role
		}
		v.turnPage(role)
		var r record
		sdk.Unmarshal(entry.Value, &r)
		if r.Given { // since the seal
			from, _ := sdk.Get(givenKey(entry.Key))
			r.Account = sdk.AddressOf(from)
		}
		v.add(sdk.SHA256(append([]byte{0}, t.row(role, id, &r)...)))
		v.Key = entry.Key
	}
}

// turnPage notes where a page of a role begins, behind the last record: so whoever asks for one by its number finds it
// without going through those before it.
func (v *archive) turnPage(role uint64) {
	if len(v.Key) == 0 {
		return
	}
	_, before, id := splitRecordKey(v.Key)
	if before != role {
		v.Rows = 0
	} else if v.Rows++; v.Rows%rewards.RecordsOfPage == 0 {
		sdk.Set(pageKey(v.Epoch, role, v.Rows/rewards.RecordsOfPage), []byte(id))
	}
}

func pageKey(epoch, role, page uint64) []byte {
	return sdk.Key(keyPage, sdk.BE64(epoch), []byte{byte(role)}, sdk.BE64(page))
}

// startOfPage is the id behind which a page begins; false when the role has no such page.
func startOfPage(epoch, role, page uint64) (after string, ok bool) {
	if page == 0 {
		return "", true
	}
	id, ok := sdk.Get(pageKey(epoch, role, page))
	return string(id), ok
}

// row is a leaf of the table: what a record was, when its epoch was sealed.
func (t *share) row(role uint64, id string, r *record) []byte {
	amount, fee := t.entitlement(r)
	var e sdk.Encoder
	e.Array(7)
	e.Uint(role)
	e.Text(id)
	e.Address(r.Account)
	e.Array(len(r.Measures))
	for _, m := range r.Measures {
		e.Amount(m)
	}
	e.Amount(r.score(t.PaidBy))
	e.Amount(amount)
	e.Amount(fee)
	return e.Bytes()
}

// after returns the next records of an epoch.
func after(epoch uint64, key []byte) []sdk.Entry {
	prefix := sdk.Key(keyRecord, sdk.BE64(epoch))
	start := prefix
	if len(key) > 0 {
		start = append(append([]byte(nil), key...), 0)
	}
	return sdk.Scan(start, sdk.PrefixEnd(prefix), false, archivePart)
}

// add appends a leaf to the tree of RFC 6962.
func (v *archive) add(leaf sdk.Hash) {
	for bits := v.Leaves; bits&1 == 1; bits >>= 1 {
		last := len(v.Peaks) - 1
		leaf = node(v.Peaks[last], leaf)
		v.Peaks = v.Peaks[:last]
	}
	v.Peaks, v.Leaves = append(v.Peaks, leaf), v.Leaves+1
}

func node(left, right sdk.Hash) sdk.Hash {
	return sdk.SHA256(append(append([]byte{1}, left.Bytes()...), right.Bytes()...))
}

// root of the tree; of an empty one it is the SHA-256 of nothing.
func (v *archive) root() sdk.Hash {
	last := len(v.Peaks) - 1
	if last < 0 {
		return sdk.SHA256(nil)
	}
	root := v.Peaks[last]
	for i := last - 1; i >= 0; i-- {
		root = node(v.Peaks[i], root)
	}
	return root
}

// prune deletes the next records that were paid as their row in the table says: so a row whose record is gone proves what was paid. What is
// still owed, because a dispute outlasted the sweep, stays, and what a dispute has made void or given to another.
func (v *archive) prune() {
	old := after(v.Pruned, v.PrunedKey)
	if len(old) == 0 {
		if !prunePages(v.Pruned) {
			v.Pruned, v.PrunedKey = v.Pruned+1, nil
		}
		return
	}
	for _, entry := range old {
		var r record
		sdk.Unmarshal(entry.Value, &r)
		if v.PrunedKey = entry.Key; (r.State == due || r.State == claimed) && !r.Given {
			sdk.Delete(entry.Key)
		}
	}
}

// prunePages deletes some of what says where the pages of an epoch begin, and reports whether there was any.
func prunePages(epoch uint64) bool {
	prefix := sdk.Key(keyPage, sdk.BE64(epoch))
	list := sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, archivePart)
	for _, entry := range list {
		sdk.Delete(entry.Key)
	}
	return len(list) > 0
}

// mustHaveRecords aborts for an epoch of which records are deleted.
func mustHaveRecords(epoch uint64) {
	if v := loadArchive(); epoch < v.Pruned || epoch == v.Pruned && len(v.PrunedKey) > 0 {
		sdk.Abort(rewards.ErrPruned, "the records of the epoch are deleted")
	}
}
