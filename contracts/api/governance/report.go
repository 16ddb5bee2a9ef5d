package governance

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Report is what the chain finds out before the vote about new code, other weights, and parameters that pay is
// calculated with. It carries each upgrade out on a branch of its state, with the end of an epoch and the way back.
// Then it calculates past epochs again, from the newest to the oldest, the weights and then the roles by id in pages,
// by the queries backtest_weights and backtest of rewards. The vote begins when it is complete.
type Report struct {
	Code     sdk.Hash   // of the formula that is proposed; zero: none is
	Scores   bool       // records are scored again; else the weights alone are asked for
	Last     uint64     // the newest epoch
	Epochs   uint64     // that are done
	Left     uint64     // that are not
	Records  uint64     // that were scored again
	Failed   uint64     // epochs that the code would not have paid
	Reason   uint64     // why not the first of them: a fault, or 100 and up; 106 and 107 refuse the proposal
	Nobody   uint64     // epochs in which it would pay nobody in a role in which somebody was paid: the fallback would pay that role
	Unpaid   []string   // these roles. When it would pay nobody at all, the proposal is refused
	Done     bool       // it is complete
	Contract string     // that failed in the dry run; empty: none
	Stage    string     // in which it did: entries, migrate, hooks, contributions, payouts, votes, queries, its other actions, the way back
	Fault    uint64     // of what: a fault's code
	Abort    uint64     // and the abort code, if it aborted
	Digest   sdk.Hash   // of the answers: each time the SHA-256 of the one before and the answer
	Samples  []Sample   // of epochs that have more than 10,000 records
	Prepaid  sdk.Amount // base units that are held for it; what it does not use is returned when it is done
	Spent    sdk.Amount // base units: the gas that it took, at the least price of gas when it was proposed

	GasBefore uint64 // what the dry run took by the code that is live
	GasAfter  uint64 // and by the new code
}

// Sample is how the pages of an epoch were drawn that stand for all.
type Sample struct {
	Epoch uint64
	Seed  sdk.Hash // the hash of the block in which the report came to the epoch
}

// MaxOfEpoch is how many records of an epoch a report scores again. Of more it draws pages.
const MaxOfEpoch = 10_000

// Pages says how many pages of records each role of an epoch has, by id, and how many of all a report goes through.
func Pages(roles []rewards.RoleShare) (pages []uint64, taken uint64) {
	var records uint64
	for i := range roles {
		n := roles[i].Participants
		pages = append(pages, (n+rewards.RecordsOfPage-1)/rewards.RecordsOfPage)
		records += n
		taken += pages[i]
	}
	if records > MaxOfEpoch {
		taken = MaxOfEpoch / rewards.RecordsOfPage
	}
	return pages, taken
}

// PageAt is the i-th of the pages that a report goes through: role id and number. If these are not all, the pages in the
// order of roles are cut into as many parts, equal but for one page, and of each the seed draws one: so all are as
// likely, and nobody knows before the seed which it will be.
//
//go:noinline
func PageAt(pages []uint64, taken uint64, seed sdk.Hash, i uint64) (role, page uint64) {
	var all uint64
	for _, n := range pages {
		all += n
	}
	from, to := i*all/taken, (i+1)*all/taken
	if to-from > 1 {
		h := sdk.SHA256(append(seed.Bytes(), sdk.BE64(i)...))
		from += sdk.ReadBE64(h.Bytes()) % (to - from)
	}
	for role < uint64(len(pages)) && from >= pages[role] {
		from, role = from-pages[role], role+1
	}
	return role, from
}
