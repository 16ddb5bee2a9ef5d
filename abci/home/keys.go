package home

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
)

// Keys are the two secrets of a node: one signs blocks, one names it to peers.
type Keys struct {
	Validator ed25519.PrivKey
	Peer      ed25519.PrivKey
}

// NewKeys makes random keys.
func NewKeys() Keys { return Keys{Validator: ed25519.GenPrivKey(), Peer: ed25519.GenPrivKey()} }

// ValidatorPub is the public key under which the node validates.
func (k Keys) ValidatorPub() (pub [32]byte) {
	copy(pub[:], k.Validator.PubKey().Bytes())
	return pub
}

// PeerID is the name in an address like id@host:port of config.toml's
// persistent_peers.
func (k Keys) PeerID() string { return string(p2p.PubKeyToID(k.Peer.PubKey())) }

// MakeKeys returns the keys of a folder that is no node's home yet, and makes them if there are none.
func MakeKeys(h Dir) (k Keys, err error) {
	if _, err := os.Stat(h.ValidatorKey()); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(h.Config(), 0o755); err != nil {
			return k, fmt.Errorf("node: home %s is not writable: %w", h, err)
		}
		if err := os.MkdirAll(h.Data(), 0o755); err != nil {
			return k, fmt.Errorf("node: home %s is not writable: %w", h, err)
		}
		k = NewKeys()
		return k, k.Save(h)
	}
	signer, err := LoadSigner(h)
	if err != nil {
		return k, err
	}
	peer, err := LoadPeerKey(h)
	if err != nil {
		return k, err
	}
	validator, ok := signer.Key.PrivKey.(ed25519.PrivKey)
	id, ok2 := peer.PrivKey.(ed25519.PrivKey)
	if !ok || !ok2 {
		return k, fmt.Errorf("node: %w: a key of %s is not ed25519", ErrDamaged, h.Config())
	}
	return Keys{Validator: validator, Peer: id}, nil
}

// Save writes both keys and an empty record of signatures. Those that are there already stay as they are.
func (k Keys) Save(h Dir) error {
	if have, err := os.ReadFile(h.ValidatorKey()); err == nil {
		var key privval.FilePVKey
		if err := cmtjson.Unmarshal(have, &key); err != nil || !bytes.Equal(key.PrivKey.Bytes(), k.Validator.Bytes()) {
			return fmt.Errorf("node: %s is another key: move it away, or choose another --home", h.ValidatorKey())
		}
		return nil
	}
	if err := writeJSON(h.NodeKey(), p2p.NodeKey{PrivKey: k.Peer}, 0o600); err != nil {
		return err
	}
	key := privval.FilePVKey{
		Address: k.Validator.PubKey().Address(), PubKey: k.Validator.PubKey(), PrivKey: k.Validator,
	}
	if err := writeJSON(h.ValidatorState(), privval.FilePVLastSignState{}, 0o600); err != nil {
		return err
	}
	return writeJSON(h.ValidatorKey(), key, 0o600) // last: with it the keys are there
}

// SignsElsewhere reports whether another process signs for the node, which config.toml says: the home needs no
// signing key then. The error is ErrSettings.
func SignsElsewhere(h Dir) (bool, error) {
	c, err := LoadComet(h)
	return err == nil && c.PrivValidatorListenAddr != "", err
}

// LoadSigner opens the signing key and the record of the last signature. A
// missing or damaged record is an error: starting without it could sign a height
// twice.
func LoadSigner(h Dir) (*privval.FilePV, error) {
	var key privval.FilePVKey
	var state privval.FilePVLastSignState
	for path, v := range map[string]any{h.ValidatorKey(): &key, h.ValidatorState(): &state} {
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("node: %s is missing; restore it from a backup of this home", path)
		}
		if err != nil {
			return nil, fmt.Errorf("node: read key: %w", err)
		}
		if err := cmtjson.Unmarshal(b, v); err != nil {
			return nil, spoilt(path, err)
		}
	}
	if err := checkSigner(key); err != nil {
		return nil, spoilt(h.ValidatorKey(), err)
	}
	if err := checkRecord(state, key.PrivKey.PubKey()); err != nil {
		return nil, spoilt(h.ValidatorState(), err)
	}
	return privval.LoadFilePV(h.ValidatorKey(), h.ValidatorState()), nil
}

// LoadPeerKey opens the key that names this node to its peers.
func LoadPeerKey(h Dir) (*p2p.NodeKey, error) {
	key, err := p2p.LoadNodeKey(h.NodeKey())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("node: %s is missing; restore it from a backup of this home", h.NodeKey())
	}
	if err == nil {
		err = checkKey(key.PrivKey)
	}
	if err != nil {
		return nil, spoilt(h.NodeKey(), err)
	}
	return key, nil
}

// spoilt says what to do about a damaged file that only a backup can replace.
func spoilt(path string, err error) error {
	return fmt.Errorf("node: %w: %s: %w; restore it from a backup of this home", ErrDamaged, path, err)
}
