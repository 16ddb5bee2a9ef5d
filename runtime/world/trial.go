package world

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// RescueTrials is the first id of a dry run that is not of a group, but of a rescue of a built-in contract.
const RescueTrials = 1 << 63

// Trial is the dry run of a group: how far it has come.
type Trial struct {
	Group
	Step   uint64 // the next
	Next   uint64 // height from which on it goes on
	Works  uint64 // bit i: by the live code act i works
	Vague  uint64 // bit i: it takes too much gas
	Before uint64 // gas that acts took by the live code
	After  uint64 // and by the new code

	Refused abi.Address // the contract that aborted the act that the live code has played last
	Abort   uint32      // with this; 0: none did

	Done    bool // and this came of it; not stored
	Outcome Outcome
}

// Rescue reports whether what is tried is a rescue.
func (t *Trial) Rescue() bool { return t.ID >= RescueTrials }

// Trials lists the dry runs, by id.
func (r Reader) Trials() ([]Trial, error) {
	groups, err := r.groups(prefixTried)
	if err != nil {
		return nil, err
	}
	list := make([]Trial, len(groups))
	for i, g := range groups {
		t := &list[i]
		_, err := r.load(key(prefixTrial, be64(g.ID)), func(c *abi.Reader) { *t = readTrial(c) })
		if err != nil {
			return nil, err
		}
		t.Group = g
	}
	return list, nil
}

// Tried reports whether a dry run of a group goes on.
func (r Reader) Tried(group uint64) (bool, error) {
	return r.load(key(prefixTrial, be64(group)), func(c *abi.Reader) { readTrial(c) })
}

func readTrial(c *abi.Reader) Trial {
	fields(c, 8)
	return Trial{Step: c.Uint(), Next: c.Uint(), Works: c.Uint(), Vague: c.Uint(), Before: c.Uint(), After: c.Uint(),
		Refused: c.Address(), Abort: uint32(c.Uint())}
}

// TryGroup turns what is scheduled for a group into a dry run, which begins at a height. It reports whether there is
// such a group.
func (w World) TryGroup(group, height uint64) (bool, error) {
	list, err := w.Groups()
	if err != nil {
		return false, err
	}
	for _, g := range list {
		if g.ID != group {
			continue
		}
		for _, u := range g.Upgrades {
			if err := w.delete(key(prefixPending, be64(g.ID), u.Contract[:])); err != nil {
				return false, err
			}
		}
		return true, w.Try(g, height)
	}
	return false, nil
}

// Try begins a dry run at a height.
func (w World) Try(g Group, height uint64) error {
	for _, u := range g.Upgrades {
		if err := w.setUpgrade(prefixTried, g.ID, u); err != nil {
			return err
		}
	}
	if err := w.DropOutcome(g.ID); err != nil {
		return err
	}
	return w.SetTrial(Trial{Group: g, Next: height})
}

// SetTrial writes how far a dry run has come.
func (w World) SetTrial(t Trial) error {
	b := abi.AppendArray(nil, 8)
	for _, n := range []uint64{t.Step, t.Next, t.Works, t.Vague, t.Before, t.After} {
		b = abi.AppendUint(b, n)
	}
	return w.set(key(prefixTrial, be64(t.ID)), abi.AppendUint(abi.AppendBytes(b, t.Refused[:]), uint64(t.Abort)))
}

// DropTrial ends a dry run.
func (w World) DropTrial(t Trial) error {
	if err := w.delete(key(prefixTrial, be64(t.ID))); err != nil {
		return err
	}
	for _, u := range t.Upgrades {
		if err := w.delete(key(prefixTried, be64(t.ID), u.Contract[:])); err != nil {
			return err
		}
	}
	return w.delete(groupKey(t.ID))
}

// RescueTrial is the id of the dry run of a rescue of a contract.
func RescueTrial(contract abi.Address) uint64 {
	return RescueTrials | binary.BigEndian.Uint64(contract[:])
}
