package world

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Upgrade is new code that a contract gets at an epoch boundary, together with all others of its group or not
// at all.
type Upgrade struct {
	Group       uint64
	Contract    abi.Address
	CodeHash    abi.Hash
	MigrateBack abi.Hash // see Contract
	Input       []byte   // of the new code's migrate entry
}

// Upgrades lists the pending upgrades, by group and address.
func (r Reader) Upgrades() (list []Upgrade, err error) {
	err = r.each(key(prefixPending), func(rest, v []byte) error {
		u := Upgrade{Group: binary.BigEndian.Uint64(rest), Contract: abi.Address(rest[8:])}
		err := parse(rest, v, func(c *abi.Reader) {
			fields(c, 3)
			u.CodeHash, u.MigrateBack = c.Hash(), c.Hash()
			u.Input = append([]byte(nil), c.Bytes()...)
		})
		list = append(list, u)
		return err
	})
	return list, err
}

// SetUpgrade schedules an upgrade; a later one of the same group for the same contract replaces it.
func (w World) SetUpgrade(u Upgrade) error {
	b := abi.AppendBytes(abi.AppendBytes(abi.AppendArray(nil, 3), u.CodeHash[:]), u.MigrateBack[:])
	return w.set(pendingKey(u), abi.AppendBytes(b, u.Input))
}

// DropUpgrade forgets a pending upgrade.
func (w World) DropUpgrade(u Upgrade) error { return w.delete(pendingKey(u)) }

func pendingKey(u Upgrade) []byte { return key(prefixPending, be64(u.Group), u.Contract[:]) }
