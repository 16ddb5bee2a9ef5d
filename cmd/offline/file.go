// Package offline is transactions in files: made where a node can be asked, signed where the keys are,
// which may be a machine without a network or several of them, and sent from anywhere.
//
// A file is JSON. What counts is the transaction's own bytes; what the file says beside it is for people
// who look at it, and Text writes it anew from the bytes before anybody signs.
package offline

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// format of the files.
const format = 1

// mostFile bounds a file, in bytes: the largest transaction in hex, with its text and signatures.
const mostFile = 3 * tx.MaxSize

// ErrFile says that a file holds no transaction.
var ErrFile error = fileError{}

type fileError struct{}

func (fileError) Error() string     { return "no transaction to sign" }
func (fileError) ErrorCode() string { return "no_transaction" }

// File is a transaction with the signatures that it has so far.
type File struct {
	transaction *tx.Tx // with empty signatures
	parts       []part
}

// part is the signature of one key.
type part struct {
	key [32]byte
	sig [64]byte
}

// form of a file in JSON.
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

// New makes a file of a transaction, as tx.Unsigned or tx.Multisig.Unsigned make it.
func New(unsigned []byte) (*File, error) {
	t, err := tx.Decode(unsigned)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return &File{transaction: t}, nil
}

// Read reads a file, and verifies its signatures. The error is ErrFile when it holds no transaction.
func Read(name string, in io.Reader) (*File, error) {
	raw, err := io.ReadAll(io.LimitReader(in, mostFile+1))
	if err != nil {
		return nil, err
	}
	f, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func parse(raw []byte) (*File, error) {
	var from form
	if err := json.Unmarshal(raw, &from); err != nil || len(raw) > mostFile {
		return nil, fmt.Errorf("%w: want what `peerz tx build` wrote", ErrFile)
	}
	if from.Format != format {
		return nil, fmt.Errorf("%w: its format is %d, this program knows %d", ErrFile, from.Format, format)
	}
	unsigned, err := hex.DecodeString(from.Unsigned)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not in hex", ErrFile)
	}
	f, err := New(unsigned)
	if err != nil {
		return nil, err
	}
	for _, p := range from.Signatures {
		key, err := hex.DecodeString(p.PublicKey)
		sig, err2 := hex.DecodeString(p.Signature)
		if err != nil || err2 != nil || len(key) != 32 || len(sig) != 64 {
			return nil, fmt.Errorf("%w: a signature is damaged", ErrFile)
		}
		if err := f.add(part{[32]byte(key), [64]byte(sig)}); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// keys are those that may sign, and how many have to.
func (f *File) keys() (keys [][32]byte, needed int) {
	if m, ok := f.transaction.Multisig(); ok {
		return m.Keys, m.Threshold
	}
	return [][32]byte{f.transaction.PubKey}, 1
}

// Signed says how many signatures there are, and how many are needed.
func (f *File) Signed() (have, needed int) {
	_, needed = f.keys()
	return len(f.parts), needed
}

// MaySign reports whether a key's signature is asked for and not there yet.
func (f *File) MaySign(public [32]byte) bool {
	keys, _ := f.keys()
	return slices.Contains(keys, public) && !slices.ContainsFunc(f.parts, func(p part) bool { return p.key == public })
}

// add adds a signature after verifying it. One that is there already changes nothing.
func (f *File) add(p part) error {
	if !f.verifies(p) {
		return fmt.Errorf("%w: a signature is not of this transaction", ErrFile)
	}
	if f.MaySign(p.key) {
		f.parts = append(f.parts, p)
		slices.SortFunc(f.parts, func(a, b part) int { return bytes.Compare(a.key[:], b.key[:]) })
	}
	return nil
}

func (f *File) verifies(p part) bool {
	if m, ok := f.transaction.Multisig(); ok {
		return m.VerifyPart(f.transaction.Body, tx.Part{Index: m.Index(p.key), Sig: p.sig})
	}
	if p.key != f.transaction.PubKey {
		return false
	}
	t, err := tx.Decode(tx.Signed(f.transaction.Body, p.key, p.sig))
	return err == nil && t.Verify()
}

// Sign adds the signature of a key that may sign.
func (f *File) Sign(k keystore.Key) error {
	public := k.Signer().Public()
	if !f.MaySign(public) {
		return fmt.Errorf("%w of %s: it is not asked for its signature, or has given it", ErrFile, k.Name)
	}
	if m, ok := f.transaction.Multisig(); ok {
		p, _ := k.Signer().SignPart(f.transaction.Body, m)
		return f.add(part{public, p.Sig})
	}
	t, err := tx.Decode(k.Signer().Sign(f.transaction.Body))
	if err != nil {
		return err
	}
	return f.add(part{public, t.Sig})
}

// Combine adds the signatures of another file of the same transaction.
func (f *File) Combine(other *File) error {
	if !bytes.Equal(f.transaction.Bytes(), other.transaction.Bytes()) {
		return fmt.Errorf("%w: the files hold different transactions", ErrFile)
	}
	for _, p := range other.parts {
		if err := f.add(p); err != nil {
			return err
		}
	}
	return nil
}

// Raw returns the bytes to send, once there are enough signatures.
func (f *File) Raw() ([]byte, error) {
	if have, needed := f.Signed(); have < needed {
		return nil, unsignedError{have, needed}
	}
	m, ok := f.transaction.Multisig()
	if !ok {
		return tx.Signed(f.transaction.Body, f.parts[0].key, f.parts[0].sig), nil
	}
	var parts []tx.Part
	for _, p := range f.parts {
		parts = append(parts, tx.Part{Index: m.Index(p.key), Sig: p.sig})
	}
	return m.Combine(f.transaction.Body, parts)
}

// unsignedError says that signatures are missing.
type unsignedError struct{ have, needed int }

func (e unsignedError) Error() string {
	return fmt.Sprintf("it has %d of %d signatures: `peerz tx sign` adds one", e.have, e.needed)
}
func (unsignedError) ErrorCode() string { return "not_signed" }

// MarshalJSON implements json.Marshaler.
func (f *File) MarshalJSON() ([]byte, error) {
	out := form{Format: format, Says: f.Text(), Unsigned: hex.EncodeToString(f.transaction.Bytes()), Signatures: []formPart{}}
	for _, p := range f.parts {
		out.Signatures = append(out.Signatures, formPart{hex.EncodeToString(p.key[:]), hex.EncodeToString(p.sig[:])})
	}
	return json.Marshal(out)
}

// Write writes the file in one step: a crash leaves the old one or the new one.
func (f *File) Write(name string) error {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*.tmp")
	if err != nil {
		return err
	}
	_, err = temporary.Write(append(raw, '\n'))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
