package chain

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// An address is written with the name that its reader has for it, which others need not have.
func TestAnAddressIsWrittenAsItIsKnownHere(t *testing.T) {
	keys := keystore.In(t.TempDir())
	for i, name := range []string{"alice", "bob"} {
		if err := keys.PutTest(name, uint32(i)); err != nil {
			t.Fatal(err)
		}
	}
	alice, err := keys.Get("alice")
	if err != nil {
		t.Fatal(err)
	}
	shop, stranger := abi.Address{1}, abi.Address{2}
	for name, a := range map[string]abi.Address{"shop": shop, "friend": alice.Address()} {
		if err := keys.PutAddress(name, a); err != nil {
			t.Fatal(err)
		}
	}
	c := &Chain{Keys: keys}
	for a, want := range map[abi.Address]string{
		alice.Address(): "alice (" + alice.Address().String() + ")", // a key's name comes before that of the address book
		shop:            "shop (" + shop.String() + ")",
		stranger:        stranger.String(),
	} {
		if got := c.Known(a); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := (&Chain{Keys: keystore.In(t.TempDir())}).Known(shop); got != shop.String() {
		t.Errorf("%s without any key", got)
	}
}
