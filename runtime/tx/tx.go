package tx

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Limits on what is decoded at all.
const (
	MaxSize    = 1 << 20 // of a transaction, in bytes
	MaxChainID = 50      // of a chain id, in bytes, as CometBFT's
)

// The ways in which bytes are no transaction. Decode wraps one of them.
var (
	ErrTooLarge       = errors.New("tx: too large")
	ErrMalformed      = errors.New("tx: malformed")
	ErrUnknownMessage = errors.New("tx: unknown kind of message")
)

// Body is what the sender signs.
type Body struct {
	ChainID  string
	Nonce    uint64     // the sender's transactions so far
	Expiry   uint64     // last height at which it may be included; 0 for none
	GasLimit uint64     // most gas the transaction may use
	Fee      abi.Amount // the whole fee, taken whatever the outcome
	Msg      Msg
}

// Tx is a decoded transaction. Its byte slices are views of the bytes it was decoded from.
type Tx struct {
	Body   Body
	Hash   abi.Hash // sha256 of the whole transaction
	Size   uint64   // of the whole transaction, in bytes
	PubKey [32]byte // zero, as Sig is, for a multisig account
	Sig    [64]byte

	multiple *multiple // nil: one key signs
	signed   []byte    // the body's bytes
}

// Encode returns the canonical bytes of the body.
func (b Body) Encode() []byte {
	out := abi.AppendText(abi.AppendArray(nil, 6), b.ChainID)
	out = abi.AppendUint(out, b.Nonce)
	out = abi.AppendUint(out, b.Expiry)
	out = abi.AppendUint(out, b.GasLimit)
	out = b.Fee.AppendCBOR(out)
	out = abi.AppendUint(abi.AppendArray(out, b.Msg.fields()+1), uint64(b.Msg.Kind()))
	return b.Msg.append(out)
}

// majorArray is what abi.Reader.Peek says of an array.
const majorArray = 4

// Decode reads a transaction. It accepts only the canonical encoding, and does no work beyond
// one pass over at most MaxSize bytes. The signature is not checked: see Verify.
func Decode(raw []byte) (*Tx, error) {
	if len(raw) > MaxSize {
		return nil, ErrTooLarge
	}
	t := &Tx{Hash: sha256.Sum256(raw), Size: uint64(len(raw))}
	r := abi.NewReader(raw)
	if r.Array() != 3 {
		r.Fail(ErrMalformed)
	}
	t.signed = r.Bytes()
	if r.Peek() == majorArray {
		t.multiple = readMultiple(r)
	} else {
		r.Fixed(t.PubKey[:])
		r.Fixed(t.Sig[:])
	}
	if err := r.Close(); err != nil {
		return nil, malformed(err)
	}
	body, err := decodeBody(t.signed)
	if err != nil {
		return nil, malformed(err)
	}
	t.Body = body
	return t, nil
}

func decodeBody(b []byte) (Body, error) {
	r := abi.NewReader(b)
	if r.Array() != 6 {
		r.Fail(ErrMalformed)
	}
	body := Body{ChainID: r.Text(), Nonce: r.Uint(), Expiry: r.Uint(), GasLimit: r.Uint(), Fee: r.Amount()}
	body.Msg = readMsg(r)
	if len(body.ChainID) > MaxChainID {
		r.Fail(ErrMalformed)
	}
	return body, r.Close()
}

func malformed(err error) error {
	if errors.Is(err, ErrUnknownMessage) || errors.Is(err, ErrMalformed) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}

// Bytes returns the bytes that the transaction was decoded from, anew.
func (t *Tx) Bytes() []byte {
	if t.multiple != nil {
		return t.multiple.assemble(t.signed)
	}
	return assemble(t.signed, t.PubKey, t.Sig[:])
}

// Sender is the account that signs and pays.
func (t *Tx) Sender() abi.Address {
	if t.multiple != nil {
		return t.multiple.Address()
	}
	return abi.AccountAddress(t.PubKey)
}

// Multisig returns the multisig account that sends; ok is false when one key sends for itself.
func (t *Tx) Multisig() (m Multisig, ok bool) {
	if t.multiple == nil {
		return m, false
	}
	return t.multiple.Multisig, true
}

// Signatures is how many signatures the transaction has, 1 to MaxSigners.
func (t *Tx) Signatures() int {
	if t.multiple != nil {
		return len(t.multiple.sigs)
	}
	return 1
}

// Verify reports whether every signature is that of its key, by the strict rules of
// abi.VerifyEd25519. Each costs about 50 microseconds.
func (t *Tx) Verify() bool {
	for _, s := range t.AppendSigned(nil) {
		if !abi.VerifyEd25519(s.Key, s.Message, s.Sig[:]) {
			return false
		}
	}
	return true
}

// AppendSigned appends what Verify checks, for those who check many at once.
func (t *Tx) AppendSigned(to []abi.Signed) []abi.Signed {
	if t.multiple != nil {
		return t.multiple.signed(to, t.signed)
	}
	return append(to, abi.Signed{Key: t.PubKey, Message: signBytes(t.signed), Sig: t.Sig})
}

// signBytes is what one key signs for its own account: a domain and the hash of the body.
func signBytes(body []byte) []byte { return append([]byte("peerz/tx/1"), hashOf(body)...) }

func hashOf(body []byte) []byte {
	h := sha256.Sum256(body)
	return h[:]
}
