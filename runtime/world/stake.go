package world

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Stake is stored as checkpoints: under (owner, epoch+1) lies the stake after the last change in that
// epoch, under (owner, 0) the bond of genesis, and the same for the sum of all. The stake at the start of
// epoch e is the last checkpoint whose number is at most e: one look-up, however long the history is. What
// is bonded during an epoch counts from the next one on.

func stakeKey(owner abi.Address, number uint64) []byte {
	return key(prefixStake, owner[:], be64(number))
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// StakeAt returns the stake of an owner at the start of an epoch; for an epoch that is yet to begin, what
// is bonded now.
func (r Reader) StakeAt(owner abi.Address, epoch uint64) (abi.Amount, error) {
	return r.checkpoint(key(prefixStake, owner[:]), epoch)
}

// TotalStakeAt is the sum of StakeAt of everybody.
func (r Reader) TotalStakeAt(epoch uint64) (abi.Amount, error) {
	return r.checkpoint(key(prefixTotalStake), epoch)
}

// Stake returns what an owner has bonded now.
func (r Reader) Stake(owner abi.Address) (abi.Amount, error) { return r.StakeAt(owner, latest) }

// latest is an epoch that never comes.
const latest = ^uint64(0)

// checkpoint returns the newest one under prefix whose number is at most limit.
func (r Reader) checkpoint(prefix []byte, limit uint64) (a abi.Amount, err error) {
	_, err = r.newest(prefix, limit, func(c *abi.Reader) { a = c.Amount() })
	return a, err
}

// newest reads the last record under prefix whose number is at most limit; found is false when there is none.
func (r Reader) newest(prefix []byte, limit uint64, read func(*abi.Reader)) (found bool, err error) {
	end := append(append(append([]byte(nil), prefix...), be64(limit)...), 0)
	it := r.src.Iterate(prefix, end, true)
	defer it.Close()
	if found = it.Next(); found {
		err = parse(it.Key(), it.Value(), read)
	}
	if e := it.Err(); e != nil {
		return found, fmt.Errorf("world: scan %x: %w", prefix, e)
	}
	return found, err
}

// SetStake changes what an owner has bonded, from the epoch after the given one on. The caller has taken the
// difference from somewhere, or gives it to somebody. Both sums stay below the cap.
func (w World) SetStake(owner abi.Address, stake abi.Amount, epoch uint64) error {
	return w.setStake(owner, stake, epoch+1)
}

// SetGenesisStake is SetStake for the bonds of genesis, which count from epoch 0 on.
func (w World) SetGenesisStake(owner abi.Address, stake abi.Amount) error {
	return w.setStake(owner, stake, 0)
}

func (w World) setStake(owner abi.Address, stake abi.Amount, number uint64) error {
	before, err := w.Stake(owner)
	if err != nil {
		return err
	}
	total, err := w.TotalStakeAt(latest)
	if err != nil {
		return err
	}
	rest, ok := total.Sub(before)
	sum, ok2 := rest.Add(stake)
	if !ok || !ok2 {
		return fmt.Errorf("world: stake of %s: %w", owner, errBooks)
	}
	if err := w.restake(owner, before, stake); err != nil {
		return err
	}
	if err := w.reweigh(owner, before, stake); err != nil {
		return err
	}
	proxy, err := w.ProxyAt(owner, latest)
	if err != nil {
		return err
	}
	if err := w.changeDelegated(proxy, number, before, stake); err != nil {
		return err
	}
	if err := w.set(stakeKey(owner, number), stake.AppendCBOR(nil)); err != nil {
		return err
	}
	return w.set(key(prefixTotalStake, be64(number)), sum.AppendCBOR(nil))
}

// MaxUnbonding is how many amounts of one owner can be on their way out at once: one of each epoch.
const MaxUnbonding = 32

// Unbonding is stake on its way out. It has no power any more, but can still be slashed.
type Unbonding struct {
	Release uint64 // with the beginning of this epoch it is the owner's again
	Amount  abi.Amount
}

// Unbonding returns what is on its way out of an owner's stake, by release.
func (r Reader) Unbonding(owner abi.Address) (list []Unbonding, err error) {
	_, err = r.load(key(prefixUnbonding, owner[:]), func(c *abi.Reader) {
		for n := c.Array(); n > 0 && c.Err() == nil; n-- {
			fields(c, 2)
			list = append(list, Unbonding{c.Uint(), c.Amount()})
		}
	})
	return list, err
}

// SetUnbonding writes what is on its way out of an owner's stake, by release.
func (w World) SetUnbonding(owner abi.Address, list []Unbonding) error {
	k := key(prefixUnbonding, owner[:])
	if len(list) == 0 {
		return w.delete(k)
	}
	b := abi.AppendArray(nil, len(list))
	for _, u := range list {
		b = u.Amount.AppendCBOR(abi.AppendUint(abi.AppendArray(b, 2), u.Release))
	}
	return w.set(k, b)
}

// QueueRelease has Due find an owner from an epoch on.
func (w World) QueueRelease(owner abi.Address, epoch uint64) error {
	return w.set(key(prefixRelease, be64(epoch), owner[:]), []byte{1})
}

// Release is an owner of whom something is due.
type Release struct {
	Epoch uint64
	Owner abi.Address
}

// Due returns those whose unbonding is over in an epoch, the longest over first, at most limit of them.
func (r Reader) Due(epoch uint64, limit int) (list []Release, err error) {
	start := key(prefixRelease)
	it := r.src.Iterate(start, key(prefixRelease, be64(epoch+1)), false)
	defer it.Close()
	for len(list) < limit && it.Next() {
		rest := it.Key()[1:]
		if len(rest) != 8+abi.AddressSize {
			return nil, fmt.Errorf("%w %x", ErrCorrupt, it.Key())
		}
		list = append(list, Release{binary.BigEndian.Uint64(rest), abi.Address(rest[8:])})
	}
	if err := it.Err(); err != nil {
		return nil, fmt.Errorf("world: scan %x: %w", start, err)
	}
	return list, nil
}

// PayRelease moves what is due of an owner to its balance, takes it off the queue, and returns how much it was.
func (w World) PayRelease(d Release) (paid abi.Amount, err error) {
	list, err := w.Unbonding(d.Owner)
	if err != nil {
		return paid, err
	}
	var waiting []Unbonding
	for _, u := range list {
		if u.Release > d.Epoch {
			waiting = append(waiting, u)
			continue
		}
		var ok bool
		if paid, ok = paid.Add(u.Amount); !ok {
			return paid, ErrCorrupt
		}
	}
	if err := w.SetUnbonding(d.Owner, waiting); err != nil {
		return paid, err
	}
	if err := w.delete(key(prefixRelease, be64(d.Epoch), d.Owner[:])); err != nil {
		return paid, err
	}
	return paid, w.Credit(d.Owner, paid)
}

// PostponeRelease has an owner wait for what is due of it until another epoch.
func (w World) PostponeRelease(d Release, epoch uint64) error {
	list, err := w.Unbonding(d.Owner)
	if err != nil {
		return err
	}
	later := Unbonding{Release: epoch}
	var waiting []Unbonding
	for _, u := range list {
		if u.Release > d.Epoch && u.Release != epoch {
			waiting = append(waiting, u)
			continue
		}
		later.Amount = sum(later.Amount, u.Amount) // all of it exists
	}
	i, _ := slices.BinarySearchFunc(waiting, epoch, func(u Unbonding, at uint64) int { return cmp.Compare(u.Release, at) })
	if err := w.SetUnbonding(d.Owner, slices.Insert(waiting, i, later)); err != nil {
		return err
	}
	if err := w.delete(key(prefixRelease, be64(d.Epoch), d.Owner[:])); err != nil {
		return err
	}
	return w.QueueRelease(d.Owner, epoch)
}

// PowerOf is the power that a stake gives a validator: its whole tokens. What is less than a token gives none.
func PowerOf(stake abi.Amount) int64 {
	whole, _, _ := stake.MulDiv(abi.U64(1), abi.Unit)
	if whole.Hi > 0 {
		return abi.MaxPower
	}
	return int64(min(whole.Lo, abi.MaxPower))
}
