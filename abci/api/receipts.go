package api

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// receipt is the answer for an outcome, with what the transaction asked for.
func (s *server) receipt(o Outcome) v1.Receipt {
	answer := v1.Receipt{
		Hash: o.Hash, Height: o.Height, Index: o.Index, Code: o.Code, CodeName: o.Code.String(), Data: hex.EncodeToString(o.Data),
		GasUsed: o.GasUsed, GasWanted: o.GasWanted, Events: append([]Event{}, o.Events...), Log: o.Log,
	}
	t, err := tx.Decode(o.Raw)
	if err == nil {
		answer.Tx = asked(t)
	}
	if o.Code == abi.CodeOK {
		return answer
	}
	why := explain(o.Code, o.Log)
	if code, ok := abortCode(o); ok && err == nil {
		why = explainAbort(s.interfaceOf(t.Body.Msg), code, o.Log)
	}
	answer.Error = &why
	return answer
}

func asked(t *tx.Tx) *v1.Tx {
	a := &v1.Tx{Sender: t.Sender(), Nonce: t.Body.Nonce, Expiry: t.Body.Expiry, Fee: t.Body.Fee}
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
	case tx.Rescue:
		a.Kind, a.To, a.Code = "rescue", &m.Contract, &m.Code
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
	p, err := s.at(Which{})
	if err != nil {
		return nil
	}
	defer p.close()
	w := p.Reader
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
func explainAbort(iface *abi.Interface, code uint32, log string) v1.Error {
	contract, e := "the contract", abi.AbortCode{Name: fmt.Sprintf("abort_%d", code)}
	if iface != nil {
		contract = cmp.Or(iface.Name, contract)
		if i := slices.IndexFunc(iface.Errors, func(e abi.AbortCode) bool { return e.Code == code }); i >= 0 {
			e = iface.Errors[i]
		}
	}
	a := v1.Error{Code: code, Name: e.Name, Message: contract + " refuses: " + e.Name}
	if e.Doc != "" {
		a.Message = fmt.Sprintf("%s refuses: %s (%s)", contract, e.Doc, e.Name)
	}
	if log != e.Name && !strings.Contains(e.Doc, log) {
		a.Message += ": " + log
	}
	return a
}
