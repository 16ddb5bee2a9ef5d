package offline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// mostFile bounds a file, in bytes: some of the largest transactions in hex, with their texts and signatures, or very
// many usual ones.
const mostFile = 16 * tx.MaxSize

// File is what a file holds: a transaction, or several in the order in which they are sent.
type File []*Transaction

// Read reads a file, and verifies its signatures. The error is ErrFile when it holds no transaction.
func Read(name string, in io.Reader) (File, error) {
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

func parse(raw []byte) (f File, err error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	if len(list) == 0 || len(raw) > mostFile {
		return nil, fmt.Errorf("%w: want what `peerz tx build` wrote", ErrFile)
	}
	for _, one := range list {
		var t Transaction
		if err := t.UnmarshalJSON(one); err != nil {
			return nil, err
		}
		f = append(f, &t)
	}
	return f, nil
}

// MaySign reports whether a key's signature is asked for by one of the transactions, and not there yet.
func (f File) MaySign(public [32]byte) bool {
	for _, t := range f {
		if t.MaySign(public) {
			return true
		}
	}
	return false
}

// Sign adds the signature of a key wherever it is asked for.
func (f File) Sign(k keystore.Key) error {
	if !f.MaySign(k.Signer().Public()) {
		return fmt.Errorf("%w of %s: it is not asked for its signature, or has given it", ErrFile, k.Name)
	}
	for _, t := range f {
		if !t.MaySign(k.Signer().Public()) {
			continue
		}
		if err := t.Sign(k); err != nil {
			return err
		}
	}
	return nil
}

// Combine adds the signatures of another file of the same transactions.
func (f File) Combine(other File) error {
	same := len(f) == len(other)
	for i := 0; same && i < len(f); i++ {
		same = bytes.Equal(f[i].unsigned.Bytes(), other[i].unsigned.Bytes())
	}
	if !same {
		return fmt.Errorf("%w: the files hold different transactions", ErrFile)
	}
	for i, t := range f {
		for _, p := range other[i].parts {
			if err := t.add(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// MarshalJSON implements json.Marshaler: one transaction is no list.
func (f File) MarshalJSON() ([]byte, error) {
	if len(f) == 1 {
		return f[0].MarshalJSON()
	}
	return json.Marshal([]*Transaction(f))
}

// Write writes the file in one step: a crash leaves the old one or the new one.
func (f File) Write(name string) error {
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
