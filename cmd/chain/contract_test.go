package chain

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
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
