package world

import (
	"crypto/sha256"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Validator is a member of the consensus set, or a key that waits to become one.
type Validator struct {
	PubKey  [32]byte    // ed25519
	Owner   abi.Address // whose stake is behind it
	Power   int64       // that it has in consensus; 0: it waits
	Leaving bool        // it shall have no power
	Proven  bool        // it has signed a block since it joined; one of genesis counts as if it had
	Silent  uint64      // the height since which it signs no blocks; 0: it signed the last one
	Missed  uint64      // blocks of the open epoch that it did not sign, without those since Silent
	Last    Duty        // of the epoch before
}

// Duty is what a validator had to sign in an epoch, and what it did: blocks, weighted by its power.
type Duty struct {
	Signed abi.Amount
	Due    abi.Amount
}

// Add returns both duties together, which no epoch is long enough to overflow.
func (d Duty) Add(o Duty) Duty { return Duty{sum(d.Signed, o.Signed), sum(d.Due, o.Due)} }

// AbsentAfter is how many blocks in a row a validator misses before it counts as absent. A key that never
// signed counts as absent from the start, except at genesis.
const AbsentAfter = 1000

// Absent reports whether the validator shows no sign of life in the block of a height.
func (v *Validator) Absent(height uint64) bool {
	return !v.Proven || v.Silent > 0 && height >= v.Silent+AbsentAfter-1
}

// Unsigned is how many blocks it did not sign, of those whose votes came with the blocks after first, up to last.
func (v *Validator) Unsigned(first, last uint64) uint64 {
	if v.Silent == 0 {
		return v.Missed
	}
	from := max(v.Silent-1, first)
	return v.Missed + last - min(from, last)
}

// Duty is what it did for the blocks whose votes came with the blocks after first, up to last: those of the
// open epoch, if first is the height with which it began. One that never signed did nothing.
func (v *Validator) Duty(first, last uint64) Duty {
	due := last - min(first, last)
	signed := due - min(due, v.Unsigned(first, last))
	if !v.Proven {
		signed = 0
	}
	power := abi.U64(uint64(v.Power))
	return Duty{times(power, signed), times(power, due)}
}

// ConsensusAddress is what consensus calls a validator by: it belongs to the key.
type ConsensusAddress [20]byte

// Address is the validator's name in votes and evidence.
func (v *Validator) Address() ConsensusAddress { return AddressOfKey(v.PubKey) }

// AddressOfKey is the name of a validator's key in votes and evidence.
func AddressOfKey(pub [32]byte) (a ConsensusAddress) {
	sum := sha256.Sum256(pub[:])
	copy(a[:], sum[:])
	return a
}

// Validators returns all validators, those that wait or leave included, by public key.
func (r Reader) Validators() (list []Validator, err error) {
	err = r.each(key(prefixValidator), func(rest, v []byte) error {
		if len(rest) != 32 {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		val := Validator{PubKey: [32]byte(rest)}
		err := parse(rest, v, func(c *abi.Reader) { readValidator(c, &val) })
		list = append(list, val)
		return err
	})
	return list, err
}

// NextValidator returns the validator whose key comes next after some bytes; ok is false when there is none.
func (r Reader) NextValidator(behind [32]byte) (v Validator, ok bool, err error) {
	it := r.src.Iterate(append(key(prefixValidator, behind[:]), 0), after(key(prefixValidator)), false)
	defer it.Close()
	if ok = it.Next(); ok {
		if len(it.Key()) != 1+len(v.PubKey) {
			return v, false, fmt.Errorf("%w %x", ErrCorrupt, it.Key())
		}
		copy(v.PubKey[:], it.Key()[1:])
		err = parse(it.Key(), it.Value(), func(c *abi.Reader) { readValidator(c, &v) })
	}
	if e := it.Err(); e != nil {
		return v, false, fmt.Errorf("world: next validator: %w", e)
	}
	return v, ok, err
}

// Verdict returns the epoch in which a contract has slashed somebody last; ok is false when none ever has.
func (r Reader) Verdict() (epoch uint64, ok bool, err error) {
	ok, err = r.load(key(prefixVerdict), func(c *abi.Reader) { epoch = c.Uint() })
	return epoch, ok, err
}

// SetVerdict notes that a contract has slashed somebody in an epoch.
func (w World) SetVerdict(epoch uint64) error {
	return w.set(key(prefixVerdict), abi.AppendUint(nil, epoch))
}

// Validator returns one validator by its key; ok is false when there is none.
func (r Reader) Validator(pub [32]byte) (v Validator, ok bool, err error) {
	v.PubKey = pub
	ok, err = r.load(key(prefixValidator, pub[:]), func(c *abi.Reader) { readValidator(c, &v) })
	return v, ok, err
}

func readValidator(c *abi.Reader, v *Validator) {
	fields(c, 8)
	v.Owner, v.Power, v.Leaving, v.Proven = c.Address(), c.Int(), c.Bool(), c.Bool()
	v.Silent, v.Missed, v.Last = c.Uint(), c.Uint(), Duty{c.Amount(), c.Amount()}
}

// SetValidator writes a validator.
func (w World) SetValidator(v Validator) error {
	b := abi.AppendInt(abi.AppendBytes(abi.AppendArray(nil, 8), v.Owner[:]), v.Power)
	b = abi.AppendUint(abi.AppendUint(abi.AppendBool(abi.AppendBool(b, v.Leaving), v.Proven), v.Silent), v.Missed)
	return w.set(key(prefixValidator, v.PubKey[:]), v.Last.Due.AppendCBOR(v.Last.Signed.AppendCBOR(b)))
}

// RemoveValidator removes a validator, which has no power.
func (w World) RemoveValidator(pub [32]byte) error { return w.delete(key(prefixValidator, pub[:])) }

// KeysOf returns the validator keys of an owner that have not been removed: the last one that joined, and
// one before it that leaves.
func (r Reader) KeysOf(owner abi.Address) (keys [][32]byte, err error) {
	_, err = r.load(key(prefixKeys, owner[:]), func(c *abi.Reader) {
		for n := c.Array(); n > 0 && c.Err() == nil; n-- {
			keys = append(keys, c.Hash())
		}
	})
	return keys, err
}

// SetKeysOf writes the validator keys of an owner.
func (w World) SetKeysOf(owner abi.Address, keys [][32]byte) error {
	k := key(prefixKeys, owner[:])
	if len(keys) == 0 {
		return w.delete(k)
	}
	b := abi.AppendArray(nil, len(keys))
	for _, pub := range keys {
		b = abi.AppendBytes(b, pub[:])
	}
	return w.set(k, b)
}

// KeyOwner returns whose validator key this is, for ever; ok is false while it is nobody's.
func (r Reader) KeyOwner(a ConsensusAddress) (owner abi.Address, ok bool, err error) {
	ok, err = r.load(key(prefixKeyOwner, a[:]), func(c *abi.Reader) { owner = c.Address() })
	return owner, ok, err
}

// SetKeyOwner writes whose validator key this is.
func (w World) SetKeyOwner(a ConsensusAddress, owner abi.Address) error {
	return w.set(key(prefixKeyOwner, a[:]), abi.AppendBytes(nil, owner[:]))
}

// Jailed is why a key has no power ever again: it signed against itself.
type Jailed struct {
	Height uint64 // where it did
	Kind   uint64 // 1: two votes for one height and round; 2: a false header for light clients
}

// Jailed returns why a key is jailed; ok is false when it is not.
func (r Reader) Jailed(a ConsensusAddress) (j Jailed, ok bool, err error) {
	ok, err = r.load(key(prefixJailed, a[:]), func(c *abi.Reader) {
		fields(c, 2)
		j = Jailed{c.Uint(), c.Uint()}
	})
	return j, ok, err
}

// SetJailed writes that a key is jailed.
func (w World) SetJailed(a ConsensusAddress, j Jailed) error {
	return w.set(key(prefixJailed, a[:]), appendUints(nil, j.Height, j.Kind))
}

func offenceKey(a ConsensusAddress, o Jailed) []byte {
	return key(prefixOffence, a[:], be64(o.Height), be64(o.Kind))
}

// Punished reports whether a key has been slashed for this before.
func (r Reader) Punished(a ConsensusAddress, o Jailed) (ok bool, err error) {
	return r.load(offenceKey(a, o), func(c *abi.Reader) { c.Uint() })
}

// SetPunished writes that a key has been slashed for this.
func (w World) SetPunished(a ConsensusAddress, o Jailed) error {
	return w.set(offenceKey(a, o), []byte{1})
}

// Absence is how much power absent validators have lost in a window of epochs.
type Absence struct {
	Epoch uint64 // with which the window began
	Total uint64 // power of all at that time; 0: there was no window yet
	Lost  uint64
}

// Absence returns the books of the current window.
func (r Reader) Absence() (a Absence, err error) {
	_, err = r.load(key(prefixAbsence), func(c *abi.Reader) {
		fields(c, 3)
		a = Absence{c.Uint(), c.Uint(), c.Uint()}
	})
	return a, err
}

// SetAbsence writes the books.
func (w World) SetAbsence(a Absence) error {
	return w.set(key(prefixAbsence), appendUints(nil, a.Epoch, a.Total, a.Lost))
}
