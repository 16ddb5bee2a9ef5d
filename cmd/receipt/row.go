package receipt

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Row is a row of an epoch's table, and the way from it to the table's root, which stays in the state. The chain deletes a record only when it
// was paid as its row says; so the row, with the proof that there is no record, is as good as the record.
type Row struct {
	Leaf string   `json:"leaf"` // CBOR, hex: role id, id, account, measures, score, amount, part of the fee pool
	Path []string `json:"path"` // of each level the other side in hex, behind L when that is the left one and behind R when it is the right
}

// NewRow packs a row with its path: of each level L or R, then 32 bytes.
func NewRow(leaf []byte, path [][]byte) *Row {
	r := &Row{Leaf: hex.EncodeToString(leaf), Path: []string{}}
	for _, step := range path {
		r.Path = append(r.Path, string(step[:1])+hex.EncodeToString(step[1:]))
	}
	return r
}

// row is what a leaf says.
type row struct {
	account            sdk.Address
	score, amount, fee sdk.Amount
}

// read checks that a row is in the table of a root, and is that of a participant.
func (r *Row) read(role uint64, id string, table []byte) (*row, error) {
	leaf, err := unhex(r.Leaf)
	if err != nil {
		return nil, fmt.Errorf("the row: %w", err)
	}
	hash := sha256.Sum256(append([]byte{0}, leaf...))
	for _, step := range r.Path {
		if len(step) != 1+2*len(hash) || step[0] != 'L' && step[0] != 'R' {
			return nil, errors.New("the row's path is not L or R, and 32 bytes in hex")
		}
		other, err := unhex(step[1:])
		if err != nil {
			return nil, fmt.Errorf("the row's path: %w", err)
		}
		left, right := hash[:], other
		if step[0] == 'L' {
			left, right = other, hash[:]
		}
		hash = sha256.Sum256(append(append([]byte{1}, left...), right...))
	}
	if !bytes.Equal(hash[:], table) {
		return nil, fmt.Errorf("the row does not lead to the root %x of the epoch's table: it, or its path, is not as it was", table)
	}
	c := abi.NewReader(leaf)
	fields, of, who := c.Array(), c.Uint(), c.Text()
	x := &row{account: sdk.AddressOf(addressOf(c))}
	for range c.Array() {
		c.Amount()
	}
	x.score, x.amount, x.fee = sdk.Amount(c.Amount()), sdk.Amount(c.Amount()), sdk.Amount(c.Amount())
	if c.Close() != nil || fields != 7 {
		return nil, errors.New("the row is not as this program knows rows")
	}
	if of != role || who != id {
		return nil, fmt.Errorf("the row is that of %s in the role with id %d", who, of)
	}
	return x, nil
}

func addressOf(c *abi.Reader) []byte { a := c.Address(); return a[:] }
