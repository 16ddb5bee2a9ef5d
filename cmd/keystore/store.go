package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNotFound says that no key has the name asked for. Its ErrorCode is what programs read.
var ErrNotFound error = notFoundError{}

type notFoundError struct{}

func (notFoundError) Error() string     { return "no such key" }
func (notFoundError) ErrorCode() string { return "key_not_found" }

// ErrExists says that a key was not written, because it would have replaced another one.
var ErrExists = errors.New("there is something of that name already")

// Store is a folder of key files. It caches nothing, so that several processes can
// use one folder.
type Store struct{ dir string }

// In returns the store in the folder "keys" of a home. Nothing is created before Put.
func In(home string) *Store { return &Store{dir: filepath.Join(home, "keys")} }

// Dir returns the folder.
func (s *Store) Dir() string { return s.dir }

// file is the form of a key on disk. The address is there for the human who looks.
type file struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Secret  string `json:"secret"`
}

// Put writes a new key; it never replaces one (ErrExists), since a lost key is lost money.
func (s *Store) Put(k Key) error {
	if err := CheckName(k.Name); err != nil {
		return err
	}
	if book, err := s.Book(); err != nil {
		return err
	} else if _, known := book[k.Name]; known {
		return fmt.Errorf("%s: %w in the address book", k.Name, ErrExists)
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("make the key folder: %w", err)
	}
	raw, err := json.MarshalIndent(file{k.Name, k.Address().String(), k.Secret()}, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, k.Name+".*.new") // a key has its name when it is whole
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), s.path(k.Name))
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", k.Name, ErrExists)
	}
	if err != nil {
		return fmt.Errorf("write key %s: %w", k.Name, err)
	}
	return nil
}

// Get reads a key by name; ErrNotFound when there is none.
func (s *Store) Get(name string) (Key, error) {
	if err := CheckName(name); err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	raw, err := os.ReadFile(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("%w: %s (in %s)", ErrNotFound, name, s.dir)
	}
	if err != nil {
		return Key{}, fmt.Errorf("read key: %w", err)
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return Key{}, fmt.Errorf("key file %s: %w", s.path(name), err)
	}
	k, err := Parse(name, f.Secret)
	if err != nil {
		return Key{}, fmt.Errorf("key file %s: %w", s.path(name), err)
	}
	return k, nil
}

// List returns the named keys, sorted by name; none when the folder is not there. The error names
// those that cannot be read; the others are returned beside it.
func (s *Store) List() ([]Key, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	var list []Key
	var broken error
	for _, e := range entries {
		name, isKey := strings.CutSuffix(e.Name(), ".json")
		if !isKey || CheckName(name) != nil {
			continue
		}
		k, err := s.Get(name)
		if err != nil {
			broken = errors.Join(broken, err)
			continue
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Key) int { return strings.Compare(a.Name, b.Name) })
	return list, broken
}

// Delete removes a key's file for good; ErrNotFound when there is none.
func (s *Store) Delete(name string) error {
	if _, err := s.Get(name); err != nil {
		return err
	}
	if err := os.Remove(s.path(name)); err != nil {
		return fmt.Errorf("delete key: %w", err)
	}
	return nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name+".json") }
