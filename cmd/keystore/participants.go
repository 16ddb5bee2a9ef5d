package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// participants is the file of the keys that imports made, without ".json".
const participants = "participants"

// Participants returns the keys made for participants, by participant id. A Key's Name is the
// id here, which may hold characters that a named key cannot.
func (s *Store) Participants() (map[string]Key, error) {
	raw, err := os.ReadFile(s.path(participants))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]Key{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the participants' keys: %w", err)
	}
	var secrets map[string]string
	if err := json.Unmarshal(raw, &secrets); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path(participants), err)
	}
	keys := make(map[string]Key, len(secrets))
	for id, secret := range secrets {
		if keys[id], err = Parse(id, secret); err != nil {
			return nil, fmt.Errorf("%s: participant %s: %w", s.path(participants), id, err)
		}
	}
	return keys, nil
}

// MakeParticipants returns a key for every id, making and storing those that are missing. It
// has them on disk before it returns: a participant whose key is lost can never claim. An id that
// names a key of this folder has that one, so that the name means one account.
func (s *Store) MakeParticipants(ids []string) (map[string]Key, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the key folder: %w", err)
	}
	unlock, err := s.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()

	keys, err := s.Participants()
	if err != nil {
		return nil, err
	}
	added := false
	for _, id := range ids {
		if _, known := keys[id]; known {
			continue
		}
		named, err := s.Get(id)
		if err == nil {
			keys[id] = named
			continue
		}
		if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if keys[id], err = New(id); err != nil {
			return nil, err
		}
		added = true
	}
	if !added {
		return keys, nil
	}
	return keys, s.writeParticipants(keys)
}

func (s *Store) writeParticipants(keys map[string]Key) error {
	secrets := make(map[string]string, len(keys))
	for id, k := range keys {
		secrets[id] = k.Secret()
	}
	return s.replaceFile(participants, secrets)
}

// replaceFile writes a file of the folder as JSON, sorted by name, in one step: a crash leaves the
// old one or the new one, never half of either.
func (s *Store) replaceFile(name string, content any) error {
	raw, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, name+"-*.tmp") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path(name), err)
	}
	_, err = f.Write(append(raw, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path(name))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path(name), err)
	}
	return nil
}
