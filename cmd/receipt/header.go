package receipt

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cometproto "github.com/cometbft/cometbft/proto/tendermint/types"
	comet "github.com/cometbft/cometbft/types"
)

// Header is a block's header, the votes that commit it, and the validators who cast them.
type Header struct {
	Signed     string   `json:"signed"`     // the SignedHeader of CometBFT as protobuf, hex
	Validators []Signer `json:"validators"` // in CometBFT's order
}

// Signer is a validator.
type Signer struct {
	Key   string `json:"key"` // ed25519, hex
	Power int64  `json:"power"`
}

// NewHeader packs a header as a node hands it out.
func NewHeader(signed *comet.SignedHeader, validators []*comet.Validator) (h Header, err error) {
	raw, err := signed.ToProto().Marshal()
	if err != nil {
		return h, err
	}
	h.Signed = hex.EncodeToString(raw)
	for _, v := range validators {
		h.Validators = append(h.Validators, Signer{hex.EncodeToString(v.PubKey.Bytes()), v.VotingPower})
	}
	return h, nil
}

// check verifies that the validators are those that the header names, and that every vote on it is theirs, with more
// than two thirds of their power. It returns the header.
func (h Header) check(chainID string) (*comet.Header, error) {
	raw, err := unhex(h.Signed)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	var p cometproto.SignedHeader
	if err := p.Unmarshal(raw); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if again, err := p.Marshal(); err != nil || !bytes.Equal(again, raw) {
		return nil, errors.New("header: it holds more than a header")
	}
	signed, err := comet.SignedHeaderFromProto(&p)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := signed.ValidateBasic(chainID); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	set, err := h.set()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(set.Hash(), signed.ValidatorsHash) {
		return nil, errors.New("the validators are not those that the header names")
	}
	if err := set.VerifyCommit(chainID, signed.Commit.BlockID, signed.Height, signed.Commit); err != nil {
		return nil, fmt.Errorf("the validators' votes: %w", err)
	}
	return signed.Header, nil
}

// set is the validator set; the list must be in its order.
func (h Header) set() (*comet.ValidatorSet, error) {
	var list []*comet.Validator
	for _, s := range h.Validators {
		key, err := unhex(s.Key)
		if err != nil || len(key) != ed25519.PubKeySize || s.Power <= 0 {
			return nil, errors.New("a validator without a key or without power")
		}
		list = append(list, comet.NewValidator(ed25519.PubKey(key), s.Power))
	}
	if len(list) == 0 {
		return nil, errors.New("there are no validators")
	}
	set := &comet.ValidatorSet{Validators: list}
	_, err := set.TotalVotingPowerSafe()
	return set, err
}

// unhex reads hex in the one form that is written here.
func unhex(s string) ([]byte, error) {
	b, err := hex.DecodeString(s)
	if err == nil && hex.EncodeToString(b) != s {
		err = errors.New("want lower-case hex")
	}
	return b, err
}
