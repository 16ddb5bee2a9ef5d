package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Clock is the epoch clock. Epochs lie on the grid Genesis + k*Length of block time, in unix
// seconds; a gap without blocks makes one long epoch.
type Clock struct {
	Genesis uint64
	Length  uint64 // seconds, at least 1
	Epoch   uint64 // the open epoch, from 0
	Start   uint64 // of the open epoch, on the grid
	End     uint64 // the first block at or past it closes the epoch; on the grid
	Height  uint64 // of the block with which the open epoch began; 0: genesis
}

// Grid returns the grid point at or before t.
func (c Clock) Grid(t uint64) uint64 {
	if t <= c.Genesis {
		return c.Genesis
	}
	return t - (t-c.Genesis)%c.Length
}

// Clock returns the epoch clock.
func (r Reader) Clock() (k Clock, err error) {
	_, err = r.load(key(prefixClock), func(c *abi.Reader) {
		fields(c, 6)
		k = Clock{c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint()}
	})
	return k, err
}

// SetClock writes the epoch clock.
func (w World) SetClock(k Clock) error {
	return w.set(key(prefixClock), appendUints(nil, k.Genesis, k.Length, k.Epoch, k.Start, k.End, k.Height))
}

// appendUints appends an array of unsigned integers.
func appendUints(b []byte, ns ...uint64) []byte {
	b = abi.AppendArray(b, len(ns))
	for _, n := range ns {
		b = abi.AppendUint(b, n)
	}
	return b
}

// Hooks returns the contracts whose hooks the host calls, in order.
func (r Reader) Hooks() (list []abi.Address, err error) {
	_, err = r.load(key(prefixHooks), func(c *abi.Reader) {
		for n := c.Array(); n > 0 && c.Err() == nil; n-- {
			list = append(list, c.Address())
		}
	})
	return list, err
}

// SetHooks writes the order of hooks.
func (w World) SetHooks(list []abi.Address) error {
	b := abi.AppendArray(nil, len(list))
	for _, a := range list {
		b = abi.AppendBytes(b, a[:])
	}
	return w.set(key(prefixHooks), b)
}
