package chain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Consent is the word of a key's account that it may be paid for an id, for which a sponsor may submit.
func Consent(key tx.Key, chainID, id string, sponsor abi.Address) *roles.Consent {
	name, account, pub := sha256.Sum256([]byte(chainID)), key.Address(), key.Public()
	input := roles.ConsentInput(sdk.HashOf(name[:]), id, InMessage(account), InMessage(sponsor))
	return &roles.Consent{Key: sdk.HashOf(pub[:]), Signature: key.SignRequest(input)}
}

// ConsentText is a consent as people hand it on: public key and signature in hexadecimal digits.
func ConsentText(c *roles.Consent) string {
	return hex.EncodeToString(c.Key.Bytes()) + ":" + hex.EncodeToString(c.Signature)
}

// ParseConsent reads what ConsentText writes.
func ParseConsent(text string) (*roles.Consent, error) {
	key, signature, _ := strings.Cut(text, ":")
	pub, err := hex.DecodeString(key)
	sig, bad := hex.DecodeString(signature)
	if err != nil || bad != nil || len(pub) != 32 || len(sig) != 64 {
		return nil, cli.Usagef("--consent: want what `peerz roles consent` prints")
	}
	return &roles.Consent{Key: sdk.HashOf(pub), Signature: sig}, nil
}

// ConsentOf is the consent of an account to be paid for an id: what somebody handed on, if text is not empty, else
// signed by the account's key, which must be in this home, or come from that of the sender. An account that sends the
// transaction itself needs none.
func (c *Chain) ConsentOf(ctx context.Context, text, id string, account, sponsor abi.Address, from string) (*roles.Consent, error) {
	if text != "" {
		return ParseConsent(text)
	}
	sender, err := c.Sender(from)
	if err != nil || account == sender.Address() {
		return nil, err
	}
	status, err := c.Status(ctx)
	if err != nil {
		return nil, err
	}
	if parent, err := c.Signer(from); err == nil && parent.Participant(id).Address() == account {
		return Consent(parent.Participant(id).Signer(), status.ChainID, id, sponsor), nil
	}
	list, err := c.Keys.List()
	if err != nil {
		return nil, err
	}
	name := id
	if i := slices.IndexFunc(list, func(k keystore.Account) bool { return k.Signs() && k.Address() == account }); i >= 0 {
		name = list[i].Name
	}
	key, err := c.Signer(name)
	if err != nil && !errors.Is(err, keystore.ErrNotFound) {
		return nil, fmt.Errorf("%s must agree to be paid for %s: %w", account, id, err)
	}
	if err != nil || key.Address() != account {
		return nil, cli.WithCode("consent_missing", fmt.Errorf("%s must agree to be paid for %s, and its key is not here: its owner runs `peerz roles consent --id %s --sponsor %s`, and you hand on what that prints with --consent", account, id, id, sponsor))
	}
	return Consent(key.Signer(), status.ChainID, id, sponsor), nil
}
