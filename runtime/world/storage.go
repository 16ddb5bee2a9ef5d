package world

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// Value returns a contract's own value; ok is false if there is none.
func (r Reader) Value(contract abi.Address, k []byte) (v []byte, ok bool, err error) {
	sk := StorageKey(contract, k)
	v, ok, err = r.src.Get(sk)
	if err != nil {
		err = fmt.Errorf("world: read %x: %w", sk, err)
	}
	return v, ok, err
}

// SetValue writes a contract's own value, which is not empty.
func (w World) SetValue(contract abi.Address, k, v []byte) error {
	return w.set(StorageKey(contract, k), v)
}

// DeleteValue removes a contract's own value, if any.
func (w World) DeleteValue(contract abi.Address, k []byte) error {
	return w.delete(StorageKey(contract, k))
}

// Scan calls f with a contract's pairs in [start, end), in key order or backwards, until f
// returns false. An empty end is open. Key and value are valid during the call only.
func (r Reader) Scan(contract abi.Address, start, end []byte, descending bool, f func(k, v []byte) bool) error {
	return scan(r.src.Iterate, contract, start, end, descending, f)
}

// Walk is Scan that also comes to the keys that were removed since the last commit, with a nil value.
func (w World) Walk(contract abi.Address, start, end []byte, descending bool, f func(k, v []byte) bool) error {
	return scan(w.kv.Walk, contract, start, end, descending, f)
}

func scan(open func(start, end []byte, reverse bool) *state.Iterator, contract abi.Address, start, end []byte, descending bool, f func(k, v []byte) bool) error {
	base := StorageKey(contract, nil)
	from, to := StorageKey(contract, start), after(base)
	if len(end) > 0 {
		to = StorageKey(contract, end)
	}
	if string(from) >= string(to) {
		return nil
	}
	it := open(from, to, descending)
	defer it.Close()
	for it.Next() {
		if !f(it.Key()[len(base):], it.Value()) {
			return nil
		}
	}
	if err := it.Err(); err != nil {
		return fmt.Errorf("world: scan %x: %w", base, err)
	}
	return nil
}
