package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// fake is a node that answers what a test tells it to, and remembers the transactions.
type fake struct {
	t       *testing.T
	nonce   uint64 // next one of every account
	waiting uint64 // transactions of every account in the mempool
	refuse  int    // how many submissions are refused for their nonce
	receipt string // JSON of the answer to a submission; empty for success
	got     []*tx.Tx

	simulated *tx.Tx
}

const price = 7

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/v1/status":
		fmt.Fprintf(w, `{"chain_id":"test","height":5,"min_gas_price":"%d","block_time_ms":1}`, price)
	case strings.HasPrefix(r.URL.Path, "/v1/accounts/"):
		fmt.Fprintf(w, `{"address":%q,"balance":"9","nonce":%d,"pending_nonce":%d}`, strings.TrimPrefix(r.URL.Path, "/v1/accounts/"), f.nonce, f.nonce+f.waiting)
	case r.URL.Path == "/v1/simulate":
		raw, _ := io.ReadAll(r.Body)
		f.simulated, _ = tx.Decode(raw)
		fmt.Fprint(w, `{"code":0,"codename":"ok","gas_used":1000}`)
	case r.URL.Path == "/v1/txs/batch":
		f.batch(w, r)
	case r.URL.Path == "/v1/txs":
		f.submit(w, r)
	case strings.HasPrefix(r.URL.Path, "/v1/txs/"):
		fmt.Fprintf(w, `{"hash":%q,"height":6,"code":0,"codename":"ok"}`, strings.TrimPrefix(r.URL.Path, "/v1/txs/"))
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":0,"name":"not_found","message":"nothing here"}}`)
	}
}

func (f *fake) decode(raw []byte) *tx.Tx {
	t, err := tx.Decode(raw)
	if err != nil || !t.Verify() {
		f.t.Errorf("not a signed transaction: %v", err)
		return nil
	}
	f.got = append(f.got, t)
	return t
}

func (f *fake) submit(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	t := f.decode(raw)
	switch {
	case f.refuse > 0:
		f.refuse--
		f.nonce++
		fmt.Fprintf(w, `{"hash":%q,"code":5,"codename":"nonce_too_low"}`, t.Hash)
	case f.receipt != "":
		fmt.Fprint(w, f.receipt)
	default:
		fmt.Fprintf(w, `{"hash":%q,"height":6,"code":0,"codename":"ok"}`, t.Hash)
	}
}

