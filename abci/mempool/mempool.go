package mempool

import (
	"container/heap"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// What may wait: transactions of one account, transactions, and their bytes.
const (
	MaxAccount = 256
	MaxTxs     = 10_000
	MaxBytes   = 32 << 20
)

// maxDisplaced is how many displaced transactions are remembered by their hash.
const maxDisplaced = MaxTxs

// Why a transaction may not wait.
var (
	ErrFull        = errors.New("the mempool is full")
	ErrAccountFull = errors.New("too many transactions of this account wait already")
)

// Waiting is a transaction that waits for a block.
type Waiting struct {
	Tx      *tx.Tx
	Price   abi.Amount // base units per gas, rounded down
	Arrival uint64     // the order in which they came, the tie-break

	worth abi.Amount // the least price of it and of those of its account before it
}

// Mempool is the transactions that wait, by account and nonce. It belongs to one goroutine at a time.
type Mempool struct {
	accounts map[abi.Address]*account
	waiting  map[abi.Hash]struct{}
	tails    tails
	bytes    uint64
	arrivals uint64

	displaced *lru.Cache[abi.Hash, struct{}]
}

// account is what waits of one account: never nothing, one nonce after the other.
type account struct {
	address abi.Address
	list    []*Waiting
	index   int // in the heap of tails
}

func (a *account) tail() *Waiting { return a.list[len(a.list)-1] }

// New returns an empty mempool.
func New() *Mempool {
	displaced, _ := lru.New[abi.Hash, struct{}](maxDisplaced) // fails for no size but 0
	return &Mempool{accounts: map[abi.Address]*account{}, waiting: map[abi.Hash]struct{}{}, displaced: displaced}
}

// Size is how many transactions wait.
func (m *Mempool) Size() int { return len(m.waiting) }

// Bytes is how many bytes they have together.
func (m *Mempool) Bytes() uint64 { return m.bytes }

// Has reports whether a transaction waits.
func (m *Mempool) Has(h abi.Hash) bool {
	_, ok := m.waiting[h]
	return ok
}

// Displaced reports whether a transaction waited until one that pays more took its turn. It is forgotten
// when it waits again, and after ten thousand others.
func (m *Mempool) Displaced(h abi.Hash) bool { return m.displaced.Contains(h) }

// Displace makes space for a transaction, which is the next of its account, and returns what it displaces:
// the last ones of the accounts that are worth least, each only if t pays a tenth more. It fails with
// ErrFull or ErrAccountFull, and nothing is displaced then. Add or Restore must follow.
func (m *Mempool) Displace(t *tx.Tx) ([]*Waiting, error) {
	own := m.accounts[t.Sender()]
	if own != nil && len(own.list) >= MaxAccount {
		return nil, fmt.Errorf("%w: %d", ErrAccountFull, MaxAccount)
	}
	worth := m.worth(own, Price(t))
	var out []*Waiting
	for len(m.waiting) >= MaxTxs || m.bytes+t.Size > MaxBytes {
		cheapest := m.tails[0].tail() // worth no less than t if it is the same account's
		if !beats(worth, cheapest.worth) {
			m.Restore(out)
			return nil, fmt.Errorf("%w: the cheapest that waits pays %s base units per gas, want a tenth more than that", ErrFull, cheapest.worth)
		}
		m.pop(m.tails[0])
		m.displaced.Add(cheapest.Tx.Hash, struct{}{})
		out = append(out, cheapest)
	}
	return out, nil
}

// Restore takes back what Displace has displaced.
func (m *Mempool) Restore(displaced []*Waiting) {
	for i := len(displaced) - 1; i >= 0; i-- {
		m.push(displaced[i])
	}
}

// Add adds a transaction for which there is space.
func (m *Mempool) Add(t *tx.Tx) {
	m.arrivals++
	m.push(&Waiting{Tx: t, Price: Price(t), Arrival: m.arrivals})
}

// Filter retains the transactions that good accepts, asked in the order of each account's nonces.
func (m *Mempool) Filter(good func(*tx.Tx) (bool, error)) error {
	old := m.accounts
	m.accounts, m.tails, m.bytes = map[abi.Address]*account{}, nil, 0
	clear(m.waiting)
	for _, a := range old { // order does not matter: accounts do not depend on each other
		for _, w := range a.list {
			ok, err := good(w.Tx)
			if err != nil {
				return err
			}
			if ok {
				m.push(w)
			}
		}
	}
	return nil
}

// Accounts returns what waits, account by account, each in the order of its nonces.
func (m *Mempool) Accounts() [][]*Waiting {
	out := make([][]*Waiting, len(m.tails))
	for i, a := range m.tails {
		out[i] = append([]*Waiting(nil), a.list...)
	}
	return out
}

// Price is the fee of a transaction per gas, in base units, rounded down.
func Price(t *tx.Tx) abi.Amount {
	price, _, _ := t.Body.Fee.MulDiv(abi.U64(1), abi.U64(max(t.Body.GasLimit, 1)))
	return price
}

// beats reports whether a price is a tenth above another: a step that cannot be taken often for nothing.
func beats(price, other abi.Amount) bool {
	tenth, _, _ := other.MulDiv(abi.U64(1), abi.U64(10))
	if tenth.IsZero() {
		tenth = abi.U64(1)
	}
	least, ok := other.Add(tenth)
	return ok && !price.Less(least)
}

// worth is what the next transaction of an account pays at least for, with those before it.
func (m *Mempool) worth(own *account, price abi.Amount) abi.Amount {
	if own != nil && own.tail().worth.Less(price) {
		return own.tail().worth
	}
	return price
}

// push adds the next transaction of its account.
func (m *Mempool) push(w *Waiting) {
	sender := w.Tx.Sender()
	own := m.accounts[sender]
	w.worth = m.worth(own, w.Price)
	if own == nil {
		own = &account{address: sender, list: []*Waiting{w}}
		m.accounts[sender] = own
		heap.Push(&m.tails, own)
	} else {
		own.list = append(own.list, w)
		heap.Fix(&m.tails, own.index)
	}
	m.waiting[w.Tx.Hash] = struct{}{}
	m.displaced.Remove(w.Tx.Hash)
	m.bytes += w.Tx.Size
}

// pop removes the last transaction of an account.
func (m *Mempool) pop(own *account) {
	w := own.tail()
	if len(own.list) == 1 {
		heap.Remove(&m.tails, own.index)
		delete(m.accounts, own.address)
	} else {
		own.list = own.list[:len(own.list)-1]
		heap.Fix(&m.tails, own.index)
	}
	delete(m.waiting, w.Tx.Hash)
	m.bytes -= w.Tx.Size
}
