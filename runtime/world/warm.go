package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// WarmCodes lists the codes that every node has at hand, so that a call of one need not pay for
// bringing it into memory, in the order in which they became warm.
func (r Reader) WarmCodes() (list []abi.Hash, err error) {
	_, err = r.load(key(prefixWarm), func(c *abi.Reader) {
		n := c.Array()
		for list = make([]abi.Hash, 0, n); n > 0 && c.Err() == nil; n-- {
			list = append(list, c.Hash())
		}
	})
	return list, err
}

// SetWarmCodes writes the list, which is not empty.
func (w World) SetWarmCodes(list []abi.Hash) error {
	b := abi.AppendArray(nil, len(list))
	for _, h := range list {
		b = abi.AppendBytes(b, h[:])
	}
	return w.set(key(prefixWarm), b)
}

// BuiltinCodes lists the codes of the contracts with a built-in name, and those with which they would
// go back. A code may occur more than once.
func (r Reader) BuiltinCodes() (list []abi.Hash, err error) {
	builtins, err := r.Builtins()
	for _, con := range builtins {
		for _, h := range []abi.Hash{con.CodeHash, con.Previous, con.MigrateBack} {
			if !h.IsZero() {
				list = append(list, h)
			}
		}
	}
	return list, err
}
