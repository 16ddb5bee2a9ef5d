package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// maxWait is how many epochs a proposal waits for a place in its track.
const maxWait = 30

// places says who has a place in a track, and who waits for one; both by id. There are as many who wait as there
// are places.
//
//peerz:store
type places struct {
	Open    []seat
	Waiting []seat
}

// seat is what is needed of a proposal to order those who wait.
//
//peerz:store
type seat struct {
	ID        uint64
	Proposer  sdk.Address
	Deposit   sdk.Amount
	Submitted uint64 // epoch
}

func placesKey(track uint64) []byte { return []byte{keyPlaces, byte(track)} }

func loadPlaces(track uint64) (p places) { sdk.Load(placesKey(track), &p); return p }
func (p *places) save(track uint64)      { sdk.Save(placesKey(track), p) }

// held counts a proposer's places.
func (p *places) held(proposer sdk.Address) (n uint64) {
	for i := range p.Open {
		if p.Open[i].Proposer == proposer {
			n++
		}
	}
	return n
}

// ahead reports whether a proposal that waits is ahead of another: nobody's second proposal is before everybody's
// first, then the larger deposit counts, then who was there first.
func (p *places) ahead(a, b *seat) bool {
	if x, y := p.turn(a), p.turn(b); x != y {
		return x < y
	}
	return p.dearer(a, b)
}

func (p *places) dearer(a, b *seat) bool {
	if c := a.Deposit.Cmp(b.Deposit); c != 0 {
		return c > 0
	}
	return a.ID < b.ID
}

// turn is which one of its proposer's this proposal is, after those that have a place.
func (p *places) turn(a *seat) uint64 {
	n := p.held(a.Proposer)
	for i := range p.Waiting {
		if b := &p.Waiting[i]; b.Proposer == a.Proposer && p.dearer(b, a) {
			n++
		}
	}
	return n
}

// join has a proposal wait. When too many do, the last one of all goes, which may be the one that comes.
//
//go:noinline
func (p *places) join(a seat, limit, track uint64) {
	p.Waiting = append(p.Waiting, a)
	if uint64(len(p.Waiting)) <= limit {
		return
	}
	last := 0
	for i := range p.Waiting {
		if p.ahead(&p.Waiting[last], &p.Waiting[i]) {
			last = i
		}
	}
	out := p.Waiting[last]
	if out.ID == a.ID {
		sdk.Abort(governance.ErrTrackFull, trackName(track))
	}
	p.Waiting = remove(p.Waiting, out.ID)
	out.giveUp(governance.ReasonDisplaced)
	dropReport(out.ID)
}

// giveUp ends a proposal that got no place.
func (a *seat) giveUp(reason string) {
	p, ok := findProposal(a.ID)
	if !ok {
		a.lost(a.Deposit)
		return
	}
	p.State, p.Reason = expired, reason
	p.refund()
	p.save(a.ID)
	p.tell(a.ID)
}

// lost passes over a proposal whose record is gone, and returns its deposit, or what may be of it (G13).
//
//go:noinline
func (a *seat) lost(deposit sdk.Amount) {
	if deposit.IsZero() || sdk.ReleaseEscrow(a.Proposer, deposit) != sdk.OK {
		deposit = sdk.Amount{}
	}
	sdk.Emit("governance.lost", sdk.Uint("proposal", a.ID), sdk.Addr("proposer", a.Proposer), sdk.Amt("returned", deposit))
}

// unowed is what the proposer has in escrow beyond what its other proposals and reports need, up to the deposit:
// nobody knows any more whether that had been returned already.
//
//go:noinline
func (a *seat) unowed() sdk.Amount {
	var held sdk.Amount
	for track := range governance.Tracks() {
		p := loadPlaces(uint64(track))
		for _, one := range append(p.Open, p.Waiting...) {
			if one.Proposer != a.Proposer {
				continue
			}
			if sdk.GasLeft() < stepReserve/2 {
				return sdk.Amount{}
			}
			other, _ := findProposal(one.ID)
			held = held.Add(other.Deposit)
		}
	}
	for _, one := range loadReports().Waiting {
		if one.Proposer == a.Proposer {
			r, _ := loadReport(one.ID)
			held = held.Add(r.Prepaid.Add(r.Spent))
		}
	}
	rest, ok := sdk.Escrow(a.Proposer).CheckedSub(held)
	switch {
	case !ok:
		return sdk.Amount{}
	case rest.Less(a.Deposit):
		return rest
	}
	return a.Deposit
}

// tell reports what became of a proposal.
func (p *proposal) tell(id uint64) {
	sdk.Emit("governance."+stateNames[p.State], sdk.Uint("proposal", id), sdk.Text("reason", p.Reason))
}

// fill gives the places that are free to those who wait, from epoch next on, and says of how many proposals the
// state changed. Nobody gets more than half of a track's places, so that no account alone can shut it. What there is no gas for
// waits for the next boundary.
//
//go:noinline
func (p *places) fill(limit, next uint64) (changed int) {
	for i := len(p.Waiting) - 1; i >= 0; i-- {
		if a := p.Waiting[i]; next > a.Submitted+maxWait && sdk.GasLeft() >= stepReserve {
			p.Waiting = remove(p.Waiting, a.ID)
			a.giveUp(governance.ReasonWaited)
			changed++
		}
	}
	if uint64(len(p.Open)) >= limit {
		return changed
	}
	for _, a := range p.inOrder() {
		if uint64(len(p.Open)) >= limit || sdk.GasLeft() < stepReserve {
			break
		}
		if p.held(a.Proposer) < max(limit/2, 1) && reported(a.ID) {
			p.Waiting = remove(p.Waiting, a.ID)
			if a.open(next) {
				p.admit(a)
			}
			changed++
		}
	}
	return changed
}

// inOrder are those who wait, the one that is ahead of all others first. A place that one of them gets changes nothing of that: its
// proposer has one more then, and one fewer waits before the others.
//
//go:noinline
func (p *places) inOrder() []seat {
	list, turns := make([]seat, 0, len(p.Waiting)), make([]uint64, 0, len(p.Waiting))
	for i := range p.Waiting {
		a := p.Waiting[i]
		turn, at := p.turn(&a), len(list)
		list, turns = append(list, a), append(turns, turn)
		for ; at > 0 && (turn < turns[at-1] || turn == turns[at-1] && p.dearer(&a, &list[at-1])); at-- {
			list[at], turns[at] = list[at-1], turns[at-1]
		}
		list[at], turns[at] = a, turn
	}
	return list
}

// admit puts a proposal among those that have a place, by id.
func (p *places) admit(a seat) {
	p.Open = append(p.Open, a)
	for i := len(p.Open) - 1; i > 0 && p.Open[i].ID < p.Open[i-1].ID; i-- {
		p.Open[i], p.Open[i-1] = p.Open[i-1], p.Open[i]
	}
}

// open lets votes count from epoch next on, and reports whether there is something to vote on.
func (a *seat) open(next uint64) bool {
	p, ok := findProposal(a.ID)
	if !ok {
		a.lost(a.Deposit)
		return false
	}
	p.State, p.VotingEnd = voting, next+p.Voting-1
	p.save(a.ID)
	p.tell(a.ID)
	return true
}

// leave takes a proposal out of its track.
func leave(id, track uint64) {
	p := loadPlaces(track)
	p.Open, p.Waiting = remove(p.Open, id), remove(p.Waiting, id)
	p.save(track)
}

func remove(list []seat, id uint64) []seat {
	for i := range list {
		if list[i].ID == id {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}
