package vault

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// evict removes the files whose last use is oldest until the rest fits. Files with names that
// are not the vault's are none of its business.
func (v *Vault) evict() error {
	entries, err := os.ReadDir(v.dir)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue // gone meanwhile
		}
		v.tidy(info)
		if !ours(info) {
			continue
		}
		files = append(files, info)
		total += info.Size()
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if total <= v.max {
			break
		}
		_ = os.Remove(filepath.Join(v.dir, f.Name())) // another vault may have been faster
		total -= f.Size()
	}
	return nil
}

func ours(info fs.FileInfo) bool {
	name, err := hex.DecodeString(info.Name())
	whole := err == nil && len(name) == len(Name{})
	return info.Mode().IsRegular() && (whole || strings.HasPrefix(info.Name(), unfinished))
}
