package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age/armor"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func TestMain(m *testing.M) {
	WorkFactor = 1
	os.Exit(m.Run())
}

const phrase = "correct horse battery"

// phrases answers with one passphrase after the other, then gives up.
type phrases []string

var errGaveUp = errors.New("no more passphrases")

func (p *phrases) Passphrase(string, bool) (string, error) {
	if len(*p) == 0 {
		return "", errGaveUp
	}
	first := (*p)[0]
	*p = (*p)[1:]
	return first, nil
}

func (p *phrases) NewPassphrase(string) (string, error) { return p.Passphrase("", false) }

func says(list ...string) *phrases { return (*phrases)(&list) }

// put stores a new key that phrase opens.
func put(t *testing.T, s *Store, name string) Key {
	t.Helper()
	key, err := New(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(key, phrase); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestStore(t *testing.T) {
	s := In(t.TempDir())
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatalf("an empty home lists %v, %v", list, err)
	}
	alice := put(t, s, "alice")
	if err := s.Put(Key{Name: "alice"}, phrase); !errors.Is(err, ErrExists) {
		t.Errorf("replacing a key: %v, want ErrExists", err)
	}
	if err := s.PutTest("alice", 0); !errors.Is(err, ErrExists) {
		t.Errorf("replacing a key by a test key: %v, want ErrExists", err)
	}
	want := Account{Name: "alice", PublicKey: alice.Signer().Public(), Protection: Encrypted}
	if got, err := s.Get("alice"); err != nil || got != want || got.Address() != alice.Address() {
		t.Errorf("read back %v, %v", got, err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("listed %v, %v", list, err)
	}
	if got, err := s.Unlock("alice", says(phrase)); err != nil || got != alice {
		t.Errorf("unlocked: %v, %v", got.Name, err)
	}
	if err := s.Delete("alice"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get("alice"); !errors.Is(err, ErrNotFound) {
		t.Errorf("after deleting: %v, want ErrNotFound", err)
	}
}

func TestOnlyItsPassphraseOpensAKey(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	if got, err := s.Unlock("alice", says("", "wrong", phrase+" ", phrase)); err != nil || got != alice {
		t.Errorf("at last: %v", err)
	}
	if _, err := s.Unlock("alice", says("wrong")); !errors.Is(err, errGaveUp) {
		t.Errorf("given up: %v", err)
	}
	if err := s.Reencrypt(alice, "another one"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Unlock("alice", says(phrase)); !errors.Is(err, errGaveUp) {
		t.Errorf("the old passphrase: %v", err)
	}
	if got, err := s.Unlock("alice", says("another one")); err != nil || got != alice {
		t.Errorf("the new passphrase: %v", err)
	}
	other, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Reencrypt(other, phrase); !errors.Is(err, ErrExists) {
		t.Errorf("another key under the name: %v", err)
	}
}

func TestAnExportIsTheKey(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	text, err := s.Export("alice")
	if err != nil || !IsEncrypted(text) || strings.Contains(text, alice.Secret()) {
		t.Fatalf("%v: %s", err, text)
	}
	back, passphrase, err := Decrypt("alice", "\n"+text+"\n", says("wrong", phrase))
	if err != nil || back != alice || passphrase != phrase {
		t.Errorf("opened: %v", err)
	}
	for name, bad := range map[string]string{
		"cut":           text[:len(text)-60],
		"changed":       strings.Replace(text, "\n", "\nAAAA", 3),
		"no key inside": encryptedText(t, "hello"),
		"nothing":       "",
	} {
		if _, _, err := Decrypt("alice", bad, says(phrase, phrase)); err == nil || strings.Contains(err.Error(), "hello") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file from elsewhere cannot take all memory: what it asks for is refused before the work.
func TestTheWorkThatAFileAsksForIsBounded(t *testing.T) {
	binary, err := io.ReadAll(armor.NewReader(strings.NewReader(encryptedText(t, "x"))))
	if err != nil {
		t.Fatal(err)
	}
	greedy := bytes.Replace(binary, []byte(" 1\n"), fmt.Appendf(nil, " %d\n", maxWorkFactor+1), 1)
	var text strings.Builder
	w := armor.NewWriter(&text)
	_, err = w.Write(greedy)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := open(text.String(), phrase); err == nil || errors.Is(err, ErrPassphrase) || !strings.Contains(err.Error(), "work factor too large") {
		t.Errorf("%v", err)
	}
}

func encryptedText(t *testing.T, plain string) string {
	t.Helper()
	text, err := encrypt(plain, phrase)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATestKeyHoldsNoSecret(t *testing.T) {
	s := In(t.TempDir())
	if err := s.PutTest("alice", 7); err != nil {
		t.Fatal(err)
	}
	want, err := FromWords("alice", TestWords, 7)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Unlock("alice", nil); err != nil || got != want {
		t.Errorf("unlocked: %v", err)
	}
	if account, isTest := TestAccount(want.Address()); !isTest || account != 7 {
		t.Errorf("account %d, %v", account, isTest)
	}
	if raw, err := os.ReadFile(s.path("alice")); err != nil || strings.Contains(string(raw), want.Secret()) {
		t.Errorf("%v: %s", err, raw)
	}
}

// The header of a key file is in the clear: whoever changes it must not redirect what is signed.
func TestAFileThatSaysAnotherAccountIsRefused(t *testing.T) {
	s := In(t.TempDir())
	put(t, s, "alice")
	mallory := put(t, s, "mallory")
	r, _, err := s.read("alice")
	if err != nil {
		t.Fatal(err)
	}
	r.Address = mallory.Address().String()
	if _, err := r.account("alice"); err == nil {
		t.Error("the address of another account")
	}
	r.PublicKey = recordOf(mallory).PublicKey
	a, err := r.account("alice")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.unlock(a, says(phrase)); err == nil {
		t.Error("the public key of another account")
	}
	if _, err := (record{Format: format + 1}).account("alice"); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("a format to come: %v", err)
	}
}

func TestOneBrokenKeyFileHidesNoOther(t *testing.T) {
	s := In(t.TempDir())
	for _, name := range []string{"alice", "broken", "carol"} {
		put(t, s, name)
	}
	if err := os.WriteFile(s.path("broken"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := s.List()
	if err == nil || !strings.Contains(err.Error(), "broken.json") {
		t.Errorf("the broken one: %v", err)
	}
	if len(list) != 2 || list[0].Name != "alice" || list[1].Name != "carol" {
		t.Errorf("the others: %v", list)
	}
}

func TestKeyFilesAreForTheirOwnerOnly(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	if err := s.Reencrypt(alice, phrase); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MakeParticipants([]string{"154e59f657fb"}, alice); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"alice.json": 0o600, "participants.json": 0o600, ".": 0o700} {
		info, err := os.Stat(filepath.Join(s.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}

func TestSecretRoundTrip(t *testing.T) {
	key, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse("alice", " "+key.Secret()+"\n")
	if err != nil || back != key {
		t.Errorf("got %v, %v", back, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("zz", 32), strings.Repeat("00", 33)} {
		if _, err := Parse("alice", bad); err == nil {
			t.Errorf("secret %q accepted", bad)
		}
	}
}

func TestCheckName(t *testing.T) {
	for name, good := range map[string]bool{
		"alice": true, "validator0": true, "a-b_c": true,
		"": false, "Alice": false, "0x": false, "../alice": false, "a b": false,
		"peerz1qqq": false, "participants": false, strings.Repeat("a", 33): false,
	} {
		if err := CheckName(name); (err == nil) != good {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

// Accounts whose secret is elsewhere, or with several, have an address and a transaction to sign.
func TestAccountsWithoutASecret(t *testing.T) {
	s := In(t.TempDir())
	alice, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	bob := put(t, s, "bob")
	team, err := tx.NewMultisig(2, alice.Signer().Public(), bob.Signer().Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.PutPublic("alice", alice.Signer().Public()), s.PutMultisig("team", team)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]struct {
		address    abi.Address
		protection Protection
	}{"alice": {alice.Address(), Public}, "team": {team.Address(), Shared}} {
		a, err := s.Get(name)
		if err != nil || a.Address() != want.address || a.Protection != want.protection {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		made, err := tx.Decode(a.Unsigned(tx.Body{ChainID: "test", Msg: tx.Transfer{}}))
		if err != nil || made.Sender() != want.address {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Unlock(name, nil); !errors.Is(err, ErrNoSecret) {
			t.Errorf("%s signs: %v", name, err)
		}
	}
	if err := s.PutMultisig("bob", team); !errors.Is(err, ErrExists) {
		t.Errorf("a key was replaced: %v", err)
	}
	r, _, err := s.read("team")
	if err != nil {
		t.Fatal(err)
	}
	r.Multisig.Threshold = 1
	if _, err := r.account("team"); err == nil {
		t.Error("another threshold than that of the address")
	}
}
