package mempool

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// made is a transaction of an account, as a decoder gives it; of size bytes, to be sure of a limit.
func made(account int, nonce, price, size uint64) *tx.Tx {
	t := &tx.Tx{Body: tx.Body{Nonce: nonce, GasLimit: 1000, Fee: abi.U64(1000 * price)}, Size: size}
	binary.BigEndian.PutUint64(t.PubKey[:], uint64(account))
	binary.BigEndian.PutUint64(t.Hash[:], uint64(account))
	binary.BigEndian.PutUint64(t.Hash[8:], nonce)
	binary.BigEndian.PutUint64(t.Hash[16:], price)
	return t
}

// offer is what the node does, but for the check in between.
func offer(m *Mempool, t *tx.Tx) ([]*Waiting, error) {
	out, err := m.Displace(t)
	if err == nil {
		m.Add(t)
	}
	return out, err
}

func fill(t *testing.T, m *Mempool, price uint64) {
	t.Helper()
	for i := range MaxTxs {
		if _, err := offer(m, made(i/100, uint64(i%100), price, 200)); err != nil {
			t.Fatal(err)
		}
	}
}

// A full mempool of cheap ones keeps nobody out who pays a tenth more; what goes is the last of an
// account, so that nonces stay in a row.
func TestTheDearDisplaceTheCheap(t *testing.T) {
	m := New()
	fill(t, m, 100)
	if _, err := offer(m, made(9000, 0, 109, 200)); !errors.Is(err, ErrFull) {
		t.Errorf("less than a tenth more: %v", err)
	}
	dear := made(9000, 0, 110, 200)
	out, err := offer(m, dear)
	if err != nil || len(out) != 1 || out[0].Tx.Body.Nonce != 99 || m.Has(out[0].Tx.Hash) || !m.Displaced(out[0].Tx.Hash) || !m.Has(dear.Hash) {
		t.Fatalf("displaced %v, %v", out, err)
	}
	if out[0].Arrival != MaxTxs {
		t.Errorf("of equals, one that came earlier goes: %d", out[0].Arrival)
	}
	for _, list := range m.Accounts() {
		for i, w := range list {
			if w.Tx.Body.Nonce != uint64(i) {
				t.Fatalf("nonce %d is the %dth of its account", w.Tx.Body.Nonce, i)
			}
		}
	}
	if len(m.waiting) != MaxTxs || m.bytes != MaxTxs*200 {
		t.Errorf("%d wait, %d bytes", len(m.waiting), m.bytes)
	}
}

// A dear transaction behind a cheap one is worth what the cheap one pays: it cannot be in a block before.
func TestWhatWaitsBehindACheapOneIsCheap(t *testing.T) {
	m := New()
	fill(t, m, 100)
	if _, err := offer(m, made(0, 100, 1000, 200)); !errors.Is(err, ErrFull) {
		t.Errorf("a dear one behind cheap ones displaces: %v", err)
	}
	m = New()
	for _, x := range []*tx.Tx{made(1, 0, 10, 200), made(1, 1, 1000, 200), made(2, 0, 20, 200)} {
		m.Add(x)
	}
	if got := m.tails[0].tail(); got.worth != abi.U64(10) || got.Tx.Body.Nonce != 1 {
		t.Errorf("the first to go: nonce %d, worth %s", got.Tx.Body.Nonce, got.worth)
	}
}

// One account has a bound of its own, whatever it pays.
func TestOneAccountCannotFillIt(t *testing.T) {
	m := New()
	for i := range uint64(MaxAccount) {
		m.Add(made(1, i, 1000, 200))
	}
	if _, err := offer(m, made(1, MaxAccount, 9000, 200)); !errors.Is(err, ErrAccountFull) {
		t.Errorf("one more: %v", err)
	}
	if _, err := offer(m, made(2, 0, 1, 200)); err != nil {
		t.Errorf("another account: %v", err)
	}
}

// Bytes have a bound too, and a transaction that displaces too little displaces nothing.
func TestBytes(t *testing.T) {
	m := New()
	for i := range 32 {
		m.Add(made(i, 0, 100+uint64(i)*10, 1<<20))
	}
	if _, err := offer(m, made(99, 0, 150, 2<<20)); err != nil { // two of the cheapest
		t.Fatal(err)
	}
	before := len(m.waiting)
	if _, err := offer(m, made(98, 0, 150, 3<<20)); !errors.Is(err, ErrFull) { // one goes, the next two are too dear
		t.Errorf("too little displaced: %v", err)
	}
	if len(m.waiting) != before || m.bytes != 32<<20 || !m.Has(made(2, 0, 120, 0).Hash) || m.Displaced(made(2, 0, 120, 0).Hash) {
		t.Errorf("not as before: %d wait, %d bytes", len(m.waiting), m.bytes)
	}
}

// Filter retains what is good still, and what is left is worth what it pays now.
func TestFilter(t *testing.T) {
	m := New()
	for _, x := range []*tx.Tx{made(1, 0, 10, 200), made(1, 1, 1000, 200), made(2, 0, 20, 200)} {
		m.Add(x)
	}
	if err := m.Filter(func(t *tx.Tx) (bool, error) { return t.Body.Nonce > 0, nil }); err != nil {
		t.Fatal(err)
	}
	if len(m.waiting) != 1 || m.bytes != 200 || len(m.tails) != 1 || m.tails[0].tail().worth != abi.U64(1000) {
		t.Errorf("left: %+v", m.tails)
	}
	boom := errors.New("disk")
	if err := m.Filter(func(*tx.Tx) (bool, error) { return false, boom }); !errors.Is(err, boom) {
		t.Errorf("a failure: %v", err)
	}
}
