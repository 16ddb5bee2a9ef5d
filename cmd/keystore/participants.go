package keystore

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// OfParticipants is what Prompt and InClear call the keys that older programs made for participants.
const OfParticipants = participants

// participants is the file of the keys that imports made, without ".json".
const participants = "participants"

// Participant is an account that an import made for a participant. Its key comes from the key of the
// account that imported, so it is as safe as that one, and whoever has that one's words has it again.
type Participant struct {
	PublicKey [32]byte
	Of        [32]byte // public key of the account that it comes from; zero: of an older program, which made it at random
}

// Address returns the account's address.
func (p Participant) Address() abi.Address { return abi.AccountAddress(p.PublicKey) }

// participantsFile is the form of the file. Older programs wrote only secrets: an object of ids.
type participantsFile struct {
	Format       int                       `json:"format"`
	Participants map[string]participantRow `json:"participants"`
	Encrypted    string                    `json:"encrypted,omitempty"` // an age file with the JSON of what Secrets was
	Secrets      map[string]string         `json:"secrets,omitempty"`   // hex of seeds by id, of an older program
}

type participantRow struct {
	PublicKey string `json:"public_key"`   // hex
	Of        string `json:"of,omitempty"` // hex of a public key
}

// Participant derives the key of a participant of this account: the first half of HMAC-SHA512 over the
// id under the seed, with a domain of its own.
func (k Key) Participant(id string) Key {
	out := Key{Name: id}
	copy(out.Seed[:], sum(k.Seed[:], append([]byte("peerz/participant/1"), id...)))
	return out
}

// Participants returns the accounts made for participants, by participant id, which may hold characters
// that the name of a key cannot.
func (s *Store) Participants() (map[string]Participant, error) {
	f, err := s.readParticipants()
	if err != nil {
		return nil, err
	}
	out := make(map[string]Participant, len(f.Participants))
	for id, row := range f.Participants {
		var p Participant
		if err := errors.Join(readHex(row.PublicKey, &p.PublicKey), readHex(row.Of, &p.Of)); err != nil {
			return nil, fmt.Errorf("%s: participant %s: %w", s.path(participants), id, err)
		}
		out[id] = p
	}
	return out, nil
}

// IsNamed reports whether an id is known here as the name of an account's key, as MakeParticipants knows it.
func (s *Store) IsNamed(id string, account abi.Address) bool {
	made, err := s.Participants()
	if p, known := made[id]; err == nil && known {
		return p.Address() == account
	}
	named, err := s.Get(id)
	return err == nil && named.Address() == account
}

// readParticipants reads the file, in the form of today whatever its form is.
func (s *Store) readParticipants() (f participantsFile, err error) {
	f = participantsFile{Format: format, Participants: map[string]participantRow{}}
	raw, err := os.ReadFile(s.path(participants))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read the participants' keys: %w", err)
	}
	var old map[string]string
	if json.Unmarshal(raw, &old) == nil {
		f.Secrets = old
	} else if err := json.Unmarshal(raw, &f); err != nil {
		return f, fmt.Errorf("%s: %w", s.path(participants), err)
	}
	if f.Format > format {
		return f, fmt.Errorf("%s: format %d is of a newer program than this one", s.path(participants), f.Format)
	}
	if f.Participants == nil {
		f.Participants = map[string]participantRow{}
	}
	for id, secret := range f.Secrets {
		key, err := Parse(id, secret)
		if err != nil {
			return f, fmt.Errorf("%s: participant %s: %w", s.path(participants), id, err)
		}
		public := key.Signer().Public()
		f.Participants[id] = participantRow{PublicKey: hex.EncodeToString(public[:])}
	}
	return f, nil
}

// MakeParticipants returns an account for every id, making and storing those that are missing: they come
// from the key of. They are on disk before it returns. An id that names a key of this folder has that
// one, so that the name means one account.
func (s *Store) MakeParticipants(ids []string, of Key) (map[string]Participant, error) {
	unlock, err := s.make()
	if err != nil {
		return nil, err
	}
	defer unlock()
	f, err := s.readParticipants()
	if err != nil {
		return nil, err
	}
	all, err := s.Participants()
	if err != nil {
		return nil, err
	}
	added := false
	for _, id := range ids {
		if _, known := all[id]; known {
			continue
		}
		named, err := s.Get(id)
		if err == nil {
			all[id] = Participant{PublicKey: named.PublicKey}
			continue
		}
		if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		p := Participant{PublicKey: of.Participant(id).Signer().Public(), Of: of.Signer().Public()}
		f.Participants[id] = participantRow{hex.EncodeToString(p.PublicKey[:]), hex.EncodeToString(p.Of[:])}
		all[id], added = p, true
	}
	if !added {
		return all, nil
	}
	return all, s.replaceFile(participants, f)
}

// UnlockParticipant returns the key of a participant; ErrNotFound when none was made here.
func (s *Store) UnlockParticipant(id string, from Prompt) (Key, error) {
	made, err := s.Participants()
	if err != nil {
		return Key{}, err
	}
	p, known := made[id]
	if !known {
		return Key{}, fmt.Errorf("%w: %s (in %s)", ErrNotFound, id, s.dir)
	}
	var key Key
	if p.Of == [32]byte{} {
		key, err = s.randomParticipant(id, from)
	} else {
		key, err = s.derivedParticipant(id, p.Of, from)
	}
	if err == nil && key.Signer().Public() != p.PublicKey {
		err = fmt.Errorf("%s: participant %s: the file says another account than its secret makes", s.path(participants), id)
	}
	return key, err
}

func (s *Store) derivedParticipant(id string, of [32]byte, from Prompt) (Key, error) {
	list, broken := s.List()
	for _, a := range list {
		if a.PublicKey != of {
			continue
		}
		parent, err := s.Unlock(a.Name, from)
		return parent.Participant(id), err
	}
	missing := fmt.Errorf("%w: the key of %s comes from that of %s, which is not here: `peerz keys add NAME --recover` brings it back", ErrNotFound, id, abi.AccountAddress(of))
	return Key{}, errors.Join(missing, broken)
}

func (s *Store) randomParticipant(id string, from Prompt) (Key, error) {
	f, err := s.readParticipants()
	if err != nil {
		return Key{}, err
	}
	if secret, clear := f.Secrets[id]; clear {
		return Parse(id, secret)
	}
	plain, _, err := ask(participants, f.Encrypted, from)
	if err != nil {
		return Key{}, fmt.Errorf("keys of %s: %w", participants, err)
	}
	var secrets map[string]string
	if err := json.Unmarshal([]byte(plain), &secrets); err != nil {
		return Key{}, fmt.Errorf("%s: what is encrypted is damaged", s.path(participants))
	}
	return Parse(id, secrets[id])
}

// readHex reads the hex digits of 32 bytes; none are zero.
func readHex(text string, into *[32]byte) error {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(into) && text != "" {
		return errors.New("not a public key")
	}
	copy(into[:], raw)
	return nil
}
