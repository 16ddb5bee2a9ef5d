package genesis

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/cometbft/cometbft/p2p"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Request is how somebody asks to validate a network from its first block on: a file for whoever puts the genesis
// document together. It is signed by the operator's account, and by the key that will sign blocks: neither of
// them can be somebody else's, and no word of it can be changed on the way.
type Request struct {
	ChainID   string     `json:"chain_id"`
	Account   abi.Hash   `json:"account_key"`   // public key of the operator's account
	Validator abi.Hash   `json:"validator_key"` // public key that will sign blocks
	Moniker   string     `json:"moniker"`       // 1 to 50 bytes of a line, for people
	Bond      abi.Amount `json:"bond"`          // base units, of what the account shall be given; at least a token
	Peer      string     `json:"peer"`          // id@host:port of the node
	Proof     hexBytes   `json:"proof"`         // by the validator's key, of tx.KeyProof
	Signature hexBytes   `json:"signature"`     // by the account, of all before
}

// maxMoniker is the longest name of a validator, in bytes.
const maxMoniker = 50

// hexBytes are written as hex digits.
type hexBytes []byte

// MarshalText writes hex digits.
func (h hexBytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

// UnmarshalText reads hex digits.
func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// Address is the operator's account.
func (r *Request) Address() abi.Address { return abi.AccountAddress(r.Account) }

// KeyProof is what the validator's key signs.
func (r *Request) KeyProof() []byte {
	return tx.KeyProof(sha256.Sum256([]byte(r.ChainID)), r.Address())
}

// Sign signs the request, complete but for its signature, with the operator's key.
func (r *Request) Sign(key tx.Key) {
	r.Account = key.Public()
	r.Signature = key.SignRequest(r.signed())
}

// signed is what the account signs.
func (r *Request) signed() []byte {
	b := abi.AppendText(abi.AppendArray(nil, 7), r.ChainID)
	b = abi.AppendBytes(abi.AppendBytes(b, r.Account[:]), r.Validator[:])
	b = r.Bond.AppendCBOR(abi.AppendText(b, r.Moniker))
	return abi.AppendBytes(abi.AppendText(b, r.Peer), r.Proof)
}

// ReadRequest reads a request and checks it, the signatures included.
func ReadRequest(raw []byte) (r Request, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("%w: not a request to validate: %w", ErrDraft, err)
	}
	if err := r.Check(); err != nil {
		return r, fmt.Errorf("%w: request of %s: %w", ErrDraft, r.Address(), err)
	}
	return r, nil
}

// Check says what is wrong with a request.
func (r *Request) Check() error {
	var unknown p2p.ErrNetAddressLookup
	if r.Moniker == "" || len(r.Moniker) > maxMoniker || !text.IsLine(r.Moniker) || !utf8.ValidString(r.Moniker) {
		return fmt.Errorf("moniker %.60q: want a line of 1 to %d bytes", r.Moniker, maxMoniker)
	}
	if r.Bond.Less(abi.Unit) {
		return fmt.Errorf("the bond is %s base units, want at least a token", r.Bond)
	}
	if _, err := p2p.NewNetAddressString(r.Peer); err != nil && !errors.As(err, &unknown) { // its host may get its name later
		return fmt.Errorf("peer %.80q is not of the form id@host:port: %w", r.Peer, err)
	}
	switch {
	case abi.SmallOrder(r.Validator):
		return fmt.Errorf("the validator's key is of small order, with which nobody can sign")
	case !abi.VerifyEd25519(r.Validator, r.KeyProof(), r.Proof):
		return fmt.Errorf("the proof is not one of the validator's key for this account and the chain %s", r.ChainID)
	case !abi.VerifyEd25519(r.Account, tx.RequestBytes(r.signed()), r.Signature):
		return fmt.Errorf("the signature is not the account's: the file was changed after it was signed")
	}
	return nil
}
