package home

import (
	"errors"
	"os"
	"path/filepath"

	cmtjson "github.com/cometbft/cometbft/libs/json"
)

// WriteFile gives a file its content for good: whenever the process or the power
// ends, the file is what it was before or what it is to be, and never a part of
// it. Nobody else writes the file meanwhile.
func WriteFile(path string, content []byte, perm os.FileMode) error {
	temporary := path + ".new"
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return SyncDir(filepath.Dir(path))
}

func writeJSON(path string, v any, perm os.FileMode) error {
	b, err := marshal(v)
	if err != nil {
		return err
	}
	return WriteFile(path, b, perm)
}

func marshal(v any) ([]byte, error) { return cmtjson.MarshalIndent(v, "", "  ") }

// SyncDir makes the names in a folder outlast a power cut.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
