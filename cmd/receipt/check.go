package receipt

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/state"
)

// Trusted is what is known from elsewhere: one of the three.
type Trusted struct {
	HeaderHash     []byte // of the block after Receipt.Height
	ValidatorsHash []byte // of the validators of that block
	AppHash        []byte // in that header
}

// ErrUntrusted says that nothing in the receipt is known to be right.
var ErrUntrusted = errors.New("it leads to a header that is not the trusted one")

// Check verifies a receipt. The error says what is not as it was.
func (r *Receipt) Check(t Trusted) error {
	if r.Kind != Kind {
		return fmt.Errorf("%w: kind is %q", ErrForm, r.Kind)
	}
	header, err := r.Header.check(r.ChainID)
	if err != nil {
		return err
	}
	if uint64(header.Height) != r.Height+1 {
		return fmt.Errorf("the header is that of block %d, and block %d says what the state after %d is", header.Height, r.Height+1, r.Height)
	}
	if err := t.knows(header); err != nil {
		return err
	}
	f := facts{left: r.Proofs, root: [32]byte(header.AppHash)}
	b, err := r.read(f.next)
	if err != nil {
		return err
	}
	if len(f.left) > 0 {
		return fmt.Errorf("%w: %d proofs that nothing needs", ErrForm, len(f.left))
	}
	again := *r
	again.fill(b)
	return r.compare(&again)
}

// knows reports whether a header is the one that is trusted.
func (t Trusted) knows(h *comet.Header) error {
	for _, x := range []struct {
		what        string
		given, here []byte
	}{{"hash", t.HeaderHash, h.Hash()}, {"validators' hash", t.ValidatorsHash, h.ValidatorsHash}, {"app hash", t.AppHash, h.AppHash}} {
		if len(x.given) > 0 && !bytes.Equal(x.given, x.here) {
			return fmt.Errorf("%w: its %s is %X, not %X", ErrUntrusted, x.what, x.here, x.given)
		}
	}
	if len(t.HeaderHash)+len(t.ValidatorsHash)+len(t.AppHash) == 0 {
		return fmt.Errorf("%w: nothing is trusted", ErrUntrusted)
	}
	if len(h.AppHash) != 32 {
		return fmt.Errorf("the header's app hash has %d bytes", len(h.AppHash))
	}
	return nil
}

// facts are the proofs of a receipt, taken one after the other.
type facts struct {
	left []Fact
	root [32]byte
}

// next gives the proven value of a key.
func (f *facts) next(key []byte) ([]byte, error) {
	if len(f.left) == 0 {
		return nil, fmt.Errorf("a proof of key %x is missing", key)
	}
	fact := f.left[0]
	f.left = f.left[1:]
	if fact.Key != hex.EncodeToString(key) {
		return nil, fmt.Errorf("a proof is about key %s, not %x", fact.Key, key)
	}
	value, err := unhex(fact.Value)
	if err != nil {
		return nil, fmt.Errorf("the value of key %x: %w", key, err)
	}
	if len(value) == 0 {
		value = nil // what is proven is that there is none
	}
	raw, err := unhex(fact.Proof)
	if err != nil {
		return nil, fmt.Errorf("the proof of key %x: %w", key, err)
	}
	var p state.Proof
	if err := p.Unmarshal(raw); err != nil {
		return nil, fmt.Errorf("the proof of key %x: %w", key, err)
	}
	if again, err := p.Marshal(); err != nil || !bytes.Equal(again, raw) {
		return nil, fmt.Errorf("the proof of key %x holds more than a proof", key)
	}
	if err := state.Verify(f.root, &p, key, value); err != nil {
		return nil, fmt.Errorf("the proof does not lead from key %x and its value to the app hash %x: one of them is not as it was", key, f.root)
	}
	return value, nil
}

// compare finds what a receipt claims beside what its records say.
func (r *Receipt) compare(proven *Receipt) error {
	for _, x := range []struct{ what, claimed, proven string }{
		{"account", r.Account, proven.Account}, {"score", r.Score, proven.Score}, {"score_total", r.ScoreTotal, proven.ScoreTotal},
		{"pool", r.Pool, proven.Pool}, {"amount", r.Amount, proven.Amount}, {"fee_amount", r.FeeAmount, proven.FeeAmount}, {"root", r.Root, proven.Root},
	} {
		if x.claimed != x.proven {
			return fmt.Errorf("it claims %s %s, and the proven records say %s", x.what, x.claimed, x.proven)
		}
	}
	return nil
}

// Prover gives what a chain has at one height: the value of a key, with its proof.
type Prover func(key []byte) (value []byte, proof *state.Proof, err error)

// Make makes the receipt of a payout from what a chain has after a block. Its header is to be filled in. row is the row of the
// epoch's table, for a record that the state does not have any more; nil for one that it has. If the row is not needed it is not used.
func Make(chainID string, height, epoch uint64, role, participant string, row *Row, ask Prover) (*Receipt, error) {
	r := &Receipt{Kind: Kind, ChainID: chainID, Height: height, Epoch: epoch, Role: role, Participant: participant, Row: row}
	b, err := r.read(func(key []byte) ([]byte, error) {
		value, proof, err := ask(key)
		if err != nil {
			return nil, err
		}
		raw, err := proof.Marshal()
		r.Proofs = append(r.Proofs, Fact{hex.EncodeToString(key), hex.EncodeToString(value), hex.EncodeToString(raw)})
		return value, err
	})
	switch {
	case errors.Is(err, errStays):
		return Make(chainID, height, epoch, role, participant, nil, ask)
	case errors.Is(err, errAbsent) && row == nil:
		return nil, fmt.Errorf("the chain has no such payout after block %d; records that were paid leave the state after a time: an export has their rows (--data)", height)
	case err != nil:
		return nil, err
	}
	r.fill(b)
	return r, nil
}
