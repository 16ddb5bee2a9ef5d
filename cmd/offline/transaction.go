// Package offline is transactions in files: made where a node can be asked, signed where the keys are,
// which may be a machine without a network or several of them, and sent from anywhere.
//
// A file is JSON: a transaction, or a list of some that follow each other. What counts is a transaction's own bytes;
// what the file says beside it is for people who look at it, and Text writes it anew from the bytes before anybody signs.
package offline

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// format of the files.
const format = 1

// ErrFile says that a file holds no transaction.
var ErrFile error = fileError{}

type fileError struct{}

func (fileError) Error() string     { return "no transaction to sign" }
func (fileError) ErrorCode() string { return "no_transaction" }

// Transaction is a transaction with the signatures that it has so far.
type Transaction struct {
	unsigned *tx.Tx // with empty signatures
	parts    []part
}

// part is the signature of one key.
type part struct {
	key [32]byte
	sig [64]byte
}

// form of a transaction in JSON.
type form struct {
	Format     int        `json:"format"`
	Says       Text       `json:"says"`        // for people; never read
	Unsigned   string     `json:"transaction"` // hex of its bytes, with signatures of zeros
	Signatures []formPart `json:"signatures"`
}

type formPart struct {
	PublicKey string `json:"public_key"` // hex
	Signature string `json:"signature"`  // hex
}

// New makes one of a transaction's bytes, as tx.Unsigned or tx.Multisig.Unsigned make them.
func New(unsigned []byte) (*Transaction, error) {
	decoded, err := tx.Decode(unsigned)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return &Transaction{unsigned: decoded}, nil
}

// UnmarshalJSON implements json.Unmarshaler, and verifies the signatures. The error is ErrFile when it is no transaction.
func (t *Transaction) UnmarshalJSON(raw []byte) error {
	var from form
	if err := json.Unmarshal(raw, &from); err != nil {
		return fmt.Errorf("%w: want what `peerz tx build` wrote", ErrFile)
	}
	if from.Format != format {
		return fmt.Errorf("%w: its format is %d, this program knows %d", ErrFile, from.Format, format)
	}
	unsigned, err := hex.DecodeString(from.Unsigned)
	if err != nil {
		return fmt.Errorf("%w: it is not in hex", ErrFile)
	}
	read, err := New(unsigned)
	if err != nil {
		return err
	}
	for _, p := range from.Signatures {
		key, err := hex.DecodeString(p.PublicKey)
		sig, err2 := hex.DecodeString(p.Signature)
		if err != nil || err2 != nil || len(key) != 32 || len(sig) != 64 {
			return fmt.Errorf("%w: a signature is damaged", ErrFile)
		}
		if err := read.add(part{[32]byte(key), [64]byte(sig)}); err != nil {
			return err
		}
	}
	*t = *read
	return nil
}

// keys are those that may sign, and how many have to.
func (t *Transaction) keys() (keys [][32]byte, needed int) {
	if m, ok := t.unsigned.Multisig(); ok {
		return m.Keys, m.Threshold
	}
	return [][32]byte{t.unsigned.PubKey}, 1
}

// Signed says how many signatures there are, and how many are needed.
func (t *Transaction) Signed() (have, needed int) {
	_, needed = t.keys()
	return len(t.parts), needed
}

// MaySign reports whether a key's signature is asked for and not there yet.
func (t *Transaction) MaySign(public [32]byte) bool {
	keys, _ := t.keys()
	return slices.Contains(keys, public) && !slices.ContainsFunc(t.parts, func(p part) bool { return p.key == public })
}

// add adds a signature after verifying it. One that is there already changes nothing.
func (t *Transaction) add(p part) error {
	if !t.verifies(p) {
		return fmt.Errorf("%w: a signature is not of this transaction", ErrFile)
	}
	if t.MaySign(p.key) {
		t.parts = append(t.parts, p)
		slices.SortFunc(t.parts, func(a, b part) int { return bytes.Compare(a.key[:], b.key[:]) })
	}
	return nil
}

func (t *Transaction) verifies(p part) bool {
	if m, ok := t.unsigned.Multisig(); ok {
		return m.VerifyPart(t.unsigned.Body, tx.Part{Index: m.Index(p.key), Sig: p.sig})
	}
	if p.key != t.unsigned.PubKey {
		return false
	}
	signed, err := tx.Decode(tx.Signed(t.unsigned.Body, p.key, p.sig))
	return err == nil && signed.Verify()
}

// Sign adds the signature of a key that may sign.
func (t *Transaction) Sign(k keystore.Key) error {
	public := k.Signer().Public()
	if !t.MaySign(public) {
		return fmt.Errorf("%w of %s: it is not asked for its signature, or has given it", ErrFile, k.Name)
	}
	if m, ok := t.unsigned.Multisig(); ok {
		p, _ := k.Signer().SignPart(t.unsigned.Body, m)
		return t.add(part{public, p.Sig})
	}
	signed, err := tx.Decode(k.Signer().Sign(t.unsigned.Body))
	if err != nil {
		return err
	}
	return t.add(part{public, signed.Sig})
}

// Raw returns the bytes to send, once there are enough signatures.
func (t *Transaction) Raw() ([]byte, error) {
	if have, needed := t.Signed(); have < needed {
		return nil, unsignedError{have, needed}
	}
	m, ok := t.unsigned.Multisig()
	if !ok {
		return tx.Signed(t.unsigned.Body, t.parts[0].key, t.parts[0].sig), nil
	}
	var parts []tx.Part
	for _, p := range t.parts {
		parts = append(parts, tx.Part{Index: m.Index(p.key), Sig: p.sig})
	}
	return m.Combine(t.unsigned.Body, parts)
}

// unsignedError says that signatures are missing.
type unsignedError struct{ have, needed int }

func (e unsignedError) Error() string {
	return fmt.Sprintf("it has %d of %d signatures: `peerz tx sign` adds one", e.have, e.needed)
}
func (unsignedError) ErrorCode() string { return "not_signed" }

// MarshalJSON implements json.Marshaler.
func (t *Transaction) MarshalJSON() ([]byte, error) {
	out := form{Format: format, Says: t.Text(), Unsigned: hex.EncodeToString(t.unsigned.Bytes()), Signatures: []formPart{}}
	for _, p := range t.parts {
		out.Signatures = append(out.Signatures, formPart{hex.EncodeToString(p.key[:]), hex.EncodeToString(p.sig[:])})
	}
	return json.Marshal(out)
}
