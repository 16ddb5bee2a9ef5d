package runtime

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Decoded is what the bytes of a transaction say. It depends on the bytes alone, so a node may decode
// them once and cache the answer under their hash; nobody changes it afterwards.
type Decoded struct {
	Tx    *tx.Tx // nil if the bytes are no transaction
	Fault *Fault // why they are none; nil if Tx is set
}

// Decode reads the bytes of a transaction, which the answer refers to. It never fails: bytes that are
// no transaction have a fault, which Check, Apply and Simulate turn into their answer.
func Decode(raw []byte) Decoded {
	t, err := tx.Decode(raw)
	if err == nil {
		return Decoded{Tx: t}
	}
	code := abi.CodeMalformed
	switch {
	case errors.Is(err, tx.ErrTooLarge):
		code = abi.CodeTooLarge
	case errors.Is(err, tx.ErrUnknownMessage):
		code = abi.CodeUnknownMessage
	}
	return Decoded{Fault: &Fault{Code: code, Log: err.Error()}}
}

// receipt is the receipt of a transaction that was refused before its fee was taken.
func (f *Fault) receipt(gasWanted uint64) Receipt {
	return Receipt{Code: f.Code, Log: f.Log, GasWanted: gasWanted}
}
