package join

import (
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// Work beside blocks takes at most half of the time.
func TestWorkBesideBlocksRests(t *testing.T) {
	told := 0
	step := halfTime(func(int, int) { told++ })
	begin := time.Now()
	worked := time.Duration(0)
	for range 5 {
		from := time.Now()
		for time.Since(from) < 10*time.Millisecond {
		}
		worked += min(time.Since(from), 200*time.Millisecond) // it never rests for long
		step(1, 1)
	}
	if all := time.Since(begin); all < 2*worked-time.Millisecond || told != 5 {
		t.Errorf("worked %s of %s, told %d times", worked, all, told)
	}
}

func TestTrustNeedsSomebodyToAsk(t *testing.T) {
	_, err := FetchTrust(t.Context(), home.StateSync{Servers: []string{"127.0.0.1:1", "127.0.0.1:1"}}, "test-1")
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("nobody there: %v", err)
	}
}
