package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// field is a pair of a small CBOR map: a key and an encoded value.
type field struct {
	key   string
	value []byte
}

func number(key string, n uint64) field          { return field{key, abi.AppendUint(nil, n)} }
func hashField(key string, h abi.Hash) field     { return field{key, abi.AppendBytes(nil, h[:])} }
func flag(key string, b bool) field              { return field{key, abi.AppendBool(nil, b)} }
func textField(key string, text string) field    { return field{key, abi.AppendText(nil, text)} }
func amountField(key string, a abi.Amount) field { return field{key, a.AppendCBOR(nil)} }
func contractField(a abi.Address) field          { return field{"contract", abi.AppendBytes(nil, a[:])} }
func accountField(a abi.Address) field           { return field{"account", abi.AppendBytes(nil, a[:])} }

// encodeFields writes a deterministic map.
func encodeFields(fields []field) []byte {
	slices.SortFunc(fields, func(a, b field) int { return abi.CompareKeys(a.key, b.key) })
	b := abi.AppendMap(nil, len(fields))
	for _, f := range fields {
		b = append(abi.AppendText(b, f.key), f.value...)
	}
	return b
}
