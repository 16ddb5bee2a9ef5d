package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Validator is a member of the consensus set.
type Validator struct {
	PubKey [32]byte // ed25519
	Power  int64    // at least 1
}

// Validators returns the set, by public key.
func (r Reader) Validators() (list []Validator, err error) {
	err = r.each(key(prefixValidator), func(rest, v []byte) error {
		val := Validator{PubKey: [32]byte(rest)}
		err := parse(rest, v, func(c *abi.Reader) { val.Power = c.Int() })
		list = append(list, val)
		return err
	})
	return list, err
}

// SetValidator sets the power of a validator; 0 removes it.
func (w World) SetValidator(v Validator) error {
	k := key(prefixValidator, v.PubKey[:])
	if v.Power == 0 {
		return w.delete(k)
	}
	return w.set(k, abi.AppendInt(nil, v.Power))
}

// Turnover is how much voting power changed hands in an epoch, of what total.
type Turnover struct {
	Epoch   uint64
	Total   uint64 // power at the first change of the epoch
	Changed uint64 // sum of the changes, up and down
}

// Turnover returns the books of the last epoch that changed the set.
func (r Reader) Turnover() (t Turnover, err error) {
	_, err = r.load(key(prefixTurnover), func(c *abi.Reader) {
		fields(c, 3)
		t = Turnover{c.Uint(), c.Uint(), c.Uint()}
	})
	return t, err
}

// SetTurnover writes the books.
func (w World) SetTurnover(t Turnover) error {
	return w.set(key(prefixTurnover), appendUints(nil, t.Epoch, t.Total, t.Changed))
}
