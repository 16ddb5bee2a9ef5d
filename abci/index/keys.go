package index

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"

	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// The kinds of records. An entry is what a list shows; the others lead to one by their last 12 bytes, its position, and have
// no value.
const (
	prefixTx        = 't' // position -> entry
	prefixEvent     = 'e' // position -> entry
	prefixAccount   = 'a' // account, position
	prefixContract  = 'c' // contract, position
	prefixType      = 'k' // contract, type, position
	prefixAttribute = 'v' // contract, attribute, value, position
	prefixBlock     = 'b' // height -> bytes that its records take
)

// kinds is how many there are, and kindOf numbers them in their order.
const kinds = 7

func kindOf(key []byte) int { return strings.IndexByte("abcektv", key[0]) }

// metaKey has what is covered: oldest, newest, bytes, then from and to of each stretch that is missing. Its second byte is the edition
// of all records: an index of another one is made anew.
var metaKey = []byte{'m', 2}

// Attributes of an event that can be looked for: the first few, and texts no longer than this.
const (
	maxAttributes = 12
	maxValue      = 64
)

func position(b []byte, p api.Position) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(b, p.Height), p.Index)
}

// positionIn reads the end of a key.
func positionIn(key []byte) api.Position {
	at := key[len(key)-12:]
	return api.Position{Height: binary.BigEndian.Uint64(at), Index: binary.BigEndian.Uint32(at[8:])}
}

func accountPrefix(a abi.Address) []byte { return append([]byte{prefixAccount}, a[:]...) }

func contractPrefix(a abi.Address) []byte { return append([]byte{prefixContract}, a[:]...) }

func typePrefix(a abi.Address, kind string) []byte {
	return text(append([]byte{prefixType}, a[:]...), kind)
}

func attributePrefix(a abi.Address, name, value string) []byte {
	return text(text(append([]byte{prefixAttribute}, a[:]...), name), value)
}

// text appends a text so that none is the beginning of another.
func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(min(len(s), 1<<16-1))), s...)
}

// txKeys are the records that lead to a transaction.
func txKeys(at api.Position, t *v1.PastTx) (keys [][]byte) {
	if t.Tx == nil {
		return nil
	}
	keys = append(keys, position(accountPrefix(t.Tx.Sender), at))
	if to := t.Tx.To; to != nil && *to != t.Tx.Sender {
		keys = append(keys, position(accountPrefix(*to), at))
	}
	return keys
}

// eventKeys are the records that lead to an event of a contract, which is zero for the host.
func eventKeys(at api.Position, contract abi.Address, e *v1.PastEvent) [][]byte {
	keys := append(make([][]byte, 0, 2+maxAttributes), position(contractPrefix(contract), at), position(typePrefix(contract, e.Type), at))
	for _, a := range attributes(e.Data) {
		keys = append(keys, position(attributePrefix(contract, a.name, a.value), at))
	}
	return keys
}

type attribute struct{ name, value string }

// attributes are those of an event's data that can be looked for: texts and numbers. Amounts cannot. The data is an
// object of texts, numbers and booleans, as package abci writes it: it is scanned, since this happens for every event of a block.
func attributes(data []byte) (list []attribute) {
	for rest := bytes.TrimPrefix(data, []byte{'{'}); len(rest) > 0 && rest[0] != '}' && len(list) < maxAttributes; {
		name, after, ok := scalar(rest)
		if !ok || len(after) == 0 || after[0] != ':' {
			return list
		}
		isText := len(after) > 1 && after[1] == '"'
		value, after, ok := scalar(after[1:])
		if !ok {
			return list
		}
		if isText && len(value) <= maxValue && !isNumber(value) || !isText && value[0] != 't' && value[0] != 'f' {
			list = append(list, attribute{name, value})
		}
		rest = bytes.TrimPrefix(after, []byte{','})
	}
	return list
}

// scalar reads a text, a number or a boolean, and what follows.
func scalar(b []byte) (value string, rest []byte, ok bool) {
	if len(b) == 0 {
		return "", nil, false
	}
	if b[0] != '"' {
		end := bytes.IndexAny(b, ",}")
		if end <= 0 {
			return "", nil, false
		}
		return string(b[:end]), b[end:], true
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			if bytes.IndexByte(b[:i], '\\') < 0 {
				return string(b[1:i]), b[i+1:], true
			}
			err := json.Unmarshal(b[:i+1], &value)
			return value, b[i+1:], err == nil
		}
	}
	return "", nil, false
}

// isNumber reports whether a text is an amount, or another number that JSON readers may round.
func isNumber(s string) bool {
	return len(s) > 15 && bytes.IndexFunc([]byte(s), func(r rune) bool { return r < '0' || r > '9' }) < 0
}
