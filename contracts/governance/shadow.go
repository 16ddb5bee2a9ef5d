package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// shadow is a formula beside the live one: before it becomes live it scores what is recorded meanwhile, and the proposal
// says how far apart the two are (G12). It decides nothing: one participant could stop a voted formula else.
//
//peerz:store
type shadow struct {
	Now     replay // of the epoch that comes next
	Second  bool   // the scores are added up: records are gone through again, for what each would earn
	Weights []uint64
	Old     []sdk.Amount // sums of scores by role
	New     []sdk.Amount
	Records uint64
	Gains   sdk.Amount // base units that somebody would get more
	Losses  sdk.Amount
	Rows    []governance.ShadowEpoch
}

func shadowKey(id uint64) []byte { return sdk.Key(keyShadow, sdk.BE64(id)) }

func loadShadow(id uint64) *shadow {
	s := new(shadow)
	sdk.Load(shadowKey(id), s)
	return s
}

// shadows are the proposals whose formula is one.
func loadShadows() (p places) { sdk.Load([]byte{keyShadows}, &p); return p }

func (p *places) saveShadows() {
	if len(p.Waiting) == 0 {
		sdk.Delete([]byte{keyShadows})
		return
	}
	sdk.Save([]byte{keyShadows}, p)
}

// beShadow begins with the first epoch whose scores are not final yet.
func (p *proposal) beShadow(id uint64) {
	p.State = shadowed
	var s shadow
	if to, ok := sdk.ContractByName(rewards.Name); ok {
		if e, ok := finalEpoch(rewards.Caller{To: to}); ok {
			s.Now.Epoch = e.Epoch + 1
		}
	}
	sdk.Save(shadowKey(id), &s)
	q := loadShadows()
	q.Waiting = append(q.Waiting, seat{ID: id})
	q.saveShadows()
}

// shadowBlock goes on with the first shadow for which there is something to do, and reports whether there was.
//
//go:noinline
func shadowBlock() bool {
	q := loadShadows()
	for i := range q.Waiting {
		id := q.Waiting[i].ID
		if p, ok := findProposal(id); !ok || p.State != shadowed {
			q.Waiting = remove(q.Waiting, id)
			q.saveShadows()
			return true
		}
		s := loadShadow(id)
		if s.goOn(id) {
			sdk.Save(shadowKey(id), s)
			return true
		}
	}
	return false
}

// goOn takes steps of an epoch whose scores are final, and reports whether it is.
//
//go:noinline
func (s *shadow) goOn(id uint64) bool {
	to, ok := sdk.ContractByName(rewards.Name)
	c := rewards.Caller{To: to}
	if !ok {
		return false
	}
	e, err := c.Epoch(&rewards.EpochArgs{Epoch: s.Now.Epoch})
	if err != nil || e.Table.IsZero() {
		return false
	}
	if e.Epoch < s.Now.Epoch { // a part of one that is done
		s.Now.Epoch++
		return true
	}
	names := make([]rewards.RoleWeight, len(e.Roles))
	for i := range e.Roles {
		names[i].Role = e.Roles[i].Role
	}
	actions, _ := loadActions(id)
	subject := subjectOf(actions)
	err = inShare(&c, func() (bool, *sdk.CallError) { return s.step(c, &subject, &e, names) })
	switch {
	case err == nil:
	case lacksGas(err):
		s.row(&e, uint64(sdk.FaultOutOfGas))
	default: // an epoch that rewards has forgotten
		s.Now = replay{Epoch: s.Now.Epoch + 1}
	}
	return true
}

// step asks for one page, and turns to the next; it reports whether the epoch is over.
//
//go:noinline
func (s *shadow) step(c rewards.Caller, subject *subject, e *rewards.EpochResult, names []rewards.RoleWeight) (over bool, err *sdk.CallError) {
	if s.Now.At == 0 {
		answer, err := s.Now.weights(c, subject)
		if err != nil {
			return false, err
		}
		n := len(e.Roles)
		s.Second, s.Weights, s.Records, s.Gains, s.Losses = false, answer.New, 0, sdk.Amount{}, sdk.Amount{}
		s.Old, s.New = make([]sdk.Amount, n), make([]sdk.Amount, n)
		return s.turn(e, answer.Reason), nil
	}
	answer, role, err := s.Now.page(c, subject, names)
	if err != nil {
		return false, err
	}
	reason := answer.Reason
	for i := range answer.Scores {
		if x := &answer.Scores[i]; s.Second {
			s.compare(e, role, x)
		} else if !s.sum(role, x) {
			reason = rewards.ReasonOverflow
		}
	}
	return s.turn(e, reason), nil
}

// turn begins the second round when the first is over, and the next epoch after that, or when the code fails.
func (s *shadow) turn(e *rewards.EpochResult, reason uint64) (over bool) {
	switch {
	case reason != 0 || s.Now.over() && (s.Second || s.Now.Taken == 0):
		s.row(e, reason)
		return true
	case s.Now.over():
		s.Second, s.Now.At = true, 1
	}
	return false
}

// sum adds a record's scores to those of its role; false when they need more than 128 bits.
func (s *shadow) sum(role uint64, x *rewards.Rescored) bool {
	s.Records++
	var one, two bool
	s.Old[role], one = s.Old[role].CheckedAdd(x.Old)
	s.New[role], two = s.New[role].CheckedAdd(x.New)
	return one && two
}

// compare adds what a record would earn more, or less. A role in which the new code pays nobody is paid as it was, of
// its other part of the pool.
func (s *shadow) compare(e *rewards.EpochResult, role uint64, x *rewards.Rescored) {
	score, total, pool := x.New, s.New[role], sdk.Amount{}
	if total.IsZero() {
		score, total = x.Old, s.Old[role]
	}
	if parts, ok := sdk.Apportion(e.Pool, s.Weights); ok && role < uint64(len(parts)) {
		pool = parts[role]
	}
	was, is := portion(e.Roles[role].Pool, x.Old, s.Old[role]), portion(pool, score, total)
	if was.Less(is) {
		s.Gains = s.Gains.Add(is.Sub(was))
	} else {
		s.Losses = s.Losses.Add(was.Sub(is))
	}
}

// portion is floor(pool * score / total), and 0 of nothing.
func portion(pool, score, total sdk.Amount) sdk.Amount {
	q, _, _ := sdk.MulDiv(pool, score, total)
	return q
}

// row ends an epoch. What moves is the larger of what some would gain and others lose, rounded down.
func (s *shadow) row(e *rewards.EpochResult, reason uint64) {
	row := governance.ShadowEpoch{Epoch: s.Now.Epoch, Records: s.Records, Reason: reason}
	moved := s.Gains
	if moved.Less(s.Losses) {
		moved = s.Losses
	}
	if reason == 0 {
		row.Moved = portion(sdk.U64(million), moved, e.Pool).Lo
	}
	if len(s.Rows) < maxEpochs {
		s.Rows = append(s.Rows, row)
	}
	*s = shadow{Now: replay{Epoch: s.Now.Epoch + 1}, Rows: s.Rows}
}
