package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state"
)

// Proof is one fact of the state. Its JSON form is what `peerz query state
// --prove` writes, and nothing else: Decode refuses any other spelling.
type Proof struct {
	ChainID string  `json:"chain_id"`
	Height  uint64  `json:"height"`          // the state after this block
	Key     string  `json:"key"`             // hex
	Value   *string `json:"value,omitempty"` // hex; left out when there is no such key
	ICS23   string  `json:"ics23"`           // hex of the commitment proof
}

// New makes a proof of what a node answered; value is nil for an absent key.
func New(chainID string, height uint64, key, value, ics23 []byte) Proof {
	p := Proof{ChainID: chainID, Height: height, Key: hex.EncodeToString(key), ICS23: hex.EncodeToString(ics23)}
	if value != nil {
		text := hex.EncodeToString(value)
		p.Value = &text
	}
	return p
}

// Encode is the one JSON form of the proof.
func (p Proof) Encode() []byte {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		panic(err) // strings and numbers
	}
	return append(b, '\n')
}

// ErrForm says that a file is not a proof as Encode writes it.
var ErrForm = errors.New("not a proof as `peerz query state --prove` writes it")

// Decode reads a proof.
func Decode(b []byte) (p Proof, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if !bytes.Equal(p.Encode(), b) {
		return p, fmt.Errorf("%w: it was written by hand or changed", ErrForm)
	}
	return p, nil
}

// Fact is the content of a proof.
type Fact struct {
	Key   []byte
	Value []byte // nil when the key is absent
}

// Check verifies the proof against an app hash that the caller trusts: the one in
// the header of Height+1. The error says what does not hold.
func (p Proof) Check(appHash []byte) (f Fact, err error) {
	if f.Key, err = unhex(p.Key); err != nil {
		return f, fmt.Errorf("%w: key: %w", ErrForm, err)
	}
	if p.Value != nil {
		if f.Value, err = unhex(*p.Value); err != nil || len(f.Value) == 0 {
			return f, fmt.Errorf("%w: value: want digits of lower-case hex", ErrForm)
		}
	}
	raw, err := unhex(p.ICS23)
	if err != nil {
		return f, fmt.Errorf("%w: ics23: %w", ErrForm, err)
	}
	var commitment state.Proof
	if err := commitment.Unmarshal(raw); err != nil {
		return f, fmt.Errorf("%w: ics23: %w", ErrForm, err)
	}
	if again, err := commitment.Marshal(); err != nil || !bytes.Equal(again, raw) {
		return f, fmt.Errorf("%w: ics23 holds more than a proof", ErrForm)
	}
	if absent := commitment.GetNonexist(); absent != nil && !bytes.Equal(absent.Key, f.Key) {
		return f, fmt.Errorf("the proof is about key %x, not %x", absent.Key, f.Key)
	}
	if len(appHash) != len([32]byte{}) {
		return f, fmt.Errorf("the app hash has %d bytes, want 32", len(appHash))
	}
	if err := state.Verify([32]byte(appHash), &commitment, f.Key, f.Value); err != nil {
		return f, fmt.Errorf("the proof does not lead from the key and the value to the app hash %x, which the chain has after block %d: one of them is not as it was",
			appHash, p.Height)
	}
	return f, nil
}

// unhex reads hex in the one form that Encode writes.
func unhex(s string) ([]byte, error) {
	b, err := hex.DecodeString(s)
	if err == nil && hex.EncodeToString(b) != s {
		err = errors.New("want lower-case hex")
	}
	return b, err
}
