package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxTrial    = 100       // records that a trial takes beside the batch that failed
	trialMargin = 8_000_000 // gas beside what the formula gets for one record
	hugeBits    = 100       // a score of more bits can make a total overflow with few others
)

// trial is the search for accounts on whose records a code fails. It is made when the epoch is sealed, at the end
// of blocks, one record at a time: first those of the batch that failed, then others of the role. The epoch
// itself does not wait for it: the fallback has paid it.
//
//peerz:store
type trial struct {
	Epoch uint64
	Role  uint64
	Code  sdk.Hash
	IDs   []string // of the batch, that are not tried yet
	Mixed bool     // the batch had records of several accounts
	Huge  bool     // a total has overflowed: a score above 2^100 is a failure
	Alone bool     // one record alone has made the code fail
	After string   // then those behind this one
	Tried uint64   // of those
}

func (t *trial) save() { sdk.Save([]byte{keyTrial}, t) }

// accuse prepares the search for those on whose records the live code has just failed. A total that overflows
// is the fault of huge scores, and of nobody else.
//
//go:noinline
func (s *scoring) accuse(epoch, role uint64, batch []change) {
	if s.LiveFailure == rewards.ReasonNotCallable {
		s.Widely = true
		return
	}
	if loadBooks().Trial {
		return // one at a time
	}
	t := trial{Epoch: epoch, Role: role, Code: s.Live, Huge: s.LiveFailure == rewards.ReasonOverflow}
	for i := range batch {
		t.IDs = append(t.IDs, batch[i].ID)
		t.Mixed = t.Mixed || batch[i].Account != batch[0].Account
	}
	t.save()
}

// starts reports whether the sealed epoch leaves a trial to be made.
func (s *scoring) starts(epoch uint64) bool {
	t := new(trial)
	return s.LiveFailure != 0 && sdk.Load([]byte{keyTrial}, t) && t.Epoch == epoch && t.Code == s.Live
}

// goOn tries as many records as the gas allows. The trial is over when two accounts are found, or all are
// tried. A batch of several accounts that fails although none of its records does alone is nobody's doing.
func goOn() {
	c, t := loadConfig(), new(trial)
	sdk.Load([]byte{keyTrial}, t)
	c.Params = loadInputs(t.Epoch).Params
	st := loadStanding(t.Code)
	for len(st.Accounts) < 2 {
		if sdk.GasLeft() < c.formulaGas(1)+trialMargin {
			t.save()
			st.save(t.Code)
			return
		}
		alone, ok := t.next()
		if !ok {
			st.Widely = st.Widely || t.Mixed && !t.Huge && !t.Alone
			break
		}
		scores, reason := c.scores(t.Code, c.Roles[t.Role], []change{alone})
		if reason != 0 || t.Huge && scores[0].Hi>>(hugeBits-64) != 0 {
			st.blame(alone.Account)
			t.Alone = true
		}
	}
	st.end(codes().Formula, t.Code)
	st.save(t.Code)
	sdk.Delete([]byte{keyTrial})
	b := loadBooks()
	b.Trial = false
	b.save()
}

// next returns the next record to try; false after the last.
func (t *trial) next() (alone change, ok bool) {
	var r record
	if len(t.IDs) > 0 {
		alone.ID, t.IDs = t.IDs[0], t.IDs[1:]
		sdk.Load(recordKey(t.Epoch, t.Role, alone.ID), &r)
	} else {
		found := records(t.Epoch, t.Role, t.After, 1)
		if len(found) == 0 || t.Tried == maxTrial || !sdk.Unmarshal(found[0].Value, &r) {
			return alone, false
		}
		_, _, alone.ID = splitRecordKey(found[0].Key)
		t.After, t.Tried = alone.ID, t.Tried+1
	}
	alone.Account, alone.Measures = r.Account, r.Measures
	return alone, true
}
