package receipts

import (
	"encoding/binary"
	"errors"
	"fmt"

	dbm "github.com/cometbft/cometbft-db"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Hash is the sha256 of a transaction's bytes.
type Hash = abi.Hash

// Location is where a transaction is.
type Location struct {
	Height uint64 // of its block
	Index  int    // in the block, from 0
}

// Index maps hashes to locations. It is safe for concurrent use.
type Index struct{ db dbm.DB }

// Database is the name of the index's database in a node's store.
const Database = "receipts"

// NewIndex returns the index in db, which nothing else may use.
func NewIndex(db dbm.DB) *Index { return &Index{db: db} }

// The two kinds of records: t+hash -> height, index; b+height -> hashes.
const (
	prefixTx    = 't'
	prefixBlock = 'b'
)

var errDamaged = errors.New("receipts: damaged record")

// Put notes the transactions of a block, in one batch that the next synced write
// of the database makes durable. Putting a block twice is harmless.
func (x *Index) Put(height uint64, hashes []Hash) error {
	if len(hashes) == 0 {
		return nil
	}
	b := x.db.NewBatch()
	defer func() { _ = b.Close() }()
	all := make([]byte, 0, len(hashes)*len(Hash{}))
	for i, h := range hashes {
		at := binary.AppendUvarint(binary.AppendUvarint(nil, height), uint64(i))
		if err := b.Set(txKey(h), at); err != nil {
			return fmt.Errorf("receipts: put: %w", err)
		}
		all = append(all, h[:]...)
	}
	if err := b.Set(blockKey(height), all); err != nil {
		return fmt.Errorf("receipts: put: %w", err)
	}
	if err := b.Write(); err != nil {
		return fmt.Errorf("receipts: put: %w", err)
	}
	return nil
}

// Get finds a transaction; ok is false if no retained block holds it.
func (x *Index) Get(h Hash) (at Location, ok bool, err error) {
	v, err := x.db.Get(txKey(h))
	if err != nil {
		return at, false, fmt.Errorf("receipts: get: %w", err)
	}
	if v == nil {
		return at, false, nil
	}
	height, n := binary.Uvarint(v)
	index, m := binary.Uvarint(v[max(n, 0):])
	if n <= 0 || m <= 0 || n+m != len(v) || index > 1<<31 {
		return at, false, errDamaged
	}
	return Location{Height: height, Index: int(index)}, true, nil
}

// Prune forgets the blocks below height.
func (x *Index) Prune(height uint64) error { return x.forget(blockKey(0), blockKey(height)) }

// Rewind forgets the blocks above height.
func (x *Index) Rewind(height uint64) error {
	return x.forget(blockKey(height+1), []byte{prefixBlock + 1})
}

func (x *Index) forget(from, to []byte) error {
	it, err := x.db.Iterator(from, to)
	if err != nil {
		return fmt.Errorf("receipts: forget: %w", err)
	}
	defer func() { _ = it.Close() }()
	b := x.db.NewBatch()
	defer func() { _ = b.Close() }()
	for ; it.Valid(); it.Next() {
		for v := it.Value(); len(v) >= len(Hash{}); v = v[len(Hash{}):] {
			if err := b.Delete(txKey(Hash(v[:len(Hash{})]))); err != nil {
				return fmt.Errorf("receipts: forget: %w", err)
			}
		}
		if err := b.Delete(it.Key()); err != nil {
			return fmt.Errorf("receipts: forget: %w", err)
		}
	}
	return errors.Join(it.Error(), b.Write())
}

func txKey(h Hash) []byte { return append([]byte{prefixTx}, h[:]...) }

func blockKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{prefixBlock}, height)
}
