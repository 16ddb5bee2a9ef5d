package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Before the first block the status is that of the genesis, and what needs a
// state asks for patience.
func TestBeforeTheFirstBlock(t *testing.T) {
	f := newFake(t)
	f.want("GET", "/status", "", 200, `"height":0,`)
	f.want("GET", "/status", "", 200, `"epoch":0,"time":1700000000,"epoch_start":1700000000,"epoch_end":1700000060,"block_time_ms":1000`)
	f.want("GET", "/params", "", 200, `"epoch_seconds":60`)
	f.want("GET", "/healthz", "", 200, `{"healthy":true}`)
	for _, path := range []string{"/supply", "/contracts", "/contracts/roles", "/accounts/" + sandbox.Key("alice").Address().String(), "/blocks/latest"} {
		f.want("GET", path, "", 503, "not_ready")
	}
	f.want("POST", "/query/roles", `{"a":{}}`, 503, "not_ready")
}

func TestStatusAndLedger(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	_, err := f.Send("alice", tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.Unit})
	must(t, err)
	f.want("GET", "/status", "", 200, `"chain_id":"sandbox","height":2,`)
	f.want("GET", "/status", "", 200, `"min_gas_price":"100000000","peers":3,"metrics":"","program":{"running":"1.2.3"},"mempool":{"txs":0,"bytes":9},"retained":{"state":1,"blocks":1},`)
	bob := sandbox.Key("bob").Address().String()
	f.want("GET", "/accounts/"+bob, "", 200, `{"address":"`+bob+`","balance":"1000001000000000000000000","nonce":0,"pending_nonce":42,"stake":{"bonded":"0","votes":"0","unbonding":[]},"height":2}`)
	nobody := abi.Address{7}.String()
	f.want("GET", "/accounts/"+vesting.String(), "", 200, `"balance":"0","nonce":0,"pending_nonce":42,"stake":{"bonded":"0","votes":"0","unbonding":[]},"vesting":{"amount":"10","released":"0","start":1700000000,"cliff":1700000060,"end":1700001000}`)
	f.want("GET", "/accounts/"+nobody, "", 200, `"balance":"0"`)
	f.want("GET", "/supply", "", 200, `"cap":"1000000000000000000000000000"`)
}

func TestContractsAndQueries(t *testing.T) {
	f, c := withCounter(t)
	who := c.Address.String()
	f.want("GET", "/contracts", "", 200, `"address":"`+who+`"`)
	f.want("GET", "/contracts/"+who, "", 200, `"interface":{"name":"counter"`)
	f.want("POST", "/query/"+who, `{"get":{}}`, 200, `"result":{"count":"0"},`)
	f.want("POST", "/query/"+who, `{"get":null}`, 200, `"result"`)
	f.want("POST", "/query/"+who+"/raw", `{"input":"8263676574a0"}`, 200, `"output":"a165636f756e7400",`)
	f.want("POST", "/query/"+who+"/raw", `{"input":"8263676f74a0"}`, 422, `"method"`)
	f.want("POST", "/query/"+who, `{"got":{}}`, 400, "got")
	f.want("POST", "/query/"+who, `{"get":{"x":1}}`, 400, "x")
	f.want("POST", "/query/nobody", `{"get":{}}`, 404, "contract_unknown")

	list, err := contractsOf(f)
	must(t, err)
	code := list[0].CodeHash.String()
	f.want("GET", "/codes/"+code, "", 200, `"callable":true`)
	if status, wasm := f.do("GET", "/codes/"+code+"/wasm", ""); status != 200 || !strings.HasPrefix(wasm, "\x00asm") {
		t.Errorf("wasm: %d, %d bytes", status, len(wasm))
	}
	f.want("POST", "/pure/"+code, `{"scores":{}}`, 400, "scores")
	f.want("GET", "/codes/"+strings.Repeat("0", 64), "", 404, "code_unknown")
}

