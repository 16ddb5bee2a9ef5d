package abci

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strconv"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Attributes of an ABCI event: who reported it, and what, as a JSON object.
const (
	AttributeContract = "contract"
	AttributeData     = "data"
)

// toEvents translates events. They are not part of any hash, so they may be
// written for people: the contract in bech32, the data as JSON.
func toEvents(in []runtime.Event) []abcitypes.Event {
	out := make([]abcitypes.Event, len(in))
	for i, e := range in {
		out[i].Type = e.Type
		if !e.Contract.IsZero() {
			out[i].Attributes = append(out[i].Attributes,
				abcitypes.EventAttribute{Key: AttributeContract, Value: e.Contract.String(), Index: true})
		}
		out[i].Attributes = append(out[i].Attributes,
			abcitypes.EventAttribute{Key: AttributeData, Value: EventJSON(e.Data)})
	}
	return out
}

// EventJSON writes an event's CBOR map as a JSON object: integers that JSON
// readers may round as strings, addresses in bech32, other bytes in hex. Data
// that is no such map becomes {"cbor": hex}: an event never fails a block.
func EventJSON(data []byte) string {
	if len(data) == 0 {
		return "{}"
	}
	r := abi.NewReader(data)
	out, key := []byte{'{'}, ""
	for n, i := r.Map(), 0; i < n && r.Err() == nil; i++ {
		if i > 0 {
			out = append(out, ',')
		}
		key = r.Key(key, i == 0)
		out = append(appendText(out, key), ':')
		out = appendScalar(out, r)
	}
	if r.Close() != nil {
		return `{"cbor":"` + hex.EncodeToString(data) + `"}`
	}
	return string(append(out, '}'))
}

// The major types of CBOR that scalars have.
const (
	majorUint, majorNegative, majorBytes, majorText, majorTag = 0, 1, 2, 3, 6
	maxExact                                                  = 1 << 53 // largest integer every JSON reader keeps
)

func appendScalar(out []byte, r *abi.Reader) []byte {
	switch r.Peek() {
	case majorUint, majorTag:
		a := r.Amount()
		if a.Hi == 0 && a.Lo <= maxExact {
			return strconv.AppendUint(out, a.Lo, 10)
		}
		return appendText(out, a.String())
	case majorNegative:
		if n := r.Int(); n >= -maxExact {
			return strconv.AppendInt(out, n, 10)
		} else {
			return appendText(out, strconv.FormatInt(n, 10))
		}
	case majorText:
		return appendText(out, r.Text())
	case majorBytes:
		return appendText(out, bytesText(r.Bytes()))
	default:
		return strconv.AppendBool(out, r.Bool())
	}
}

func bytesText(b []byte) string {
	if len(b) == len(abi.Address{}) {
		return abi.Address(b).String()
	}
	return hex.EncodeToString(b)
}

// appendText writes a JSON string. The reader has checked that s is UTF-8. What only HTML would have
// escaped stays one byte.
func appendText(out []byte, s string) []byte {
	b := bytes.NewBuffer(out)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return append(out, `""`...)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
