package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// addresses is the file of the address book, without ".json".
const addresses = "addresses"

// Book returns the address book: names that the people at this machine gave to addresses of others.
func (s *Store) Book() (map[string]abi.Address, error) {
	book := map[string]abi.Address{}
	raw, err := os.ReadFile(s.path(addresses))
	if errors.Is(err, fs.ErrNotExist) {
		return book, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the address book: %w", err)
	}
	if err := json.Unmarshal(raw, &book); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path(addresses), err)
	}
	return book, nil
}

// PutAddress adds a name to the address book. It has the form of a key's, and no key or entry is
// called so yet (ErrExists).
func (s *Store) PutAddress(name string, a abi.Address) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if _, err := s.Get(name); !errors.Is(err, ErrNotFound) {
		return errors.Join(fmt.Errorf("%s: %w", name, ErrExists), err)
	}
	return s.changeBook(func(book map[string]abi.Address) error {
		if _, known := book[name]; known {
			return fmt.Errorf("%s: %w", name, ErrExists)
		}
		book[name] = a
		return nil
	})
}

// DeleteAddress takes a name out of the address book; ErrNotFound when it is not there.
func (s *Store) DeleteAddress(name string) error {
	return s.changeBook(func(book map[string]abi.Address) error {
		if _, known := book[name]; !known {
			return fmt.Errorf("%w: the address book has no %.40q", ErrNotFound, name)
		}
		delete(book, name)
		return nil
	})
}

func (s *Store) changeBook(change func(book map[string]abi.Address) error) error {
	unlock, err := s.make()
	if err != nil {
		return err
	}
	defer unlock()
	book, err := s.Book()
	if err != nil {
		return err
	}
	if err := change(book); err != nil {
		return err
	}
	return s.replaceFile(addresses, book)
}
