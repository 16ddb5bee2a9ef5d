package keystore

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestParticipantsKeepTheirKeys(t *testing.T) {
	s := In(t.TempDir())
	alice, bob := put(t, s, "alice"), put(t, s, "bob")
	first, err := s.MakeParticipants([]string{"ann", "ben"}, alice)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.MakeParticipants([]string{"ben", "cid"}, bob)
	if err != nil {
		t.Fatal(err)
	}
	if len(second) != 3 || second["ben"] != first["ben"] || second["ann"] != first["ann"] {
		t.Errorf("keys changed: %v then %v", first, second)
	}
	for id, of := range map[string]Key{"ann": alice, "ben": alice, "cid": bob} {
		key, err := s.UnlockParticipant(id, says(phrase))
		if err != nil || key.Address() != second[id].Address() || key != of.Participant(id) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := s.UnlockParticipant("ann", says("wrong")); !errors.Is(err, errGaveUp) {
		t.Errorf("without the passphrase of alice: %v", err)
	}
	if _, err := s.UnlockParticipant("dan", nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

// The words of whoever imported bring back the keys of the participants, whatever else is lost.
func TestParticipantsComeFromTheKeyThatImports(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	made, err := s.MakeParticipants([]string{"ann"}, alice)
	if err != nil {
		t.Fatal(err)
	}
	again, err := In(t.TempDir()).MakeParticipants([]string{"ann"}, Key{Name: "other", Seed: alice.Seed})
	if err != nil || again["ann"] != made["ann"] {
		t.Errorf("%v, want %v: %v", again, made, err)
	}
	if alice.Participant("ann").Seed == alice.Participant("ben").Seed || alice.Participant("ann").Seed == alice.Seed {
		t.Error("two accounts have one key")
	}
	if err := s.Delete("alice"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UnlockParticipant("ann", nil); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), alice.Address().String()) {
		t.Errorf("without the key that it comes from: %v", err)
	}
}

func TestImportsAtTheSameTimeLoseNoKey(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	var wg sync.WaitGroup
	made := make([]map[string]Participant, 8)
	for i := range made {
		wg.Go(func() {
			var err error
			if made[i], err = s.MakeParticipants([]string{"shared", "p" + string(rune('0'+i))}, alice); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept, err := s.Participants()
	if err != nil || len(kept) != len(made)+1 {
		t.Fatalf("kept %d keys, %v; want %d", len(kept), err, len(made)+1)
	}
}

// A participant that has the name of a key is paid to that key, not to a hidden new one.
func TestAParticipantNamedAsAKeyHasThatKey(t *testing.T) {
	s := In(t.TempDir())
	alice := put(t, s, "alice")
	made, err := s.MakeParticipants([]string{"alice", "zoe:1"}, alice)
	if err != nil || made["alice"].Address() != alice.Address() || made["zoe:1"].Address() == alice.Address() {
		t.Errorf("%v, %v", made, err)
	}
}

// older writes what older programs wrote: alice's key, a test key, and those of participants.
func older(t *testing.T, s *Store) (alice, test Key, made map[string]Key) {
	t.Helper()
	var err error
	made = map[string]Key{}
	secrets := map[string]string{}
	for _, id := range []string{"ann", "zoe:1"} {
		if made[id], err = New(id); err != nil {
			t.Fatal(err)
		}
		secrets[id] = made[id].Secret()
	}
	if alice, err = New("alice"); err == nil {
		test, err = TestKey("bob", 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	files := map[string]any{participants: secrets}
	for _, k := range []Key{alice, test} {
		files[k.Name] = map[string]string{"name": k.Name, "address": k.Address().String(), "secret": k.Secret()}
	}
	for name, content := range files {
		raw, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.path(name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(s.path("alice")+".123.new", []byte(alice.Secret()), 0o600); err != nil {
		t.Fatal(err)
	}
	return alice, test, made
}

func TestKeysOfOlderProgramsWorkAndAreMigrated(t *testing.T) {
	s := In(t.TempDir())
	alice, test, made := older(t, s)
	check := func(from Prompt) {
		t.Helper()
		for _, want := range []Key{alice, test} {
			if got, err := s.Unlock(want.Name, from); err != nil || got != want {
				t.Errorf("%s: %v", want.Name, err)
			}
		}
		for id, want := range made {
			if got, err := s.UnlockParticipant(id, from); err != nil || got != want {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
	check(nil)
	if _, err := s.MakeParticipants([]string{"ann", "new"}, alice); err != nil {
		t.Fatal(err)
	}
	names, err := s.InClear()
	if err != nil || !slices.Equal(names, []string{"alice", "bob", participants}) {
		t.Fatalf("%v, %v", names, err)
	}
	if err := s.Migrate(names, phrase); err != nil {
		t.Fatal(err)
	}
	check(says(phrase, phrase, phrase))
	if bob, err := s.Get("bob"); err != nil || bob.Protection != Test {
		t.Errorf("a test key: %v, %v", bob, err)
	}
	if names, err := s.InClear(); err != nil || len(names) != 0 {
		t.Errorf("still in the clear: %v, %v", names, err)
	}
	noSecret(t, s, alice.Secret(), test.Secret(), made["ann"].Secret(), made["zoe:1"].Secret())

	next := func() (string, error) { return "another one", nil }
	if err := s.ReencryptParticipants(says(phrase), next); err != nil {
		t.Fatal(err)
	}
	if got, err := s.UnlockParticipant("ann", says(phrase, "another one")); err != nil || got != made["ann"] {
		t.Errorf("after a change of the passphrase: %v", err)
	}
	if key, err := s.UnlockParticipant("new", says(phrase)); err != nil || key != alice.Participant("new") {
		t.Errorf("one that was made since: %v", err)
	}
}

// noSecret searches every file of a store.
func noSecret(t *testing.T, s *Store, secrets ...string) {
	t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(s.dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s holds a secret", e.Name())
			}
		}
	}
}

// Whatever file a migration got to when the power failed, the next one goes on and no key is lost.
func TestAMigrationThatStoppedGoesOn(t *testing.T) {
	s := In(t.TempDir())
	alice, _, made := older(t, s)
	if err := s.migrate("alice", "the first one"); err != nil {
		t.Fatal(err)
	}
	names, err := s.InClear()
	if err != nil || !slices.Equal(names, []string{"bob", participants}) {
		t.Fatalf("%v, %v", names, err)
	}
	if err := s.Migrate(names, phrase); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Unlock("alice", says("the first one")); err != nil || got != alice {
		t.Errorf("alice: %v", err)
	}
	if got, err := s.UnlockParticipant("ann", says(phrase)); err != nil || got != made["ann"] {
		t.Errorf("ann: %v", err)
	}
	if err := s.encryptParticipants(phrase); err == nil {
		t.Error("what is encrypted was encrypted over")
	}
}
