package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// epochStart is what is fixed when an epoch begins.
//
//peerz:store
type epochStart struct {
	Start  uint64 // unix seconds
	Reveal uint64 // epochs after it in which its reports are revealed; 0: they are open

	Matures uint64 // once it is sealed: the epoch in which it is paid, and bonds go back; 0: not known yet
}

func epochKey(epoch uint64) []byte { return sdk.Key(keyEpoch, sdk.BE64(epoch)) }

// epochOf returns what was fixed for an epoch, or for the last one before it for which that was
// possible.
func epochOf(epoch uint64) (e epochStart) {
	for _, entry := range sdk.Scan([]byte{keyEpoch}, epochKey(epoch+1), true, 1) {
		if !sdk.Unmarshal(entry.Value, &e) {
			sdk.Abort(sdk.ErrState, "epoch")
		}
	}
	return e
}

// lateFrom is the moment from which on what is submitted belongs to the next epoch, so that
// everybody has time to look at it.
func (c *config) lateFrom(ctx *sdk.Ctx) uint64 {
	late := (ctx.EpochEnd - ctx.EpochStart) * c.Params.Late
	return ctx.EpochEnd - (late+million-1)/million // whole seconds, rounded up: also the last of a few leaves time
}

// epochFor is the epoch to which something belongs that is submitted now.
func (c *config) epochFor(ctx *sdk.Ctx) uint64 {
	if ctx.Time >= c.lateFrom(ctx) {
		return ctx.Epoch + 1
	}
	return ctx.Epoch
}

// EndEpoch fixes who attests in the next epoch, and with which power, and notes what those who are validators have
// signed. It touches attestors only (P7).
func EndEpoch(a sdk.EndEpochArgs) {
	c, next := loadConfig(), a.Epoch+1
	noteDuties(a.Epoch)
	sdk.Save(epochKey(next), &epochStart{Start: a.NextStart, Reveal: c.Params.Reveal})
	set, quiet := attestorsOf(next), loadProgress().Quiet
	leaving, _, _ := sdk.MulDiv(set.total(), sdk.U64(1), sdk.U64(leavingPart))
	changed := false
	staying := make([]attestor, 0, len(set.Members))
	for i := range set.Members {
		m := set.Members[i]
		m.Leaving = m.Leaving || quiet && !sdk.Awake(m.Account, next)
		m.turn(next, c.Params.MinStake, &leaving)
		changed = changed || m != set.Members[i]
		if m.Leaving && m.Power.IsZero() {
			sdk.Emit("roles.attestor_left", sdk.Addr("account", m.Account))
			continue
		}
		staying = append(staying, m)
	}
	if changed || len(staying) != len(set.Members) {
		set.Members = staying
		set.save(next)
	}
}

// turn gives an attestor its power in an epoch: its stake, or nothing if it leaves, but no less
// than before by more than all who leave may still take with them.
func (m *attestor) turn(epoch uint64, least sdk.Amount, leaving *sdk.Amount) {
	stake := stakeOf(m.Account, epoch)
	m.Leaving = m.Leaving || stake.Less(least)
	if m.Leaving {
		stake = sdk.Amount{}
	}
	less, ok := m.Power.CheckedSub(stake)
	if !ok { // it grows
		m.Power = stake
		return
	}
	if leaving.Less(less) {
		less = *leaving
	}
	m.Power, *leaving = m.Power.Sub(less), leaving.Sub(less)
}
