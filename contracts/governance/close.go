package main

import (
	"cmp"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxLooks    = 64         // proposals in one call of the hook (G7)
	stepReserve = 20_000_000 // gas that the next step of a proposal, or of a track, may need
)

// EndEpoch moves the proposals on, from the most dangerous track to the most harmless: it counts votes whose
// time is over, carries out what has waited long enough, watches new code, and then gives the track's free places
// to those who wait. Proposals are small; their actions are not. So a call goes up to the first one whose actions
// it needs, or through a bounded number, and asks to go on behind it with fresh memory (G7). Taking the same
// proposal twice at one boundary changes nothing.
func EndEpoch(a sdk.EndEpochArgs) (result sdk.HookResult) {
	limit, looks := loadParams().MaxActive, 0
	for i := range len(governance.Tracks()) {
		track := uint64(len(governance.Tracks()) - 1 - i)
		if position(track, lastOfAll) <= a.From {
			continue
		}
		if next := closeTrack(track, limit, &looks, a); next != 0 {
			return sdk.HookResult{Next: next}
		}
	}
	return result
}

// closeTrack moves the proposals of a track on, and says where to go on with fresh memory; 0: with the next track.
//
//go:noinline
func closeTrack(track, limit uint64, looks *int, a sdk.EndEpochArgs) (next uint64) {
	p := loadPlaces(track)
	changed := 0
	for _, one := range append([]seat(nil), p.Open...) {
		at := position(track, one.ID)
		if at <= a.From {
			continue
		}
		if sdk.GasLeft() < stepReserve { // what is left is done at the next boundary
			break
		}
		looked, over := step(&one, a.Epoch)
		if over {
			p.Open = remove(p.Open, one.ID)
			changed++
		}
		if *looks++; looked || *looks >= maxLooks {
			next = at
			break
		}
	}
	if next == 0 && sdk.GasLeft() >= stepReserve {
		filled := p.fill(limit, a.Epoch+1)
		changed += filled
		if *looks += filled; *looks >= maxLooks {
			next = position(track, lastOfAll)
		}
	}
	if changed > 0 {
		p.save(track)
	}
	return next
}

// lastOfAll is behind all proposals of a track.
const lastOfAll = 1<<48 - 1

// position is where the hook can go on behind a proposal: it takes the dangerous tracks first, and in a track the
// older proposals.
func position(track, id uint64) uint64 {
	return (uint64(len(governance.Tracks()))-track)<<48 | id
}

// step takes the steps of a proposal that are due at the end of an epoch. It reports whether it looked at the
// actions, and whether the proposal is over.
//
//go:noinline
func step(one *seat, epoch uint64) (looked, over bool) {
	id := one.ID
	p, ok := findProposal(id)
	if !ok {
		one.lost(one.unowed())
		return true, true
	}
	before := p
	looked = p.advance(id, epoch)
	if p != before {
		p.save(id)
	}
	if p.State != before.State {
		p.tell(id)
	}
	return looked, p.State > probation
}

// advance takes the steps that are due, and reports whether it looked at the actions.
func (p *proposal) advance(id, epoch uint64) (looked bool) {
	next := epoch + 1
	if p.State == voting && epoch >= p.VotingEnd {
		p.tally(next)
	}
	if p.State == timelocked && p.Shadow > 0 && next+p.Shadow >= p.ExecuteAt {
		p.beShadow(id)
	}
	switch {
	case (p.State == timelocked || p.State == shadowed) && next >= p.ExecuteAt:
		if p.execute(id, next) {
			return true
		}
		if next >= p.expiresAt() {
			p.State, p.Reason = expired, cmp.Or(p.Reason, "could not be carried out in time")
		}
	case p.State == probation && next > p.Executed:
		p.watch(id, next)
		return true
	}
	return false
}

// expiresAt is the epoch with whose beginning a passed proposal expires if it could not be carried out by then; 0: it has not passed.
func (p *proposal) expiresAt() uint64 {
	if p.ExecuteAt == 0 {
		return 0
	}
	return p.ExecuteAt + p.Grace
}
