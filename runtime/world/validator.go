package world

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Validator is a member of the consensus set, or a key that waits to become one.
type Validator struct {
	PubKey [32]byte // ed25519
	Power  int64    // that it has in consensus; 0: it waits
	Target int64    // that it shall have; Power follows from epoch to epoch
	Missed uint64   // blocks in a row that it did not sign, up to AbsentAfter; that many: it is absent
}

// AbsentAfter is how many blocks in a row a validator misses before it counts as absent. A key that never
// signed counts as absent from the start, except at genesis.
const AbsentAfter = 1000

// Absent reports whether the validator shows no sign of life.
func (v *Validator) Absent() bool { return v.Missed >= AbsentAfter }

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

// Validators returns all validators, those that wait included, by public key.
func (r Reader) Validators() (list []Validator, err error) {
	err = r.each(key(prefixValidator), func(rest, v []byte) error {
		val := Validator{PubKey: [32]byte(rest)}
		err := parse(rest, v, func(c *abi.Reader) { readValidator(c, &val) })
		list = append(list, val)
		return err
	})
	return list, err
}

// Validator returns one validator by its key; ok is false when there is none.
func (r Reader) Validator(pub [32]byte) (v Validator, ok bool, err error) {
	v.PubKey = pub
	ok, err = r.load(key(prefixValidator, pub[:]), func(c *abi.Reader) { readValidator(c, &v) })
	return v, ok, err
}

func readValidator(c *abi.Reader, v *Validator) {
	fields(c, 3)
	v.Power, v.Target, v.Missed = c.Int(), c.Int(), c.Uint()
}

// SetValidator writes a validator. One that has no power and shall have none is removed.
func (w World) SetValidator(v Validator) error {
	k := key(prefixValidator, v.PubKey[:])
	if v.Power == 0 && v.Target == 0 {
		return w.delete(k)
	}
	b := abi.AppendInt(abi.AppendInt(abi.AppendArray(nil, 3), v.Power), v.Target)
	return w.set(k, abi.AppendUint(b, v.Missed))
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
