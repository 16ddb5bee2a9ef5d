package chain

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

var unknown = abi.AbortCode{Code: 4, Name: "proposal_unknown", Doc: "there is no such proposal"}

// A refusal says everything once, whoever says it: the interface, the contract, the receipt.
func TestARefusalSaysEverythingOnce(t *testing.T) {
	for _, c := range []struct {
		text   string
		height uint64
		want   string
	}{
		{"no such proposal", 0, "gov refuses: there is no such proposal (proposal_unknown)"},
		{"proposal_unknown", 0, "gov refuses: there is no such proposal (proposal_unknown)"},
		{"", 0, "gov refuses: there is no such proposal (proposal_unknown)"},
		{"number 7", 0, "gov refuses: there is no such proposal (proposal_unknown): number 7"},
		{"number 7", 9, "gov refuses: there is no such proposal (proposal_unknown): number 7; transaction " + strings.Repeat("00", 32) + " failed at height 9"},
	} {
		code := abi.AppendUint(abi.AppendText(abi.AppendMap(nil, 1), "code"), uint64(unknown.Code))
		failed := &client.TxError{Receipt: client.Receipt{Code: uint32(abi.CodeAborted), CodeName: "aborted", Log: c.text, Height: c.height, Data: hex.EncodeToString(code)}}
		err := (&Contract{Name: "gov", iface: &abi.Interface{Errors: []abi.AbortCode{unknown}}}).Explain(failed)
		var coded cli.Coded
		if err.Error() != c.want || !errors.As(err, &coded) || coded.ErrorCode() != "proposal_unknown" || !errors.Is(err, failed) {
			t.Errorf("%q\nwant %q", err, c.want)
		}
	}
	other := errors.New("no node")
	if err := (&Contract{}).Explain(other); err != other {
		t.Errorf("another error became %v", err)
	}
}

// What --gas and --fee say is meant, zero too.
func TestFlagsOfATransactionAreMeant(t *testing.T) {
	var fee, gas string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/status":
			fmt.Fprint(w, `{"chain_id":"test","min_gas_price":"7"}`)
		case strings.HasPrefix(r.URL.Path, "/accounts/"):
			fmt.Fprintf(w, `{"address":%q,"balance":"0"}`, strings.TrimPrefix(r.URL.Path, "/accounts/"))
		case r.URL.Path == "/simulate":
			fmt.Fprint(w, `{"gas_used":1000}`)
		case r.Method == http.MethodGet:
			fmt.Fprintf(w, `{"hash":%q,"height":6}`, strings.TrimPrefix(r.URL.Path, "/txs/"))
		default:
			raw := make([]byte, r.ContentLength)
			_, _ = r.Body.Read(raw)
			sent, err := tx.Decode(raw)
			if err != nil {
				t.Error(err)
				return
			}
			fee, gas = sent.Body.Fee.String(), fmt.Sprint(sent.Body.GasLimit)
			fmt.Fprintf(w, `{"hash":%q}`, sent.Hash)
		}
	}))
	defer server.Close()
	home := t.TempDir()
	key, err := keystore.New("alice")
	if err != nil {
		t.Fatal(err)
	}
	if err := keystore.In(home).Put(key); err != nil {
		t.Fatal(err)
	}
	node, err := Of(&cli.Env{Home: home, API: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[string]string{
		"": "fee 9100 for 1300", "--fee=0": "fee 0 for 1300", "--fee=5": "fee 5 for 1300", "--gas=10": "fee 70 for 10",
		"--gas=0": "--gas 0: ", "--fee=x": "--fee: ", "--from=eve": "--from: ",
	} {
		var s Sending
		c := &cobra.Command{}
		s.Flags(c)
		if err := c.ParseFlags(strings.Fields(flags)); err != nil {
			t.Fatal(err)
		}
		_, err := node.Send(context.Background(), s, tx.Transfer{})
		got := fmt.Sprintf("fee %s for %s", fee, gas)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", flags, got, want)
		}
	}
}
