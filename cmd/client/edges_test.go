package client

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// A simulation asks with the nonce of the last block and without limit and fee, whatever waits in the
// mempool and whatever the sender chose: the node takes it for the state that it runs on.
func TestASimulationIsOfTheLastBlock(t *testing.T) {
	f := &fake{nonce: 3, waiting: 2}
	fee := abi.U64(6)
	if _, err := (Sender{Node: start(t, f), Key: alice, Limits: Limits{Fee: &fee}}).Submit(context.Background(), tx.Transfer{}); err != nil {
		t.Fatal(err)
	}
	if s := f.simulated.Body; s.Nonce != 3 || s.GasLimit != 0 || !s.Fee.IsZero() {
		t.Errorf("simulated %+v", s)
	}
	if s := f.got[0].Body; s.Nonce != 5 {
		t.Errorf("sent with nonce %d", s.Nonce)
	}
}

// Both kinds of a lost nonce are tried again; no other refusal is, nor a failure in a block.
func TestOnlyALostNonceIsTriedAgain(t *testing.T) {
	for receipt, tries := range map[string]int{
		`{"code":5,"codename":"nonce_too_low"}`:             attempts,
		`{"code":6,"codename":"nonce_too_high"}`:            attempts,
		`{"code":8,"codename":"fee_too_low"}`:               1,
		`{"code":6,"codename":"nonce_too_high","height":4}`: 1,
	} {
		f := &fake{receipt: receipt}
		_, err := Sender{Node: start(t, f), Key: alice}.Submit(context.Background(), tx.Transfer{})
		if failed := new(TxError); !errors.As(err, &failed) || len(f.got) != tries {
			t.Errorf("%s: %d tries, %v", receipt, len(f.got), err)
		}
	}
}

// A set may wait for a block each.
func TestASetLivesAsLongAsItIs(t *testing.T) {
	f := &fake{}
	sent, err := start(t, f).SubmitAll(context.Background(), []Outgoing{{Key: alice, Msg: tx.Transfer{}}, {Key: alice, Msg: tx.Transfer{}}})
	if err != nil || len(sent) != 2 || sent[1].Expiry != 5+lifetime+2 {
		t.Errorf("%+v, %v", sent, err)
	}
}

// A node that answers for fewer transactions than it was given leaves nobody to guess which.
func TestABatchHasAnAnswerForEach(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Content-Type"); got != "application/cbor" {
			t.Errorf("a batch is sent as %q", got)
		}
		_, _ = w.Write([]byte(`{"results":[{"code":0}]}`))
	}))
	defer server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SubmitBatch(context.Background(), [][]byte{{1}, {2}}); err == nil || !strings.Contains(err.Error(), "for 1 of 2") {
		t.Errorf("one answer for two: %v", err)
	}
}

// A batch whose account has as many transactions waiting as may is sent again.
func TestABatchWaitsForItsAccount(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(`{"error":{"code":0,"name":"account_full","message":"wait"},"results":[]}`))
			return
		}
		_, _ = w.Write([]byte(`{"results":[{"code":0}]}`))
	}))
	defer server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.submitPatiently(context.Background(), [][]byte{{1}}); err != nil || asked != 3 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

// Its own nonce is not another's: a transaction whose nonce is still the next one has its chance.
func TestAwaitWaitsWhileTheNonceIsFree(t *testing.T) {
	chain := &forgetful{nonce: 3, receiptAt: 4}
	server := httptest.NewServer(chain)
	defer server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.look = 0
	if _, err := c.Await(context.Background(), Sent{Sender: alice.Address(), Nonce: 3}); err != nil {
		t.Error(err)
	}
	// The last height of its life is over when the chain has come to it, and lost one block later.
	w := wait{sent: Sent{Sender: alice.Address(), Nonce: 3, Expiry: 6}, moved: time.Now()}
	chain.height = 4
	for _, over := range []bool{false, false, true} { // at 5, 6 and 7
		if err := w.check(context.Background(), c); err != nil || w.over != "" != over {
			t.Errorf("at height %d: %q, %v", chain.height, w.over, err)
		}
	}
}

func TestPauseHasTwoEnds(t *testing.T) {
	for _, x := range []struct{ d, least, most time.Duration }{
		{0, 20 * time.Millisecond, 900 * time.Millisecond}, {time.Hour, time.Second, 10 * time.Second},
	} {
		began := time.Now()
		if err := Pause(context.Background(), x.d); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < x.least || took > x.most {
			t.Errorf("a pause of %s took %s", x.d, took)
		}
	}
}

// The pace is that of the last hundred blocks, by their times, or what a node is set to where it does not have them.
func TestPaceIsThatOfTheLastBlocks(t *testing.T) {
	for answer, want := range map[string]time.Duration{
		`{"height":100,"time":1000}`:  2 * time.Second,
		`{"height":100,"time":1200}`:  time.Second, // the block's time is not before the last one's
		`{"error":{"name":"pruned"}}`: time.Second,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/blocks/100" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			if strings.Contains(answer, "error") {
				w.WriteHeader(http.StatusGone)
			}
			_, _ = w.Write([]byte(answer))
		}))
		defer server.Close()
		c, err := New(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Pace(context.Background(), Status{Height: 200, Time: 1200, BlockTimeMS: 1000}); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", answer, got, err, want)
		}
		if got, err := c.Pace(context.Background(), Status{Height: 1, Time: 1200, BlockTimeMS: 1000}); err != nil || got != time.Second {
			t.Errorf("at the first block: %s, %v", got, err)
		}
	}
}

// What is refused alone is simulated after what goes before it; what is not, alone.
func TestADraftFollowsWhatGoesBeforeIt(t *testing.T) {
	var batches int
	alone := `{"code":0,"gas_used":100}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/status":
			_, _ = w.Write([]byte(`{"chain_id":"test","height":5,"min_gas_price":"1"}`))
		case strings.HasPrefix(r.URL.Path, "/v1/accounts/"):
			_, _ = w.Write([]byte(`{"nonce":3,"pending_nonce":4}`))
		case r.URL.Path == "/v1/simulate":
			_, _ = w.Write([]byte(alone))
		case r.URL.Path == "/v1/simulate/batch":
			batches++
			_, _ = w.Write([]byte(`{"results":[{"code":0,"gas_used":7},{"code":0,"gas_used":1000}]}`))
		}
	}))
	defer server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, refused := range []bool{false, true} {
		want := uint64(130 + 5)
		if refused {
			alone, want = `{"code":23,"codename":"aborted"}`, 1300+5
		}
		body, err := c.Draft(context.Background(), alice, tx.Leave{}, Limits{Spare: 5}, tx.Bond{Amount: abi.Unit})
		if err != nil || body.GasLimit != want || body.Nonce != 5 || (batches == 1) != refused || body.Msg != (tx.Leave{}) {
			t.Errorf("refused alone %t: %+v, %d batches, %v", refused, body, batches, err)
		}
	}
	if _, err := c.Draft(context.Background(), alice, tx.Leave{}, Limits{}); err == nil {
		t.Error("what nothing goes before is not refused")
	}
}
