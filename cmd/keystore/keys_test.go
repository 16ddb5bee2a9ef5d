package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestStore(t *testing.T) {
	s := In(t.TempDir())
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatalf("an empty home lists %v, %v", list, err)
	}
	alice, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(alice); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(Key{Name: "alice"}); !errors.Is(err, ErrExists) {
		t.Errorf("replacing a key: %v, want ErrExists", err)
	}
	if got, err := s.Get("alice"); err != nil || got != alice {
		t.Errorf("read back %v, %v", got, err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0] != alice {
		t.Errorf("listed %v, %v", list, err)
	}
	if err := s.Delete("alice"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get("alice"); !errors.Is(err, ErrNotFound) {
		t.Errorf("after deleting: %v, want ErrNotFound", err)
	}
}

func TestOneBrokenKeyFileHidesNoOther(t *testing.T) {
	s := In(t.TempDir())
	for _, name := range []string{"alice", "broken", "carol"} {
		key, err := New(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Put(key); err != nil {
			t.Fatal(err)
		}
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
	key, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(key); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MakeParticipants([]string{"154e59f657fb"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alice.json", "participants.json"} {
		info, err := os.Stat(filepath.Join(s.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600", name, info.Mode().Perm())
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

func TestParticipantsKeepTheirKeys(t *testing.T) {
	s := In(t.TempDir())
	first, err := s.MakeParticipants([]string{"ann", "bob"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.MakeParticipants([]string{"bob", "cid"})
	if err != nil {
		t.Fatal(err)
	}
	if len(second) != 3 || second["bob"] != first["bob"] || second["ann"] != first["ann"] {
		t.Errorf("keys changed: %v then %v", first, second)
	}
}

func TestImportsAtTheSameTimeLoseNoKey(t *testing.T) {
	s := In(t.TempDir())
	var wg sync.WaitGroup
	made := make([]map[string]Key, 8)
	for i := range made {
		wg.Go(func() {
			var err error
			if made[i], err = s.MakeParticipants([]string{"shared", "p" + string(rune('0'+i))}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept, err := s.Participants()
	if err != nil || len(kept) != len(made)+1 {
		t.Fatalf("kept %d keys, %v; want %d", len(kept), err, len(made)+1)
	}
	for _, keys := range made {
		if keys["shared"] != kept["shared"] {
			t.Error("two imports made different keys for one participant")
		}
	}
}

// A participant that has the name of a key is paid to that key, not to a hidden new one.
func TestAParticipantNamedAsAKeyHasThatKey(t *testing.T) {
	s := In(t.TempDir())
	alice, err := New("alice")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(alice); err != nil {
		t.Fatal(err)
	}
	made, err := s.MakeParticipants([]string{"alice", "zoe:1"})
	if err != nil || made["alice"].Address() != alice.Address() || made["zoe:1"].Address() == alice.Address() {
		t.Errorf("%v, %v", made, err)
	}
}
