package pool

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestWhatIsNotNativeIsNotShownInTokens(t *testing.T) {
	m := market{of: token.InfoResult{Symbol: "EURX", Decimals: 6}}
	result := pool.AddResult{Native: sdk.U64(7), Tokens: sdk.U64(400_000_000), Shares: sdk.U64(9)}
	fields := m.shown(chain.Fields(result), "tokens")
	if got := fmt.Sprint(fields["tokens"], " ", fields["shares"]); got != "400 EURX 9" {
		t.Errorf("people read %s", got)
	}
	if got, err := json.Marshal(fields); err != nil || string(got) != `{"native":"7","shares":"9","tokens":"400000000"}` {
		t.Errorf("programs read %s, %v", got, err)
	}
}
