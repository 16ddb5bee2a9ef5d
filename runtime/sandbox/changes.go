package sandbox

import (
	"encoding/hex"
	"maps"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Change is what a run did to one key of a contract's storage. All is in hex.
type Change struct {
	Key    string  `json:"key"`
	Before *string `json:"before"` // nil: there was no such key
	After  *string `json:"after"`  // nil: the key is deleted
}

// stored reads everything that the contract has stored.
func (k *Contract) stored() (map[string]string, error) {
	all := map[string]string{}
	return all, k.chain.Read(func(w world.Reader) error {
		return w.Scan(k.Address, nil, nil, false, func(key, value []byte) bool {
			all[hex.EncodeToString(key)] = hex.EncodeToString(value)
			return true
		})
	})
}

// changes compares two states of a storage, in the order of the keys.
func changes(before, after map[string]string) []Change {
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	var out []Change
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if was, is := value(before, key), value(after, key); was == nil || is == nil || *was != *is {
			out = append(out, Change{key, was, is})
		}
	}
	return out
}

func value(all map[string]string, key string) *string {
	if v, ok := all[key]; ok {
		return &v
	}
	return nil
}
