package offline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Text is what a transaction does, for whoever is asked to sign it. It comes from the bytes alone: who
// signs without a network cannot be told what a contract is called.
type Text struct {
	Chain    string      `json:"chain"`
	Sender   abi.Address `json:"sender"`
	Signers  string      `json:"signers"` // who has to sign
	Does     string      `json:"does"`
	Input    string      `json:"input,omitempty"` // of a call, in the notation of RFC 8949 for people
	Nonce    uint64      `json:"nonce"`
	Expiry   uint64      `json:"expiry,omitempty"` // last height at which it may be included; 0: none
	GasLimit uint64      `json:"gas_limit"`
	Fee      string      `json:"fee"`
}

// Text says what the transaction does.
func (t *Transaction) Text() Text {
	b := t.unsigned.Body
	keys, needed := t.keys()
	says := Text{Chain: b.ChainID, Sender: t.unsigned.Sender(), Signers: fmt.Sprintf("%d of %d keys", needed, len(keys)),
		Nonce: b.Nonce, Expiry: b.Expiry, GasLimit: b.GasLimit, Fee: arguments.Tokens(b.Fee)}
	if len(keys) == 1 {
		says.Signers = "its key"
	}
	switch m := b.Msg.(type) {
	case tx.Transfer:
		says.Does = fmt.Sprintf("transfer of %s to %s", arguments.Tokens(m.Amount), m.To)
	case tx.Upload:
		says.Does = fmt.Sprintf("upload of %d bytes of code %x", len(m.Code), sha256.Sum256(m.Code))
	case tx.Instantiate:
		says.Does = fmt.Sprintf("a contract %q of code %s with %s", m.Label, m.CodeHash, arguments.Tokens(m.Funds))
		says.Input = diagnose(m.Input)
	case tx.Call:
		says.Does = fmt.Sprintf("call of the contract %s with %s", m.Contract, arguments.Tokens(m.Funds))
		says.Input = diagnose(m.Input)
	default:
		says.Does = stakes(m)
	}
	return says
}

// stakes says what a message about stake does.
func stakes(m tx.Msg) string {
	switch m := m.(type) {
	case tx.Bond:
		return fmt.Sprintf("bond of %s", arguments.Tokens(m.Amount))
	case tx.Unbond:
		return fmt.Sprintf("unbond of %s", arguments.Tokens(m.Amount))
	case tx.Join:
		return fmt.Sprintf("join of the validator with the key %x", m.Key)
	case tx.Leave:
		return "leave of the sender's validator"
	case tx.Rescue:
		return rescue(m)
	}
	return fmt.Sprintf("message of kind %d, which this program does not know", m.Kind())
}

func rescue(m tx.Rescue) string {
	switch {
	case m.Code.IsZero():
		return fmt.Sprintf("nothing more about a rescue of the contract %s", m.Contract)
	case m.Against:
		return fmt.Sprintf("signal against the code %s for the contract %s", m.Code, m.Contract)
	}
	return fmt.Sprintf("signal for the code %s for the contract %s", m.Code, m.Contract)
}

// diagnose writes CBOR as people read it, and what is none in hex.
func diagnose(input []byte) string {
	if text, err := cbor.Diagnose(input); err == nil {
		return text
	}
	return "0x" + hex.EncodeToString(input)
}

// Fee is the whole fee, in base units.
func (t *Transaction) Fee() abi.Amount { return t.unsigned.Body.Fee }
