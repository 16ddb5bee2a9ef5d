package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Check admits transactions to the pool, by a scratch copy of nonces and balances over a
// committed view. It runs no contract code. It belongs to one goroutine and lives no longer
// than its view.
type Check struct {
	m       *Machine
	r       world.Reader
	head    Header
	params  world.Params
	err     error                         // of reading params; every Tx reports it
	pending map[abi.Address]world.Account // touched since the view
}

// NewCheck returns a check for transactions that would follow the committed view v, whose
// last block is h.
func (m *Machine) NewCheck(v *state.View, h Header) *Check {
	c := &Check{m: m, r: world.Read(v), head: h, pending: make(map[abi.Address]world.Account)}
	c.params, c.err = c.r.Params()
	return c
}

// CheckResult is the answer to a transaction that wants into the pool.
type CheckResult struct {
	Code      abi.Code
	Log       string
	Hash      abi.Hash
	GasWanted uint64
	Sender    abi.Address
	Nonce     uint64
	Fee       abi.Amount
}

// Tx checks one transaction and, if it is good, counts its nonce and fee as spent. The error
// is a node fault.
func (c *Check) Tx(raw []byte) (CheckResult, error) {
	if c.err != nil {
		return CheckResult{}, c.err
	}
	t, refusal := decode(raw)
	if refusal != nil {
		return CheckResult{Code: refusal.Code, Log: refusal.Log}, nil
	}
	res := CheckResult{Hash: t.Hash, GasWanted: t.Body.GasLimit, Sender: t.Sender(), Nonce: t.Body.Nonce, Fee: t.Body.Fee}
	acc, err := c.account(res.Sender)
	if err != nil {
		return res, err
	}
	refusal = checkBody(t, uint64(len(raw)), c.head.ChainID, c.head.Height+1, &c.params)
	if refusal == nil {
		refusal = checkAccount(t, acc)
	}
	if refusal == nil && !c.m.seen.verify(t) {
		refusal = badSignature()
	}
	if refusal != nil {
		res.Code, res.Log = refusal.Code, refusal.Log
		return res, nil
	}
	acc.Balance, _ = acc.Balance.Sub(t.Body.Fee) // checkAccount has compared them
	acc.Nonce++
	c.pending[res.Sender] = acc
	return res, nil
}

// PendingNonce returns the nonce that a sender's next transaction must have.
func (c *Check) PendingNonce(a abi.Address) (uint64, error) {
	acc, err := c.account(a)
	return acc.Nonce, err
}

func (c *Check) account(a abi.Address) (world.Account, error) {
	if acc, ok := c.pending[a]; ok {
		return acc, nil
	}
	return c.r.Account(a)
}
