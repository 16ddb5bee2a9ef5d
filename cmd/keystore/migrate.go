package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// InClear returns the names of the keys whose files, of an older program, hold their secret in the
// clear; "participants" for those of participants.
func (s *Store) InClear() ([]string, error) {
	list, broken := s.List()
	var names []string
	for _, a := range list {
		if a.Protection == Clear {
			names = append(names, a.Name)
		}
	}
	f, err := s.readParticipants()
	if len(f.Secrets) > 0 {
		names = append(names, participants)
	}
	return names, errors.Join(broken, err)
}

// Migrate encrypts keys that InClear named. Each file is replaced in one step, by one that was opened again
// before, so no crash loses a key; a test key becomes one without a secret, and needs no passphrase. What
// writes of an older program left behind is removed.
func (s *Store) Migrate(names []string, passphrase string) error {
	for _, name := range names {
		var err error
		if name == participants {
			err = s.encryptParticipants(passphrase)
		} else {
			err = s.migrate(name, passphrase)
		}
		if err != nil {
			return err
		}
	}
	return s.removeLeftovers()
}

func (s *Store) migrate(name, passphrase string) error {
	key, err := s.Unlock(name, nil) // in the clear
	if err != nil {
		return err
	}
	account, isTest := TestAccount(key.Address())
	if !isTest {
		return s.Reencrypt(key, passphrase)
	}
	r, err := testRecord(name, account)
	if err != nil {
		return err
	}
	unlock, err := s.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	return s.replaceFile(name, r)
}

func (s *Store) encryptParticipants(passphrase string) error {
	f, err := s.readParticipants()
	if err != nil {
		return err
	}
	if f.Encrypted != "" {
		return fmt.Errorf("%s: some of its secrets are encrypted and some are not: no program writes this", s.path(participants))
	}
	plain, err := json.Marshal(f.Secrets)
	if err != nil {
		return err
	}
	return s.reencryptParticipants(string(plain), passphrase)
}

// ReencryptParticipants changes the passphrase of the participants' keys that an older program made;
// ErrNotFound when there are none that have one.
func (s *Store) ReencryptParticipants(from Prompt, passphrase func() (string, error)) error {
	f, err := s.readParticipants()
	if err != nil {
		return err
	}
	if f.Encrypted == "" {
		return fmt.Errorf("%w: no keys of participants have a passphrase of their own: they come from the key that imported", ErrNotFound)
	}
	plain, _, err := ask(participants, f.Encrypted, from)
	if err != nil {
		return err
	}
	next, err := passphrase()
	if err != nil {
		return err
	}
	return s.reencryptParticipants(plain, next)
}

func (s *Store) reencryptParticipants(plain, passphrase string) error {
	encrypted, err := encrypt(plain, passphrase)
	if err != nil {
		return err
	}
	if again, err := open(encrypted, passphrase); err != nil || again != plain {
		return errors.Join(errors.New("what was encrypted does not open: the participants' keys stay as they were"), err)
	}
	unlock, err := s.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	f, err := s.readParticipants() // others may have made some meanwhile
	if err != nil {
		return err
	}
	f.Encrypted, f.Secrets = encrypted, nil
	return s.replaceFile(participants, f)
}

// removeLeftovers removes what a crash left of files that were being written.
func (s *Store) removeLeftovers() error {
	unlock, err := s.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	for _, pattern := range []string{"*.new", "*.tmp"} {
		left, err := filepath.Glob(filepath.Join(s.dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range left {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return syncDir(s.dir)
}
