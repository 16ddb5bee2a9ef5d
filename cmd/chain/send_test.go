package chain

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// fakeNode takes every transaction, slowly, and has each in a block at once.
type fakeNode struct {
	t    *testing.T
	mu   sync.Mutex
	sent []tx.Body
}

func (f *fakeNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/v1/status":
		fmt.Fprint(w, `{"chain_id":"test","min_gas_price":"7"}`)
	case strings.HasPrefix(r.URL.Path, "/v1/accounts/"):
		f.mu.Lock()
		defer f.mu.Unlock()
		fmt.Fprintf(w, `{"address":%q,"balance":"0","pending_nonce":%d}`, strings.TrimPrefix(r.URL.Path, "/v1/accounts/"), len(f.sent))
	case strings.HasPrefix(r.URL.Path, "/v1/contracts/"):
		fmt.Fprintf(w, `{"address":%q,"interface":{"name":"any","kind":"contract"}}`, strings.TrimPrefix(r.URL.Path, "/v1/contracts/"))
	case r.URL.Path == "/v1/simulate":
		fmt.Fprint(w, `{"gas_used":1000}`)
	case r.Method == http.MethodGet:
		fmt.Fprintf(w, `{"hash":%q,"height":6}`, strings.TrimPrefix(r.URL.Path, "/v1/txs/"))
	default:
		f.submit(w, r)
	}
}

func (f *fakeNode) submit(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	sent, err := tx.Decode(raw)
	if err != nil {
		f.t.Error(err)
		return
	}
	time.Sleep(20 * time.Millisecond)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, sent.Body)
	fmt.Fprintf(w, `{"hash":%q}`, sent.Hash)
}

// fixture is a chain with a fake node, and the key alice.
func fixture(t *testing.T) (*fakeNode, *Chain) {
	f := &fakeNode{t: t}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	home := t.TempDir()
	if err := keystore.In(home).PutTest("alice", 0); err != nil {
		t.Fatal(err)
	}
	c, err := Of(&cli.Env{Home: home, API: []string{server.URL}})
	if err != nil {
		t.Fatal(err)
	}
	return f, c
}

// parsed are the flags of a command line.
func parsed(t *testing.T, line string) (s Sending) {
	c := &cobra.Command{}
	s.Flags(c)
	if err := c.ParseFlags(strings.Fields(line)); err != nil {
		t.Fatal(err)
	}
	return s
}

// What --gas and --fee say is meant, zero too.
func TestFlagsOfATransactionAreMeant(t *testing.T) {
	for flags, want := range map[string]string{
		"": "fee 9100 for 1300", "--fee=0": "fee 0 for 1300", "--fee=5": "fee 5 for 1300", "--gas=10": "fee 70 for 10",
		"--gas=0": "--gas 0: ", "--fee=x": "--fee: ", "--from=eve": "--from: ",
	} {
		f, c := fixture(t)
		got := ""
		if _, err := c.Send(context.Background(), parsed(t, flags), tx.Transfer{}); err != nil {
			got = err.Error()
		} else {
			got = fmt.Sprintf("fee %s for %d", f.sent[0].Fee, f.sent[0].GasLimit)
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", flags, got, want)
		}
	}
}

// What is moved is said in tokens before it is sent; next to nothing is asked about, of who is there to ask.
func TestAnAmountIsSaidBeforeItIsSent(t *testing.T) {
	for _, test := range []struct {
		amount tx.Msg
		want   string
	}{
		{tx.Bond{Amount: abi.U64(1000)}, "amount: 1000 base units, which is 0.000000000000001 tokens; a number without a unit is base units, and 1000tokens are tokens"},
		{tx.Transfer{Amount: abi.U64(999_999_999_999)}, "amount: 999999999999 base units"},
		{tx.Unbond{Amount: abi.U64(1_000_000_000_000)}, "amount: 0.000001 tokens"},
		{tx.Call{Funds: abi.Unit}, "amount: 1 token"},
		{tx.Call{}, ""},
	} {
		f, c := fixture(t)
		var said bytes.Buffer
		c.env.Err = &said
		if _, err := c.Send(context.Background(), parsed(t, ""), test.amount); err != nil || len(f.sent) != 1 {
			t.Errorf("%v, %d sent", err, len(f.sent))
		}
		if !strings.HasPrefix(strings.TrimPrefix(said.String(), "peerz: "), test.want) || (test.want == "") != (said.Len() == 0) {
			t.Errorf("said %q, want %q", said.String(), test.want)
		}
	}
}

// Transactions of one account that are sent at the same time follow each other: with the same
// nonce those that say the same would be one, reported as often as it was sent.
func TestSendersOfOneHomeFollowEachOther(t *testing.T) {
	f, c := fixture(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if _, err := c.Send(context.Background(), parsed(t, ""), tx.Transfer{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i, body := range f.sent {
		if body.Nonce != uint64(i) {
			t.Errorf("transaction %d has nonce %d", i, body.Nonce)
		}
	}
	if len(f.sent) != 6 {
		t.Errorf("%d sent", len(f.sent))
	}
}
