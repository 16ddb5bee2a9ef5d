package audit

import (
	"crypto/sha256"
	"fmt"
	"math/big"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A row of an epoch's table is what one participant's record in a role was when the epoch was sealed. Its root stays in the chain's
// state when the records are gone.

// Row is the row of a payout, and what leads from its leaf to the root of the table: for each level the other side, of 32 bytes, behind an
// L where that is the left one and an R where it is the right.
func (e *Epoch) Row(role, id string) (row []byte, path [][]byte, err error) {
	rows := e.rows()
	leaves := make([][32]byte, len(rows))
	at := -1
	for i, r := range rows {
		leaves[i] = sha256.Sum256(append([]byte{0}, r...))
		if e.Payouts[i].Role == role && e.Payouts[i].ID == id {
			at = i
		}
	}
	root := tree(leaves)
	switch {
	case at < 0:
		return nil, nil, fmt.Errorf("%s has no payout of %s in %s", e.Name(), id, role)
	case e.Account.Table.IsZero():
		return nil, nil, fmt.Errorf("%s was exported before its table was made: export it again", e.Name())
	case sdk.HashOf(root[:]) != e.Account.Table:
		return nil, nil, fmt.Errorf("%s: the payouts lead to the root %x, and the chain's is %x", e.Name(), root, e.Account.Table.Bytes())
	}
	return rows[at], pathTo(leaves, at), nil
}

// pathTo leads from a leaf to the root.
func pathTo(leaves [][32]byte, at int) [][]byte {
	if len(leaves) == 1 {
		return nil
	}
	left := half(len(leaves))
	if at < left {
		other := tree(leaves[left:])
		return append(pathTo(leaves[:left], at), append([]byte{'R'}, other[:]...))
	}
	other := tree(leaves[:left])
	return append(pathTo(leaves[left:], at-left), append([]byte{'L'}, other[:]...))
}

// rows are those of all payouts: the CBOR array of role id, id, account, measures, score, amount and part of the fee pool.
func (e *Epoch) rows() [][]byte {
	measures := map[key][]sdk.Amount{}
	for _, c := range e.Contributions {
		who := key{c.Role, c.ID}
		if measures[who] == nil {
			measures[who] = make([]sdk.Amount, len(c.Measures))
		}
		for i, m := range c.Measures {
			measures[who][i], _ = measures[who][i].CheckedAdd(m)
		}
	}
	rows := make([][]byte, len(e.Payouts))
	for i := range e.Payouts {
		p := &e.Payouts[i]
		id, _ := e.roleID(p.Role)
		account := p.Address
		if !p.From.IsZero() {
			account = p.From
		}
		amount, fee := e.entitled(p)
		var enc sdk.Encoder
		enc.Array(7)
		enc.Uint(id)
		enc.Text(p.ID)
		enc.Address(account)
		list := measures[key{p.Role, p.ID}]
		enc.Array(len(list))
		for _, m := range list {
			enc.Amount(m)
		}
		enc.Amount(p.Score)
		enc.Amount(amount)
		enc.Amount(fee)
		rows[i] = enc.Bytes()
	}
	return rows
}

// entitled is what a payout was when the epoch was sealed: a dispute that made it void later changes nothing of it.
func (e *Epoch) entitled(p *Payout) (amount, fee sdk.Amount) {
	for i := range e.Account.Roles {
		if r := &e.Account.Roles[i]; r.Role == p.Role {
			total := Wide(r.ScoreTotal)
			amount, fee = narrow(share(Wide(r.Pool), Wide(p.Score), total)), narrow(share(Wide(r.FeePool), Wide(p.Score), total))
		}
	}
	if p.Limit != nil && p.Limit.Less(amount) {
		amount = *p.Limit
	}
	return amount, fee
}

func narrow(n *big.Int) sdk.Amount { a, _ := sdk.ParseAmount(n.String()); return a }
