package node

import (
	"crypto/sha256"
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

// KeysFromSeed makes keys that are a function of a secret, for networks that are
// rebuilt from one.
func KeysFromSeed(seed []byte) Keys {
	derive := func(purpose string) ed25519.PrivKey {
		h := sha256.Sum256(append([]byte("peerz/node/"+purpose+"/"), seed...))
		return ed25519.GenPrivKeyFromSecret(h[:])
	}
	return Keys{Validator: derive("validator"), Peer: derive("peer")}
}

// ValidatorPub is the public key under which the node validates.
func (k Keys) ValidatorPub() (pub [32]byte) {
	copy(pub[:], k.Validator.PubKey().Bytes())
	return pub
}

// PeerID is the name in an address like id@host:port of config.toml's
// persistent_peers.
func (k Keys) PeerID() string { return string(p2p.PubKeyToID(k.Peer.PubKey())) }

// save writes both keys and an empty record of signatures.
func (k Keys) save(h Home) error {
	if err := (&p2p.NodeKey{PrivKey: k.Peer}).SaveAs(h.NodeKey()); err != nil {
		return err
	}
	key := privval.FilePVKey{
		Address: k.Validator.PubKey().Address(), PubKey: k.Validator.PubKey(), PrivKey: k.Validator,
	}
	if err := writeJSON(h.ValidatorKey(), key); err != nil {
		return err
	}
	return writeJSON(h.ValidatorState(), privval.FilePVLastSignState{})
}

func writeJSON(path string, v any) error {
	b, err := cmtjson.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}

// loadValidator opens the signing key and the record of the last signature. A
// missing record is refused: starting without it could sign a height twice.
func loadValidator(h Home) (*privval.FilePV, error) {
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
			return nil, fmt.Errorf("node: %s is damaged: %w", path, err)
		}
	}
	if key.PrivKey == nil {
		return nil, fmt.Errorf("node: %s has no private key", h.ValidatorKey())
	}
	return privval.LoadFilePV(h.ValidatorKey(), h.ValidatorState()), nil
}