func TestTransactions(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	raw := string(transfer(f))
	hash := tx.Hash([]byte(raw))
	pending := `{"hash":"` + hash.String() + `","height":0,"index":0,"code":0,"codename":"ok","data":"","gas_used":0,"gas_wanted":0,"events":[],"log":"",` +
		`"tx":{"sender":"` + sandbox.Key("alice").Address().String() + `","nonce":0,"fee":"10000000000000000","kind":"transfer","to":"` +
		sandbox.Key("bob").Address().String() + `","amount":"1000000000000000000"}}`
	f.want("POST", "/txs", raw, 200, pending)
	f.want("POST", "/txs?wait=1", raw, 200, "in no block yet")
	f.want("GET", "/txs/"+hash.String(), "", 404, "tx_unknown")
	f.displaced = hash
	f.want("GET", "/txs/"+hash.String(), "", 410, "tx_displaced")
	f.displaced = abi.Hash{}
	f.outcomes[hash] = Outcome{Hash: hash, Height: 9, Code: abi.CodeAborted, Data: []byte{0xa1}, GasUsed: 5}
	f.want("POST", "/txs", raw, 200, `"height":9,"index":0,"code":23,"codename":"aborted","data":"a1","gas_used":5`) // posted again
	f.want("POST", "/txs?wait=1", raw, 200, `"height":9,"index":0,"code":23,"codename":"aborted","data":"a1","gas_used":5`)
	f.want("GET", "/txs/"+hash.String(), "", 200, `"height":9`)
	f.want("POST", "/simulate", raw, 200, `"code":0,"codename":"ok"`)
	f.want("POST", "/simulate/batch", batchOf(raw, "junk"), 200, `"code":0,"codename":"ok"`)
	f.want("POST", "/simulate/batch", batchOf(raw, "junk"), 200, `"code":1,"codename":"malformed"`)
	f.want("POST", "/simulate/batch", batchOf(slices.Repeat([]string{raw}, maxSimulated+1)...), 400, `at most 16 are simulated together`)
	f.want("POST", "/simulate", "junk", 400, `"error":{"code":1,"name":"malformed",`)
	delete(f.outcomes, hash)

	f.admission = Admission{Code: abi.CodeMalformed, Log: "not CBOR"}
	f.want("POST", "/txs?wait=1", "junk", 400, `{"error":{"code":1,"name":"malformed","message":"not CBOR","advice":"a transaction is CBOR as the specification says"}}`)
	f.admission = Admission{Code: abi.CodeTooLarge, Log: "too long"}
	f.want("POST", "/txs", "junk", 413, `{"error":{"code":2,"name":"too_large","message":"too long"}}`)
	f.admission = Admission{Code: abi.CodeFeeTooLow, Log: "pay more"}
	f.want("POST", "/txs?wait=1", raw, 200, `"code":8,"codename":"fee_too_low"`)
	f.refusal = ErrPoolFull
	f.want("POST", "/txs", raw, 503, "mempool_full")
	f.refusal = ErrAccountFull
	f.want("POST", "/txs", raw, 503, "account_full")
	f.refusal = ErrNotReady
	f.want("POST", "/txs", raw, 503, "not_ready")
	f.refusal = errors.New("disk 0x17 is secret")
	if _, text := f.do("POST", "/txs", raw); strings.Contains(text, "secret") {
		t.Errorf("an internal error leaks: %s", text)
	}
}

