package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// forgetful is a chain that makes a block at every look, and whose mempool has forgotten a transaction.
type forgetful struct {
	height, nonce uint64
	stuck         bool   // no more blocks
	receiptAt     uint64 // height from which the receipt is known; 0: never
	submitted     int    // how often the transaction was submitted again
}

func (f *forgetful) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/v1/status":
		if !f.stuck {
			f.height++
		}
		fmt.Fprintf(w, `{"chain_id":"test","height":%d}`, f.height)
	case strings.HasPrefix(r.URL.Path, "/v1/accounts/"):
		fmt.Fprintf(w, `{"address":%q,"balance":"9","nonce":%d}`, strings.TrimPrefix(r.URL.Path, "/v1/accounts/"), f.nonce)
	case r.Method == http.MethodPost:
		f.submitted++
		fmt.Fprint(w, `{"code":0}`)
	case f.receiptAt > 0 && f.height >= f.receiptAt:
		fmt.Fprintf(w, `{"hash":%q,"height":1}`, strings.TrimPrefix(r.URL.Path, "/v1/txs/"))
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":0,"name":"tx_unknown","message":"nothing here"}}`)
	}
}

// Nobody waits for ever for a transaction that a mempool forgot: it is lost when its nonce is used
// or its expiry has passed, but not while the node may still be committing the block that holds it.
func TestAwaitEnds(t *testing.T) {
	sent := Sent{Sender: alice.Address(), Nonce: 3, Expiry: 3}
	for name, c := range map[string]struct {
		chain forgetful
		want  string // part of the error; empty: there is a receipt
	}{
		"its expiry passes":              {forgetful{}, "it had to be in a block until height 3"},
		"another took its nonce":         {forgetful{nonce: 4}, "another transaction of its sender came first, with nonce 3"},
		"the receipt comes a block late": {forgetful{nonce: 4, receiptAt: 2}, ""},
		"the chain makes no blocks":      {forgetful{stuck: true, height: 1}, "the chain has made no block for 10ms after height 1"},
	} {
		server := httptest.NewServer(&c.chain)
		node, err := New(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		node.look = 0
		if c.chain.stuck {
			node.stalled = 10 * time.Millisecond
		}
		_, err = node.Await(context.Background(), sent)
		if c.chain.nonce == 0 && c.chain.submitted == 0 {
			t.Errorf("%s: what was forgotten is not submitted again", name)
		}
		var lost *LostError
		switch {
		case c.want == "":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &lost) == c.chain.stuck:
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}
