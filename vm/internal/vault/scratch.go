package vault

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// scratch begins the names of folders for work in progress.
const scratch = "work-"

// abandoned is the age at which such a folder is taken for what a crash has left behind.
const abandoned = time.Hour

// Scratch makes an empty folder on the vault's disk. The caller removes it; what a crash leaves
// goes an hour later.
func (v *Vault) Scratch() (string, error) {
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return "", fmt.Errorf("vault: %w", err)
	}
	dir, err := os.MkdirTemp(v.dir, scratch+"*")
	if err != nil {
		return "", fmt.Errorf("vault: %w", err)
	}
	return dir, nil
}

// tidy removes an abandoned folder.
func (v *Vault) tidy(info fs.FileInfo) {
	// timing does not matter: what is removed can be compiled again
	if info.IsDir() && strings.HasPrefix(info.Name(), scratch) && time.Since(info.ModTime()) > abandoned {
		_ = os.RemoveAll(filepath.Join(v.dir, info.Name())) // or next time
	}
}
