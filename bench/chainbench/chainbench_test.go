package main

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// A crowd signs transactions that decode, verify, and carry the nonce of the round.
func TestSign(t *testing.T) {
	g := &crowd{chainID: "test", price: abi.U64(1), callGas: 500_000, nonce: 3, keys: []tx.Key{tx.NewKey([32]byte{1}), tx.NewKey([32]byte{2})}}
	for _, l := range loads {
		round := g.nonce
		signed, err := g.sign(l.calls)
		if err != nil {
			t.Fatal(err)
		}
		for i, raw := range signed {
			d, err := tx.Decode(raw)
			if err != nil || !d.Verify() || d.Body.Nonce != round || d.Sender() != g.keys[i].Address() {
				t.Errorf("%s of account %d: %+v, %v", l.name, i, d, err)
			}
		}
	}
}

// Every way sends every transaction exactly once, however the batches fall.
func TestWays(t *testing.T) {
	g := &crowd{chainID: "test", price: abi.U64(1)}
	for i := range 123 {
		g.keys = append(g.keys, tx.NewKey([32]byte{byte(i + 1)}))
	}
	txs, err := g.sign(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range ways {
		node := &sink{}
		srv := httptest.NewServer(node)
		taken, err := w.fire(context.Background(), srv.URL, w.bodies(txs))
		srv.Close()
		if want := (len(txs) + w.size - 1) / w.size; err != nil || node.requests != want {
			t.Errorf("%s: %d requests, want %d, %v", w.name, node.requests, want, err)
		}
		if taken != node.requests { // the sink takes the first of each request
			t.Errorf("%s: %d taken of %d", w.name, taken, node.requests)
		}
	}
}

// sink is a node that takes the first transaction of each request and refuses the others.
type sink struct {
	mu       sync.Mutex
	requests int
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	hash := abi.Hash(sha256.Sum256(nil)).String()
	answers := map[string]string{
		"/":             `[{"result":{"hash":"` + hash + `"}},{"error":{"message":"mempool is full"}}]`,
		"/v1/txs":       `{"hash":"` + hash + `","code":0}`,
		"/v1/txs/batch": `{"results":[{"code":0},{"code":18}]}`,
	}
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, answers[r.URL.Path])
}

func TestParseCPU(t *testing.T) {
	line := "42 (a name) with) S " + strings.Repeat("0 ", 10) + "250 50 0 0"
	if d, err := parseCPU([]byte(line)); err != nil || d != 3*time.Second {
		t.Errorf("%s, %v", d, err)
	}
	if _, err := parseCPU([]byte("42 (short) S 1")); err == nil {
		t.Error("a short line was read")
	}
}

func TestFigures(t *testing.T) {
	f := figures{}
	for _, v := range []float64{5, 1, 4, 2, 3} {
		f.add("x", v)
	}
	if f.median("x") != 3 || f.at("x", 0.9) != 5 || f.at("x", 0) != 1 {
		t.Errorf("median %v, 90%% %v, least %v", f.median("x"), f.at("x", 0.9), f.at("x", 0))
	}
}