func (f *fake) batch(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	d := abi.NewReader(raw)
	var answer struct {
		Results []map[string]any `json:"results"`
	}
	for range d.Array() {
		answer.Results = append(answer.Results, map[string]any{"hash": f.decode(d.Bytes()).Hash, "code": 0})
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func start(t *testing.T, f *fake) *Client {
	f.t = t
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var alice = tx.NewKey([32]byte{1})

func TestSenderSimulatesForItsGasAndPaysTheLeastFee(t *testing.T) {
	f := &fake{nonce: 3}
	sent, err := Sender{Node: start(t, f), Key: alice}.Submit(context.Background(), tx.Transfer{Amount: abi.U64(1)})
	want := Sent{Hash: f.got[0].Hash, Sender: alice.Address(), Nonce: 3, Expiry: 5 + lifetime, Fee: abi.U64(1300 * price), Raw: sent.Raw}
	if err != nil || !reflect.DeepEqual(sent, want) || tx.Hash(sent.Raw) != sent.Hash {
		t.Fatalf("%+v, %v", sent, err)
	}
	body := f.got[0].Body
	if body.GasLimit != 1300 || body.Fee != abi.U64(1300*price) || body.Nonce != 3 || body.Expiry != 5+lifetime || body.ChainID != "test" {
		t.Errorf("sent %+v", body)
	}
}

func TestSenderTakesTheNextNonceWhenItsOwnIsGone(t *testing.T) {
	f := &fake{nonce: 3, refuse: 2}
	if _, err := (Sender{Node: start(t, f), Key: alice}).Submit(context.Background(), tx.Transfer{}); err != nil {
		t.Fatal(err)
	}
	if last := f.got[len(f.got)-1]; len(f.got) != 3 || last.Body.Nonce != 5 {
		t.Errorf("%d attempts, the last with nonce %d", len(f.got), last.Body.Nonce)
	}
}

func TestSenderGivesUpOnANonceThatIsAlwaysGone(t *testing.T) {
	f := &fake{refuse: 100}
	_, err := Sender{Node: start(t, f), Key: alice}.Submit(context.Background(), tx.Transfer{})
	var failed *TxError
	if !errors.As(err, &failed) || failed.Receipt.CodeName != "nonce_too_low" || len(f.got) != attempts {
		t.Errorf("%d attempts, %v", len(f.got), err)
	}
}

func TestSenderKeepsWhatTheUserChose(t *testing.T) {
	f, fee := &fake{}, abi.U64(6)
	if _, err := (Sender{Node: start(t, f), Key: alice, Limits: Limits{Gas: 5, Spare: 3, Fee: &fee}}).Submit(context.Background(), tx.Transfer{}); err != nil {
		t.Fatal(err)
	}
	if body := f.got[0].Body; body.GasLimit != 5 || body.Fee != abi.U64(6) {
		t.Errorf("sent %+v", body)
	}
	none := abi.Amount{}
	if _, err := (Sender{Node: start(t, f), Key: alice, Limits: Limits{Gas: 5, Fee: &none}}).Submit(context.Background(), tx.Transfer{}); err != nil {
		t.Fatal(err)
	}
	if body := f.got[1].Body; !body.Fee.IsZero() {
		t.Errorf("a fee of 0 became %s", body.Fee)
	}
}

// A failure says what happened, what it cost and where it is; programs read the contract's own name.
func TestAFailureInABlockIsAnError(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	f := &fake{receipt: `{"hash":"` + hash + `","height":9,"code":23,"codename":"aborted","log":"no",
		"error":{"code":7,"name":"sold_out","message":"shop refuses: nothing is left (sold_out)"}}`}
	_, err := Sender{Node: start(t, f), Key: alice}.Submit(context.Background(), tx.Transfer{})
	var failed *TxError
	want := "transaction " + hash + " failed at height 9, its fee is paid: shop refuses: nothing is left (sold_out)"
	if !errors.As(err, &failed) || err.Error() != want || failed.ErrorCode() != "sold_out" {
		t.Fatalf("%v", err)
	}
	f.receipt = `{"hash":"` + hash + `","code":8,"codename":"fee_too_low","log":"fee 1, want at least 2"}`
	_, err = Sender{Node: start(t, f), Key: alice}.Submit(context.Background(), tx.Transfer{})
	want = "transaction refused, nothing is paid: fee_too_low: fee 1, want at least 2; leave --fee out to pay the least that the chain takes"
	if !errors.As(err, &failed) || err.Error() != want || failed.ErrorCode() != "fee_too_low" {
		t.Fatalf("%v", err)
	}
}

func TestAReceiptThatIsLateIsAskedFor(t *testing.T) {
	f := &fake{receipt: `{"hash":"` + strings.Repeat("ab", 32) + `","height":0,"code":0}`}
	r, err := start(t, f).SubmitAndWait(context.Background(), alice.Sign(tx.Body{Msg: tx.Transfer{}}))
	if err != nil || r.Height != 6 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSubmitAllKeepsEachAccountsOrder(t *testing.T) {
	bob := tx.NewKey([32]byte{2})
	f := &fake{nonce: 10}
	var set []Outgoing
	for i := range 2*Batch + 1 {
		key := alice
		if i%2 == 1 {
			key = bob
		}
		set = append(set, Outgoing{Key: key, Msg: tx.Transfer{}, Gas: 100})
	}
	c := start(t, f)
	sent, err := c.SubmitAll(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := c.AwaitAll(context.Background(), sent)
	if err != nil || len(receipts) != len(set) || len(f.got) != len(set) {
		t.Fatalf("%d receipts for %d sent, %v", len(receipts), len(f.got), err)
	}
	next := map[abi.Address]uint64{alice.Address(): 10, bob.Address(): 10}
	for i, got := range f.got {
		if got.Sender() != set[i].Key.Address() || got.Body.Nonce != next[got.Sender()] {
			t.Fatalf("transaction %d: nonce %d of %s", i, got.Body.Nonce, got.Sender())
		}
		next[got.Sender()]++
	}
}

func TestRefusals(t *testing.T) {
	c := start(t, &fake{})
	_, err := c.Code(context.Background(), abi.Hash{})
	if !IsNotFound(err) || err.Error() != "nothing here" {
		t.Errorf("a refusal reads %v", err)
	}
	for body, want := range map[string]string{"<html>": "the node answered 502: <html>", `{"error":{}}`: "the node answered 502"} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, body)
		}))
		other, err := New(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Status(context.Background()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s reads %v", body, err)
		}
		server.Close()
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Status(context.Background())
	var away *UnreachableError
	if !errors.As(err, &away) || !strings.Contains(err.Error(), "peerz devnet") {
		t.Errorf("%v", err)
	}
}

// Of several nodes one that answers is asked, and asked again next time; none of them is asked twice.
func TestTheNextNodeIsAskedWhenOneIsAway(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	starting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"error":{"code":0,"name":"not_ready","message":"no block yet"}}`)
	}))
	defer starting.Close()
	f := &fake{}
	server := httptest.NewServer(f)
	defer server.Close()
	for _, others := range [][]string{{away.URL, starting.URL}, {starting.URL, away.URL}} {
		c, err := New(append(others, server.URL)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (Sender{Node: c, Key: alice}).Submit(t.Context(), tx.Transfer{}); err != nil || c.Base() != server.URL {
			t.Errorf("%v: %v, then %s is asked", others, err, c.Base())
		}
	}
	none, err := New(away.URL, away.URL+"/other")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = none.Status(t.Context()); err == nil || !strings.Contains(err.Error(), away.URL+"; "+away.URL+"/other") {
		t.Errorf("nobody answers: %v", err)
	}
	refused, err := New(server.URL, away.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = refused.Params(t.Context()); !IsNotFound(err) || refused.Base() != server.URL {
		t.Errorf("a refusal is an answer: %v", err)
	}
}

// A server that takes the connection and says nothing does not hang a command for minutes.
func TestASilentServerIsGivenUp(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer server.Close()
	defer close(stop)
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if c.reading > 10*time.Second {
		t.Errorf("status may take %s", c.reading)
	}
	c.reading = 50 * time.Millisecond
	var away *UnreachableError
	if _, err = c.Status(context.Background()); !errors.As(err, &away) || !strings.Contains(err.Error(), "no answer within 50ms") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err = c.Status(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a command that is stopped says %v", err)
	}
}

// CometBFT's RPC answers to /status as well, with other fields.
func TestStatusOfSomethingElse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"jsonrpc":"2.0","id":-1,"result":{"node_info":{"network":"test"}}}`)
	}))
	defer server.Close()
	c, err := New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Status(context.Background()); err == nil || !strings.Contains(err.Error(), "is not the API of a Peerz node") {
		t.Errorf("%v", err)
	}
}

func TestNewRefusesWhatIsNoURL(t *testing.T) {
	if _, err := New(); err == nil {
		t.Error("a client of nobody")
	}
	for _, base := range []string{"", "localhost:1", "ftp://host", "http://", "::"} {
		if _, err := New(base); err == nil {
			t.Errorf("%q accepted", base)
		}
	}
}

func TestFeeForNeverWraps(t *testing.T) {
	if _, err := FeeFor(3, abi.Amount{Hi: 1 << 63}); err == nil {
		t.Error("a fee above 128 bits was cut")
	}
}
