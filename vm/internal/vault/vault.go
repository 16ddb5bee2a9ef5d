// Package vault holds files that nobody but the holder of a key can have made. It is for what
// can be had again at a price, such as machine code: whatever is missing, half written, changed,
// moved to another name or made by somebody else is simply not there.
//
// Every file begins with a code (HMAC-SHA256) over its name and its contents. The vault holds a
// bounded number of bytes and drops what was used longest ago. It may be deleted at any time,
// and several vaults may share a folder.
//
// It does not help against somebody who writes to the memory or the folders of the process while
// it runs: he could replace the program as well.
package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Name names a file. It should be a hash of what the contents depend on.
type Name [32]byte

// magic begins the input of the code; a change of the format needs another one.
const magic = "peerz vault 1\n"

// unfinished begins the names of files that are being written.
const unfinished = "new-"

// Vault is a folder of sealed files. It is safe for concurrent use.
type Vault struct {
	dir string
	key [32]byte
	max int64
}

// New returns the vault in a folder, which need not exist. max bounds its bytes.
func New(dir string, key [32]byte, max int64) *Vault { return &Vault{dir, key, max} }

// Get returns the contents of a file that Put has written with the same key. A file that is not
// what Put has written is removed.
func (v *Vault) Get(name Name) ([]byte, bool) {
	path := v.path(name)
	b, err := v.read(path)
	if err != nil {
		return nil, false
	}
	if len(b) < sha256.Size || !hmac.Equal(b[:sha256.Size], v.code(name, b[sha256.Size:])) {
		_ = os.Remove(path)
		return nil, false
	}
	now := time.Now()              // timing does not matter: what is evicted can be compiled again
	_ = os.Chtimes(path, now, now) // when it was last used; only evict looks at it
	return b[sha256.Size:], true
}

// read removes what is no plain file, which could block, or larger than any that Put writes.
func (v *Vault) read(path string) ([]byte, error) {
	stat, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !stat.Mode().IsRegular() || stat.Size() > v.max {
		return nil, errors.Join(errors.New("vault: not a file of ours"), os.RemoveAll(path))
	}
	return os.ReadFile(path)
}

// Put writes a file, whole or not at all, and removes others if it must. It does not wait for the disk:
// what a power cut leaves behind fails its code.
func (v *Vault) Put(name Name, contents []byte) error {
	if int64(len(contents)+sha256.Size) > v.max {
		return fmt.Errorf("vault: %d bytes, at most %d", len(contents)+sha256.Size, v.max)
	}
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	f, err := os.CreateTemp(v.dir, unfinished+"*")
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	_, err = f.Write(append(v.code(name, contents), contents...))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), v.path(name))
	}
	if err != nil {
		return fmt.Errorf("vault: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return v.evict()
}

func (v *Vault) path(name Name) string { return filepath.Join(v.dir, hex.EncodeToString(name[:])) }

func (v *Vault) code(name Name, contents []byte) []byte {
	h := hmac.New(sha256.New, v.key[:])
	_, _ = io.WriteString(h, magic) // a hash takes everything
	_, _ = h.Write(name[:])
	_, _ = h.Write(contents)
	return h.Sum(nil)
}
