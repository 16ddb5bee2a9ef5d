package api

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ics23 "github.com/cosmos/ics23/go"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

// A read of an older height answers as that height's state was, and says so where it is not here any more.
func TestReadsOfThePast(t *testing.T) {
	f, c := withCounter(t)
	last := f.Chain.Header().Height
	must(t, second(f.Send("alice", tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.Unit})))
	bob, who := "/accounts/"+sandbox.Key("bob").Address().String(), c.Address.String()
	f.want("GET", bob, "", 200, `"balance":"1000001000000000000000000"`)
	f.want("GET", bob+fmt.Sprint("?height=", last), "", 200, `"balance":"1000000000000000000000000"`)
	f.want("GET", bob+fmt.Sprint("?height=", last), "", 200, fmt.Sprintf(`"height":%d}`, last))
	f.want("POST", "/query/"+who+fmt.Sprint("?height=", last), `{"get":{}}`, 200, fmt.Sprintf(`"height":%d,`, last))
	f.want("GET", "/contracts/"+who+"?height=1", "", 404, "contract_unknown")
	f.want("GET", bob+"?height=999", "", 404, `"name":"height_unknown"`)
	f.want("GET", bob+"?height=0", "", 400, "height")
	f.gone = 2
	f.want("GET", bob+"?height=2", "", 410, `"name":"pruned"`)
}

// What is to be proven is proven under the app hash that the answer names: presence and absence.
func TestAnswersAreProven(t *testing.T) {
	f, c := withCounter(t)
	list, err := contractsOf(f)
	must(t, err)
	for _, path := range []string{
		"/accounts/" + sandbox.Key("alice").Address().String(), "/accounts/" + abi.Address{5}.String(), "/supply", "/params",
		"/contracts/" + c.Address.String(), "/contracts", "/codes/" + list[0].CodeHash.String(), "/validators", "/state/00",
	} {
		status, text := f.do("GET", path+"?prove=true", "")
		var a struct{ Proof *v1.Proof }
		must(t, json.Unmarshal([]byte(text), &a))
		if status != 200 || a.Proof == nil || len(a.Proof.Keys) == 0 && path != "/validators" {
			t.Errorf("%s: %d %.200s", path, status, text)
			continue
		}
		for _, k := range a.Proof.Keys {
			key, err := hex.DecodeString(k.Key)
			must(t, err)
			raw, err := hex.DecodeString(k.Proof)
			must(t, err)
			var value []byte
			if k.Value != nil {
				value, err = hex.DecodeString(*k.Value)
				must(t, err)
			}
			var proof ics23.CommitmentProof
			must(t, proof.Unmarshal(raw))
			if err := state.Verify(a.Proof.AppHash, &proof, key, value); err != nil {
				t.Errorf("%s: key %s: %v", path, k.Key, err)
			}
		}
	}
}

// Whoever follows the cursors of a list sees everything once.
func TestListsHaveCursors(t *testing.T) {
	f, c := withCounter(t)
	must(t, second(c.Deploy("bob", nil, abi.Amount{}, nil)))
	f.waiting = [][]byte{[]byte("a"), []byte("b"), transfer(f)}
	for path, want := range map[string]int{"/contracts": 2, "/peers": 3, "/mempool": 3} {
		_, whole := f.do("GET", path, "")
		n, cursor := 0, ""
		for {
			_, text := f.do("GET", path+"?limit=1&cursor="+cursor, "")
			var page map[string]json.RawMessage
			must(t, json.Unmarshal([]byte(text), &page))
			var list []json.RawMessage
			must(t, json.Unmarshal(page[strings.NewReplacer("/mempool", "waiting", "/", "").Replace(path)], &list))
			for _, entry := range list {
				if n++; !strings.Contains(whole, string(entry)) {
					t.Errorf("%s: %s is not in the list", path, entry)
				}
			}
			cursor = strings.Trim(string(page["next"]), `"`)
			if cursor == "" || n > want {
				break
			}
		}
		if n != want {
			t.Errorf("%s: %d entries, want %d", path, n, want)
		}
	}
	for _, path := range []string{"/contracts?cursor=x", "/validators?cursor=x", "/mempool?cursor=x", "/blocks?cursor=x", "/contracts?limit=1001"} {
		f.want("GET", path, "", 400, "bad_request")
	}
}

// Pages of other origins may read the answers when the settings say so.
func TestOtherOrigins(t *testing.T) {
	f := newFake(t)
	f.config.Origins = []string{"https://wallet.example"}
	h := handler(f.config)
	for origin, want := range map[string]string{"https://wallet.example": "https://wallet.example", "https://evil.example": "", "": ""} {
		for _, method := range []string{http.MethodGet, http.MethodOptions} {
			r := httptest.NewRequest(method, "/v1/status", nil)
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s from %q: allowed %q", method, origin, got)
			}
			if allowed := w.Code == http.StatusNoContent; method == http.MethodOptions && allowed != (want != "") {
				t.Errorf("preflight from %q: %d", origin, w.Code)
			}
		}
	}
}

// One client cannot ask more often than the settings say; another one can, and so can this machine.
func TestRatesAreLimited(t *testing.T) {
	f := newFake(t)
	f.config.Rate = 2
	h := handler(f.config)
	ask := func(from string) (refused int) {
		for range 30 {
			r := httptest.NewRequest(http.MethodGet, "/v1/healthz", nil)
			r.RemoteAddr = from
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, r); w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") != "" {
				refused++
			}
		}
		return refused
	}
	if n := ask("192.0.2.1:5"); n < 15 || n > 20 {
		t.Errorf("%d of 30 are refused", n)
	}
	if n := ask("192.0.2.2:5"); n > 20 {
		t.Errorf("of another client %d are refused", n)
	}
	if n := ask("127.0.0.1:5"); n != 0 {
		t.Errorf("of this machine %d are refused", n)
	}
}

// What is not the API's is the page's; a method that a path does not have is told which it has.
func TestTheRestIsThePages(t *testing.T) {
	f := newFake(t)
	f.want("GET", "//", "", 404, "not_found")
	f.want("PUT", "/status", "", 405, `"name":"method_not_allowed"`)
	f.want("GET", "/simulate", "", 405, "use POST")
	f.config.Page = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(`"the page"`)) })
	f.server.Config.Handler = handler(f.config)
	f.want("GET", "//index.html", "", 200, "the page")
	f.want("GET", "/nothing", "", 404, "not_found")
}

// A faucet gives one gift after the other, and says when it is empty.
func TestFaucet(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	wish := `{"address":"` + abi.Address{5}.String() + `"}`
	f.want("POST", "/faucet", wish, 404, "not_found")
	f.config.Faucet = &gifts{f, 1}
	f.server.Config.Handler = handler(f.config)
	f.want("POST", "/faucet", `{}`, 400, "address")
	f.want("POST", "/faucet", wish, 200, `"amount":"7"}`)
	f.want("POST", "/faucet", wish, 429, "faucet_empty")
	f.want("GET", "/status", "", 200, `"faucet":true`)
}

type gifts struct {
	f    *fake
	left int
}

// Give implements Faucet.
func (g *gifts) Give(abi.Address) ([]byte, abi.Amount, error) {
	if g.left--; g.left < 0 {
		return nil, abi.Amount{}, ErrFaucetEmpty
	}
	return transfer(g.f), abi.U64(7), nil
}
