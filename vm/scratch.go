package vm

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"

	"github.com/peerz-ai/peerz-chain/vm/internal/vault"
)

// scratch is a folder in which the engine finds and leaves the file of one compilation. It is
// there only meanwhile.
type scratch struct {
	dir    string
	folder string // within dir; the engine names it after its version and the machine
	files  wazero.CompilationCache
}

// newScratch makes one on the disk of the vault.
func newScratch(v *vault.Vault) (w scratch, err error) {
	if w.dir, err = v.Scratch(); err != nil {
		return w, fmt.Errorf("vm: compiled code: %w", err)
	}
	if w.files, err = wazero.NewCompilationCacheWithDir(w.dir); err != nil {
		w.clear()
		return w, fmt.Errorf("vm: compiled code: %w", err)
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil || len(entries) != 1 {
		w.clear()
		return w, errors.Join(errors.New("vm: compiled code: the engine has made no folder"), err)
	}
	w.folder = entries[0].Name()
	return w, nil
}

func (w scratch) clear() { _ = os.RemoveAll(w.dir) } // or the vault does it later

// put lays out what made has returned in an earlier life; nil is nothing.
func (w scratch) put(known []byte) error {
	name, code, ok := bytes.Cut(known, []byte("\n"))
	if !ok {
		return nil
	}
	if err := os.WriteFile(filepath.Join(w.dir, w.folder, string(name)), code, 0o600); err != nil {
		return fmt.Errorf("vm: compiled code: %w", err)
	}
	return nil
}

// made returns the file that the engine has left, its name before it; false if there is none
// but the one that was put.
func (w scratch) made(known []byte) ([]byte, bool) {
	entries, err := os.ReadDir(filepath.Join(w.dir, w.folder))
	if err != nil {
		return nil, false
	}
	for _, e := range entries {
		line := []byte(e.Name() + "\n")
		if bytes.HasPrefix(known, line) {
			continue
		}
		code, err := os.ReadFile(filepath.Join(w.dir, w.folder, e.Name()))
		return append(line, code...), err == nil
	}
	return nil, false
}
