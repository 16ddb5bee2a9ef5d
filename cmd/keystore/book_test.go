package keystore

import (
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A name of this machine means one account: a key, or an entry of the address book.
func TestTheAddressBook(t *testing.T) {
	s := In(t.TempDir())
	shop := abi.Address{1}
	if err := s.PutAddress("shop", shop); err != nil {
		t.Fatal(err)
	}
	if book, err := s.Book(); err != nil || len(book) != 1 || book["shop"] != shop {
		t.Errorf("%v, %v", book, err)
	}
	put(t, s, "alice")
	for name, want := range map[string]error{"shop": ErrExists, "alice": ErrExists} {
		if err := s.PutAddress(name, abi.Address{2}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	if err := s.Put(Key{Name: "shop"}, phrase); !errors.Is(err, ErrExists) {
		t.Errorf("a key that is called like an entry: %v", err)
	}
	for _, name := range []string{"", "Shop", "peerz1qqq", "a\nb", "addresses", "participants"} {
		if s.PutAddress(name, shop) == nil {
			t.Errorf("%q became an entry", name)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 1 {
		t.Errorf("the book is taken for a key: %v, %v", list, err)
	}
	if err := s.DeleteAddress("shop"); err != nil {
		t.Error(err)
	}
	if err := s.DeleteAddress("shop"); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
}
