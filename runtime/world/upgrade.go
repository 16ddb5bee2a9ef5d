package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Upgrade is new code that a contract gets at the next epoch boundary.
type Upgrade struct {
	Contract abi.Address
	CodeHash abi.Hash
	Input    []byte // of the new code's migrate entry
}

// Upgrades lists the pending upgrades, by address.
func (r Reader) Upgrades() (list []Upgrade, err error) {
	err = r.each(key(prefixPending), func(rest, v []byte) error {
		u := Upgrade{Contract: abi.Address(rest)}
		err := parse(rest, v, func(c *abi.Reader) {
			fields(c, 2)
			u.CodeHash = c.Hash()
			u.Input = append([]byte(nil), c.Bytes()...)
		})
		list = append(list, u)
		return err
	})
	return list, err
}

// SetUpgrade schedules an upgrade; a later one for the same contract replaces it.
func (w World) SetUpgrade(u Upgrade) error {
	b := abi.AppendBytes(abi.AppendArray(nil, 2), u.CodeHash[:])
	return w.set(key(prefixPending, u.Contract[:]), abi.AppendBytes(b, u.Input))
}

// DropUpgrade forgets the pending upgrade of a contract.
func (w World) DropUpgrade(a abi.Address) error { return w.delete(key(prefixPending, a[:])) }
