package world

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Upgrade is new code that a contract gets.
type Upgrade struct {
	Contract    abi.Address
	CodeHash    abi.Hash
	MigrateBack abi.Hash // see Contract
	Input       []byte   // of the new code's migrate entry
}

// Group is what takes effect together at an epoch boundary, or not at all.
type Group struct {
	ID       uint64
	Upgrades []Upgrade   // by address
	By       abi.Address // contract that is called before the codes become live, by itself; zero: none
	Call     []byte      // input of its execute
}

// Groups lists what is scheduled, by id.
func (r Reader) Groups() ([]Group, error) { return r.groups(prefixPending) }

func (r Reader) groups(prefix byte) (list []Group, err error) {
	err = r.each(key(prefix), func(rest, v []byte) error {
		u := Upgrade{Contract: abi.Address(rest[8:])}
		err := parse(rest, v, func(c *abi.Reader) {
			fields(c, 3)
			u.CodeHash, u.MigrateBack = c.Hash(), c.Hash()
			u.Input = append([]byte(nil), c.Bytes()...)
		})
		id := binary.BigEndian.Uint64(rest)
		if n := len(list); n == 0 || list[n-1].ID != id {
			list = append(list, Group{ID: id})
		}
		g := &list[len(list)-1]
		g.Upgrades = append(g.Upgrades, u)
		return err
	})
	for i := range list {
		if err == nil {
			err = r.groupCall(&list[i])
		}
	}
	return list, err
}

func (r Reader) groupCall(g *Group) error {
	_, err := r.load(groupKey(g.ID), func(c *abi.Reader) {
		fields(c, 2)
		g.By, g.Call = c.Address(), append([]byte(nil), c.Bytes()...)
	})
	return err
}

// SetUpgrade schedules an upgrade in a group; a later one of the same group for the same contract replaces it.
func (w World) SetUpgrade(group uint64, u Upgrade) error {
	return w.setUpgrade(prefixPending, group, u)
}

func (w World) setUpgrade(prefix byte, group uint64, u Upgrade) error {
	b := abi.AppendBytes(abi.AppendBytes(abi.AppendArray(nil, 3), u.CodeHash[:]), u.MigrateBack[:])
	return w.set(key(prefix, be64(group), u.Contract[:]), abi.AppendBytes(b, u.Input))
}

// SetGroupCall has a contract called before the codes of a group become live. It reports whether there is such a group.
func (w World) SetGroupCall(group uint64, by abi.Address, input []byte) (bool, error) {
	prefix := key(prefixPending, be64(group))
	it := w.src.Iterate(prefix, after(prefix), false)
	defer it.Close()
	if !it.Next() {
		return false, it.Err()
	}
	return true, w.set(groupKey(group), abi.AppendBytes(abi.AppendBytes(abi.AppendArray(nil, 2), by[:]), input))
}

// DropGroup forgets what is scheduled.
func (w World) DropGroup(g Group) error {
	for _, u := range g.Upgrades {
		if err := w.delete(key(prefixPending, be64(g.ID), u.Contract[:])); err != nil {
			return err
		}
	}
	return w.delete(groupKey(g.ID))
}

func groupKey(group uint64) []byte { return key(prefixGroup, be64(group)) }

// Outcome is what became of a group that did not take effect, or was only tried.
type Outcome struct {
	State    uint32      // abi.Outcome...
	Stage    uint32      // in which it failed: abi.Stage...
	Contract abi.Address // that failed
	Fault    abi.Code
	Abort    uint32   // code, if the fault is that it aborted
	Before   uint64   // gas that the acts of a dry run took by the live code
	After    uint64   // and by the new code
	Code     abi.Hash // the first that was tried
}

// Outcome returns why a group did not take effect, or what came of its dry run; ok is false if it did, or waits, or there
// never was one.
func (r Reader) Outcome(group uint64) (o Outcome, ok bool, err error) {
	ok, err = r.load(key(prefixOutcome, be64(group)), func(c *abi.Reader) { o = readOutcome(c) })
	return o, ok, err
}

func readOutcome(c *abi.Reader) Outcome {
	fields(c, 8)
	return Outcome{uint32(c.Uint()), uint32(c.Uint()), c.Address(), abi.Code(c.Uint()), uint32(c.Uint()), c.Uint(), c.Uint(), c.Hash()}
}

// SetOutcome writes what became of a group.
func (w World) SetOutcome(group uint64, o Outcome) error {
	b := abi.AppendArray(nil, 8)
	b = abi.AppendBytes(abi.AppendUint(abi.AppendUint(b, uint64(o.State)), uint64(o.Stage)), o.Contract[:])
	for _, n := range []uint64{uint64(o.Fault), uint64(o.Abort), o.Before, o.After} {
		b = abi.AppendUint(b, n)
	}
	return w.set(key(prefixOutcome, be64(group)), abi.AppendBytes(b, o.Code[:]))
}

// DropOutcome forgets what became of a group.
func (w World) DropOutcome(group uint64) error { return w.delete(key(prefixOutcome, be64(group))) }
