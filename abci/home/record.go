package home

import (
	"bytes"
	stded25519 "crypto/ed25519"
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/libs/protoio"
	"github.com/cometbft/cometbft/privval"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
)

// checkKey finds damage in a private key: its second half is a function of the
// first. With one that does not fit, signatures are wrong and may betray it.
func checkKey(k crypto.PrivKey) error {
	key, ok := k.(ed25519.PrivKey)
	switch {
	case !ok:
		return errors.New("it holds no ed25519 key")
	case len(key) != ed25519.PrivateKeySize:
		return fmt.Errorf("the key has %d bytes, not %d", len(key), ed25519.PrivateKeySize)
	case !bytes.Equal(stded25519.NewKeyFromSeed(key[:stded25519.SeedSize]), key):
		return errors.New("the two halves of the key do not belong together")
	}
	return nil
}

// checkSigner finds damage in a signing key, which stands beside its public half.
func checkSigner(key privval.FilePVKey) error {
	if err := checkKey(key.PrivKey); err != nil {
		return err
	}
	pub := key.PrivKey.PubKey()
	if key.PubKey == nil || !pub.Equals(key.PubKey) || !bytes.Equal(pub.Address(), key.Address) {
		return errors.New("the private key is not that of the public key and the address beside it")
	}
	return nil
}

// The steps of a round, as the record of signatures counts them.
const (
	stepPropose = 1 + iota
	stepPrevote
	stepPrecommit
)

// checkRecord finds damage in a record of signatures: what was signed says its
// height, round and step once more, and the signature holds it together. A record
// without a signature is one that nobody has used, or an operator has written.
func checkRecord(r privval.FilePVLastSignState, pub crypto.PubKey) error {
	if len(r.SignBytes) == 0 && len(r.Signature) == 0 {
		return nil
	}
	if !pub.VerifySignature(r.SignBytes, r.Signature) {
		return errors.New("its signature is not one of this node's key")
	}
	height, round, step, err := signed(r)
	if err == nil && (height != r.Height || round != int64(r.Round) || step != r.Step) {
		err = fmt.Errorf("it says %d/%d/%d, and was signed for %d/%d/%d", r.Height, r.Round, r.Step, height, round, step)
	}
	return err
}

// signed reads from signed bytes what they are about.
func signed(r privval.FilePVLastSignState) (height, round int64, step int8, err error) {
	if r.Step == stepPropose {
		var p cometproto.CanonicalProposal
		err = protoio.UnmarshalDelimited(r.SignBytes, &p)
		return p.Height, p.Round, stepPropose, err
	}
	var v cometproto.CanonicalVote
	err = protoio.UnmarshalDelimited(r.SignBytes, &v)
	if v.Type == cometproto.PrecommitType {
		return v.Height, v.Round, stepPrecommit, err
	}
	return v.Height, v.Round, stepPrevote, err
}
