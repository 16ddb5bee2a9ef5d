// Package receipt is a payout that anybody can check without a node: a file with what somebody gets for an epoch, the records
// of the chain's state that say so with their proofs, and the block header that these lead to, signed by the chain's validators.
//
// What is trusted is one hash: of that header, of the validators who signed it, or the app hash in it. Everything
// else in the file follows from it or is refused: a changed byte anywhere is found, and the error says where.
package receipt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Receipt is the file. Decode reads it in the one form that Encode writes.
type Receipt struct {
	Kind        string `json:"kind"` // Kind
	ChainID     string `json:"chain_id"`
	Height      uint64 `json:"height"` // the state after this block
	Epoch       uint64 `json:"epoch"`
	Role        string `json:"role"`
	Participant string `json:"participant"`
	Account     string `json:"account"` // that is paid, unless it has named another address
	Score       string `json:"score"`
	ScoreTotal  string `json:"score_total"`
	Pool        string `json:"pool"`          // of the role, base units
	Amount      string `json:"amount"`        // floor(pool * score / score_total), at most the record's limit; 0 when it is void
	FeeAmount   string `json:"fee_amount"`    // the same of the fee pool
	Root        string `json:"root"`          // of the Merkle tree of what was verified in the epoch
	Row         *Row   `json:"row,omitempty"` // when the record has left the state; absent: the last proof is of the record
	Proofs      []Fact `json:"proofs"`        // in the order of facts
	Header      Header `json:"header"`        // of the block after Height
}

// Kind is what Receipt.Kind says.
const Kind = "peerz payout receipt 1"

// Fact is a pair of the state with its ICS23 proof, all in hex.
type Fact struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Proof string `json:"proof"`
}

// ErrForm says that a file is no receipt as Encode writes it.
var ErrForm = errors.New("not a receipt as `peerz rewards receipt` writes it")

// Encode is the one form of the file.
func (r *Receipt) Encode() []byte {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		panic(err) // texts and numbers
	}
	return append(b, '\n')
}

// Is reports whether a file says that it is a receipt, right or wrong.
func Is(file []byte) bool {
	var k struct{ Kind string }
	return json.Unmarshal(file, &k) == nil && k.Kind == Kind
}

// Decode reads a receipt. It is not checked yet.
func Decode(file []byte) (*Receipt, error) {
	r := new(Receipt)
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if !bytes.Equal(r.Encode(), file) {
		return nil, fmt.Errorf("%w: it was written by hand or changed", ErrForm)
	}
	return r, nil
}

// fill says what the proven records come to.
func (r *Receipt) fill(b *books) {
	r.Pool, r.Root = b.share.amount("pool").String(), fmt.Sprintf("%x", b.closed.bytes("root"))
	if b.row != nil {
		r.Account, r.Score, r.ScoreTotal = chain.AddressOf(b.row.account).String(), b.row.score.String(), b.share.amount("score").String()
		r.Amount, r.FeeAmount = b.row.amount.String(), b.row.fee.String()
		return
	}
	score, total := b.score()
	r.Account, r.Score, r.ScoreTotal = chain.AddressOf(b.record.address("account")).String(), score.String(), total.String()
	r.Amount, r.FeeAmount = part(b.share.amount("pool"), score, total), part(b.share.amount("fee_pool"), score, total)
	switch limit := b.record.amount("limit"); {
	case b.record.number("state") == stateVoid:
		r.Amount, r.FeeAmount = "0", "0"
	case b.record["limited"] == true && number(limit).Cmp(text(r.Amount)) < 0:
		r.Amount = limit.String()
	}
}

// Sum says in numbers how the amount of a proven receipt comes about.
func (r *Receipt) Sum() string {
	score, _ := sdk.ParseAmount(r.Score)
	total, _ := sdk.ParseAmount(r.ScoreTotal)
	pool, _ := sdk.ParseAmount(r.Pool)
	share := fmt.Sprintf("floor(%s * %s / %s)", r.Pool, r.Score, r.ScoreTotal)
	switch whole := part(pool, score, total); r.Amount {
	case whole:
		return share
	case "0":
		return fmt.Sprintf("nothing of %s = %s: a dispute was upheld, or nothing was burned for the work", share, whole)
	default:
		return fmt.Sprintf("the limit of the work, a part of what was burned for it: less than %s = %s", share, whole)
	}
}

// stateVoid is the state of a record of which a dispute was upheld: it is not paid.
const stateVoid = 3

func number(a sdk.Amount) *big.Int { return text(a.String()) }

func text(digits string) *big.Int { n, _ := new(big.Int).SetString(digits, 10); return n }

// part is floor(pool * score / total), and 0 when nobody has a score.
func part(pool, score, total sdk.Amount) string {
	if total.IsZero() {
		return "0"
	}
	p := number(pool)
	return p.Mul(p, number(score)).Quo(p, number(total)).String()
}
