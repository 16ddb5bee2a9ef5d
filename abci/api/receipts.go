package api

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type receiptAnswer struct {
	Hash      abi.Hash     `json:"hash"`
	Height    uint64       `json:"height"` // 0 while in no block
	Code      abi.Code     `json:"code"`
	CodeName  string       `json:"codename"`
	Data      string       `json:"data"` // hex
	GasUsed   uint64       `json:"gas_used"`
	GasWanted uint64       `json:"gas_wanted"`
	Events    []Event      `json:"events"`
	Log       string       `json:"log"`
	Abort     *abortAnswer `json:"abort,omitempty"` // of a call that a contract aborted
	Tx        *txAnswer    `json:"tx,omitempty"`    // none for bytes that are no transaction
}

// txAnswer is what a transaction asked for. Funds move to a contract; a transfer has an amount.
type txAnswer struct {
	Sender abi.Address  `json:"sender"`
	Nonce  uint64       `json:"nonce"`
	Expiry uint64       `json:"expiry,omitempty"` // last height at which it may be included; none if 0
	Fee    abi.Amount   `json:"fee"`              // base units, the whole fee
	Kind   string       `json:"kind"`             // transfer, upload, instantiate, call, bond, unbond, join or leave
	To     *abi.Address `json:"to,omitempty"`     // account of a transfer, contract of a call
	Method string       `json:"method,omitempty"` // of a call
	Code   *abi.Hash    `json:"code,omitempty"`   // of an upload or an instantiation
	Key    *abi.Hash    `json:"key,omitempty"`    // of a validator that joins
	Amount abi.Amount   `json:"amount"`           // base units that go to To, to the new contract, into the stake or out of it
}

// abortAnswer is why a contract gave up, with what its interface says of the code.
type abortAnswer struct {
	Code    uint32 `json:"code"`
	Name    string `json:"name"`    // stable, for programs: abort_CODE when the interface has none
	Message string `json:"message"` // for people
}

// receipt is the answer for an outcome, with what the transaction asked for.
func (s *server) receipt(o Outcome) receiptAnswer {
	answer := receiptAnswer{
		Hash: o.Hash, Height: o.Height, Code: o.Code, CodeName: o.Code.String(), Data: hex.EncodeToString(o.Data),
		GasUsed: o.GasUsed, GasWanted: o.GasWanted, Events: append([]Event{}, o.Events...), Log: o.Log,
	}
	t, err := tx.Decode(o.Raw)
	if err != nil {
		return answer
	}
	answer.Tx = asked(t)
	if code, ok := abortCode(o); ok {
		abort := explainAbort(s.interfaceOf(t.Body.Msg), code, o.Log)
		answer.Abort = &abort
	}
	return answer
}

func asked(t *tx.Tx) *txAnswer {
	a := &txAnswer{Sender: t.Sender(), Nonce: t.Body.Nonce, Expiry: t.Body.Expiry, Fee: t.Body.Fee}
	switch m := t.Body.Msg.(type) {
	case tx.Transfer:
		a.Kind, a.To, a.Amount = "transfer", &m.To, m.Amount
	case tx.Upload:
		hash := abi.Hash(tx.Hash(m.Code))
		a.Kind, a.Code = "upload", &hash
	case tx.Instantiate:
		a.Kind, a.Code, a.Amount = "instantiate", &m.CodeHash, m.Funds
	case tx.Call:
		a.Kind, a.To, a.Amount = "call", &m.Contract, m.Funds
		if r := abi.NewReader(m.Input); r.Array() == 2 {
			a.Method = r.Text() // empty when the input is something else
		}
	case tx.Bond:
		a.Kind, a.Amount = "bond", m.Amount
	case tx.Unbond:
		a.Kind, a.Amount = "unbond", m.Amount
	case tx.Join:
		key := abi.Hash(m.Key)
		a.Kind, a.Key = "join", &key
	case tx.Leave:
		a.Kind = "leave"
	}
	return a
}

// abortCode reads the contract's own code out of the data: {"code": number}.
func abortCode(o Outcome) (uint32, bool) {
	if o.Code != abi.CodeAborted {
		return 0, false
	}
	r := abi.NewReader(o.Data)
	if r.Map() != 1 || r.Text() != "code" {
		return 0, false
	}
	n := r.Uint()
	return uint32(n), r.Close() == nil && n <= abi.MaxAbortCode
}

// interfaceOf is the interface of the code that a message runs, as the last block has it; nil when
// it has none: a receipt is told without it then.
func (s *server) interfaceOf(m tx.Msg) *abi.Interface {
	view, _, err := s.latest()
	if err != nil {
		return nil
	}
	defer view.Close()
	w := world.Read(view)
	var hash abi.Hash
	switch m := m.(type) {
	case tx.Instantiate:
		hash = m.CodeHash
	case tx.Call:
		c, err := find(w, m.Contract.String())
		if err != nil {
			return nil
		}
		hash = c.CodeHash
	}
	d, err := s.ifaces.of(w, hash)
	if err != nil {
		return nil
	}
	return d.iface
}

// explainAbort finds an abort code in an interface, which may be nil. Its message says everything
// once: what the contract said is left out when the interface's documentation holds it.
func explainAbort(iface *abi.Interface, code uint32, log string) abortAnswer {
	contract, e := "the contract", abi.AbortCode{Name: fmt.Sprintf("abort_%d", code)}
	if iface != nil {
		contract = cmp.Or(iface.Name, contract)
		if i := slices.IndexFunc(iface.Errors, func(e abi.AbortCode) bool { return e.Code == code }); i >= 0 {
			e = iface.Errors[i]
		}
	}
	a := abortAnswer{Code: code, Name: e.Name, Message: contract + " refuses: " + e.Name}
	if e.Doc != "" {
		a.Message = fmt.Sprintf("%s refuses: %s (%s)", contract, e.Doc, e.Name)
	}
	if log != e.Name && !strings.Contains(e.Doc, log) {
		a.Message += ": " + log
	}
	return a
}