// The largest transaction that a block may have reaches the pool, alone or in a batch; a larger one
// is refused at the door.
func TestTheDoorIsAsWideAsATransaction(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	largest, larger := make([]byte, tx.MaxSize), make([]byte, tx.MaxSize+1)
	f.want("POST", "/txs", string(largest), 200, `"codename":"ok"`)
	f.want("POST", "/txs/batch", string(abi.AppendBytes(abi.AppendArray(nil, 1), largest)), 200, `"codename":"ok"`)
	f.want("POST", "/simulate", string(largest), 400, `"name":"malformed"`)
	if len(f.submitted) != 2 || len(f.submitted[0]) != tx.MaxSize || len(f.submitted[1]) != tx.MaxSize {
		t.Errorf("%d transactions reached the pool", len(f.submitted))
	}
	for _, path := range []string{"/txs", "/simulate"} {
		if status, text := f.do("POST", path, string(larger)); status != 413 {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if len(f.submitted) != 2 {
		t.Error("too large a transaction reached the pool")
	}
}

func TestBatch(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	body := abi.AppendArray(nil, 2)
	for _, raw := range []string{"one", "two"} {
		body = abi.AppendBytes(body, []byte(raw))
	}
	f.want("POST", "/txs/batch", string(body), 200, `"events":[],"log":""},{"hash":"`+tx.Hash([]byte("two")).String())
	one := tx.Hash([]byte("one"))
	f.outcomes[one] = Outcome{Hash: one, Height: 9, Code: abi.CodeAborted} // in a block already
	f.want("POST", "/txs/batch", string(body), 200, `"results":[{"hash":"`+one.String()+`","height":9,"index":0,"code":23,"codename":"aborted",`)
	delete(f.outcomes, one)
	if f.verified != 4 || len(f.submitted) != 3 || string(f.submitted[0]) != "one" {
		t.Errorf("submitted %q", f.submitted)
	}
	f.refusal, f.spared = ErrPoolFull, 1
	f.want("POST", "/txs/batch", string(body), 503, `{"error":{"code":503,"name":"mempool_full","message":"the mempool is full","advice":"try again after the next block"},"results":[{"hash":"`+
		tx.Hash([]byte("one")).String()+`","height":0,"index":0,"code":0,"codename":"ok","data":"","gas_used":0,"gas_wanted":0,"events":[],"log":""}]}`)
	f.want("POST", "/txs/batch", string(abi.AppendArray(nil, 0)), 200, `{"results":[]}`)
}

// A parameter that an endpoint does not have is refused: to leave it out of account would answer
// another question.
func TestUnknownParameters(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	alice := sandbox.Key("alice").Address().String()
	for _, path := range []string{"/accounts/" + alice + "?heigth=5", "/contracts?limit=0", "/status?x", "/blocks/1?height=2", "/supply?a=1&b=2", "/healthz?%zz", "/supply?height=1&height=2",
		"/blocks?limit=1&limit=1", "/peers?cursor=x"} {
		f.want("GET", path, "", 400, `"bad_request"`)
	}
	f.want("GET", "/accounts/"+alice+"?a=5", "", 400, `query.a: unknown query parameter`)
	for _, path := range []string{"/txs?Wait=1", "/txs?wait=yes", "/txs/batch?wait=1", "/simulate?gas=1", "/query/roles?height=x"} {
		f.want("POST", path, "x", 400, `"bad_request"`)
	}
	f.want("GET", "/nothing?x=1", "", 404, "not_found")
}

// Whoever does not finish a request gets an answer, and is no line in the log.
func TestSlowSenders(t *testing.T) {
	f := newFake(t)
	var log bytes.Buffer
	cfg := f.config
	cfg.Log, cfg.bodyTime = slog.New(slog.NewTextHandler(&log, nil)), 50*time.Millisecond
	slow := httptest.NewUnstartedServer(handler(cfg))
	slow.Start()
	for _, path := range []string{"/txs", "/txs/batch", "/simulate", "/query/roles"} {
		conn, err := net.Dial("tcp", slow.Listener.Addr().String())
		must(t, err)
		_, err = fmt.Fprintf(conn, "POST /v1%s HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", path)
		must(t, err)
		answer, err := io.ReadAll(conn)
		must(t, err)
		if !strings.Contains(string(answer), "408 ") || !strings.Contains(string(answer), "too_slow") {
			t.Errorf("%s: %s", path, answer)
		}
		must(t, conn.Close())
	}
	slow.Close()
	if log.Len() > 0 {
		t.Errorf("logged %s", log.String())
	}
}

func TestBlocks(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	f.block = Block{BlockHeader: BlockHeader{Height: 1, Hash: []byte{0xab}, Time: 5, Txs: 1}, Txs: []Outcome{{Height: 1}}}
	f.want("GET", "/blocks/1", "", 200, `"height":1,"hash":"ab","time":5,`)
	f.want("GET", "/blocks/latest", "", 200, `"txs":1}`)
	f.want("GET", "/blocks/1/txs", "", 200, `"txs":[{"hash":"`)
	f.want("GET", "/blocks/1/events", "", 200, `{"events":[]}`)
	f.want("GET", "/blocks", "", 200, `"blocks":[{"height":1,`)
	f.want("GET", "/blocks/2", "", 404, "block_unknown")
	f.block = Block{}
	f.want("GET", "/blocks/1", "", 410, "pruned")
}

func TestHealth(t *testing.T) {
	f := newFake(t)
	f.want("GET", "/readyz", "", 200, `{"ready":true}`)
	f.stalled = true
	f.want("GET", "/readyz", "", 503, "no block was made lately")
	f.fault = errors.New("disk on fire")
	f.want("GET", "/readyz", "", 503, "failure")
	f.want("GET", "/healthz", "", 500, "disk on fire")
}

// Whatever comes in, the answer is JSON with a 4xx, and the server lives.
func TestHostileRequests(t *testing.T) {
	f, c := withCounter(t)
	who := c.Address.String()
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	for _, r := range []struct{ method, path, body string }{
		{"GET", "/", ""}, {"GET", "/nothing/here", ""}, {"PUT", "/status", ""}, {"DELETE", "/txs", "x"},
		{"GET", "/accounts/peerz1", ""}, {"GET", "/accounts/" + strings.Repeat("a", 4000), ""}, {"GET", "/accounts/%00%ff", ""},
		{"GET", "/contracts/..%2f..%2fetc", ""}, {"GET", "/contracts/" + strings.Repeat("x", 5000), ""},
		{"GET", "/codes/zz", ""}, {"GET", "/codes/12/wasm", ""}, {"GET", "/txs/xyz", ""},
		{"GET", "/blocks/0", ""}, {"GET", "/blocks/-1", ""}, {"GET", "/blocks/99999999999999999999", ""}, {"GET", "/blocks/0x1", ""},
		{"POST", "/query/" + who, ""}, {"POST", "/query/" + who, "[]"}, {"POST", "/query/" + who, "null"},
		{"POST", "/query/" + who, `{"get":{},"add":{}}`}, {"POST", "/query/" + who, `{"":{}}`}, {"POST", "/query/" + who, `{"get":[1]}`},
		{"POST", "/query/" + who, deep}, {"POST", "/query/" + who, "\xff\xfe"}, {"POST", "/query/" + who, `{"get":{"a":"` + "\x00" + `"}}`},
		{"POST", "/query/" + who, strings.Repeat("[", maxJSON+1)}, {"POST", "/pure/" + strings.Repeat("0", 64), `{"scores":{}}`},
		{"POST", "/pure/xx", `{"scores":{}}`}, {"POST", "/pure/" + strings.Repeat("0", 64), `{"execute":{}}`},
		{"POST", "/txs", ""}, {"POST", "/txs", strings.Repeat("x", maxTx+1)}, {"POST", "/simulate", strings.Repeat("x", maxTx+1)},
		{"POST", "/txs/batch", ""}, {"POST", "/txs/batch", "junk"}, {"POST", "/txs/batch", string(abi.AppendArray(nil, 1<<40))},
		{"POST", "/txs/batch", string(abi.AppendArray(nil, maxBatchTxs+1)) + strings.Repeat("\x40", maxBatchTxs+1)},
		{"POST", "/txs/batch", strings.Repeat("x", maxBatch+1)},
	} {
		status, text := f.do(r.method, r.path, r.body)
		short := r.method + " " + r.path[:min(len(r.path), 60)] + " " + r.body[:min(len(r.body), 30)]
		if status < 400 || status >= 500 || !strings.HasPrefix(text, `{"error":{"code":`) {
			t.Errorf("%s: %d %.200s", short, status, text)
		}
	}
	f.want("GET", "/healthz", "", 200, `{"healthy":true}`)
}

// A bug below the API is one answer, not the end of the process.
func TestPanicIsAnAnswer(t *testing.T) {
	f := newFake(t)
	f.bug = true
	f.want("POST", "/txs", "x", 500, "internal")
	f.bug = false
	f.want("POST", "/txs", "x", 200, `"code":0`)
}

func contractsOf(f *fake) ([]v1.Contract, error) {
	s := &server{Config: Config{Chain: f}}
	a, err := s.contracts(context.Background(), &listInput{Part: Part{Limit: 10}})
	return a.Contracts, err
}

func second[T any](_ T, err error) error { return err }

// What curl -d sends is taken as JSON, though it calls it a form.
func TestCurlNeedsNoHeader(t *testing.T) {
	f, c := withCounter(t)
	resp, err := http.Post(f.server.URL+"/v1/query/"+c.Address.String(), "application/x-www-form-urlencoded", strings.NewReader(`{"get":{}}`))
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("%s", resp.Status)
	}
}

// batchOf is the body of a batch.
func batchOf(txs ...string) string {
	body := abi.AppendArray(nil, len(txs))
	for _, one := range txs {
		body = abi.AppendBytes(body, []byte(one))
	}
	return string(body)
}
