package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Check admits transactions to the pool and to proposals, by a scratch copy of nonces and balances
// over a committed state. It runs no contract code. It belongs to one goroutine and lives no longer
// than the state that it reads.
type Check struct {
	m       *Machine
	r       world.Reader
	head    Header
	params  world.Params
	err     error                         // of reading params; every Tx reports it
	pending map[abi.Address]world.Account // touched since the view
}

// NewCheck returns a check for transactions that would follow a committed state, whose last
// block is h.
func (m *Machine) NewCheck(src world.Source, h Header) *Check {
	c := &Check{m: m, r: world.Read(src), head: h, pending: make(map[abi.Address]world.Account)}
	c.params, c.err = c.r.Params()
	return c
}

// Tx checks one transaction and, if it is good, counts its nonce and fee as spent. A fault says
// why it may not enter the pool; the error is a node fault.
func (c *Check) Tx(d Decoded) (refusal *Fault, err error) {
	if c.err != nil || d.Fault != nil {
		return d.Fault, c.err
	}
	t, sender := d.Tx, d.Tx.Sender()
	acc, err := c.account(sender)
	if err != nil {
		return nil, err
	}
	refusal = checkBody(t, c.head.ChainID, c.head.Height+1, &c.params)
	if refusal == nil {
		refusal = checkAccount(t, acc)
	}
	if refusal == nil && !c.m.seen.verify(t) {
		refusal = badSignature()
	}
	if refusal != nil {
		return refusal, nil
	}
	acc.Balance, _ = acc.Balance.Sub(t.Body.Fee) // checkAccount has compared them
	acc.Nonce++
	c.pending[sender] = acc
	return nil, nil
}

// Undo takes back that Tx has counted a transaction, which must be the last one of its sender.
func (c *Check) Undo(t *tx.Tx) {
	acc := c.pending[t.Sender()]
	acc.Balance, _ = acc.Balance.Add(t.Body.Fee) // as it was before
	acc.Nonce--
	c.pending[t.Sender()] = acc
}

// BlockGas is the most gas that the transactions of the next block may ask for together.
func (c *Check) BlockGas() (uint64, error) { return c.params.MaxBlockGas, c.err }

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
