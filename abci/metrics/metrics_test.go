package metrics

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// page is what a node shows.
func page(m *Metrics) string {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func want(t *testing.T, m *Metrics, lines ...string) {
	t.Helper()
	text := page(m)
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
}

func event(kind, by string) abcitypes.Event {
	e := abcitypes.Event{Type: kind}
	if by != "" {
		e.Attributes = append(e.Attributes, abcitypes.EventAttribute{Key: abci.AttributeContract, Value: by})
	}
	e.Attributes = append(e.Attributes, abcitypes.EventAttribute{Key: abci.AttributeData, Value: "{}"})
	return e
}

func TestBlocksAreCounted(t *testing.T) {
	m := New()
	b := abci.Committed{Header: runtime.Header{Height: 7, Time: 1700000000}, Signed: 30, Power: 40,
		Events: []abcitypes.Event{event("hook_failed", ""), event("rewards.closed", "rewards"), event("spam", "stranger")},
		Results: []*abcitypes.ExecTxResult{{GasUsed: 10, GasWanted: 20}, {GasUsed: 5, GasWanted: 5, Code: uint32(abi.CodeAborted),
			Events: []abcitypes.Event{event("governance.voted", "governance")}}}}
	b.Took[abci.PhaseCommit] = 2 * time.Second
	m.Committed(b, map[string]bool{"rewards": true, "governance": true})
	want(t, m, "peerz_block_height 7", "peerz_block_timestamp_seconds 1.7e+09", "peerz_block_signed_power_ratio 0.75",
		"peerz_gas_used_total 15", "peerz_gas_wanted_total 25",
		`peerz_transactions_total{code="ok"} 1`, `peerz_transactions_total{code="aborted"} 1`,
		`peerz_events_total{type="hook_failed"} 1`, `peerz_events_total{type="rewards.closed"} 1`, `peerz_events_total{type="governance.voted"} 1`,
		`peerz_block_phase_seconds_sum{phase="commit"} 2`, `peerz_block_phase_seconds_count{phase="check"} 1`)
	if strings.Contains(page(m), "spam") {
		t.Error("a stranger's event is counted: anybody could make any number of them")
	}
}

// Whatever a contract calls its events, memory stays bounded.
func TestTypesOfEventsAreBounded(t *testing.T) {
	m := New()
	for i := range 10 * maxTypes {
		m.Committed(abci.Committed{Events: []abcitypes.Event{event(fmt.Sprint("t", i), "")}}, nil)
	}
	if n := strings.Count(page(m), "peerz_events_total{"); n != maxTypes+1 {
		t.Errorf("%d counters", n)
	}
	want(t, m, fmt.Sprintf(`peerz_events_total{type="other"} %d`, 9*maxTypes))
}

func TestOwed(t *testing.T) {
	token := sdk.Amount{Lo: 1e18}
	for _, c := range []struct {
		role rewards.RoleShare
		want float64
	}{
		{rewards.RoleShare{}, 0},
		{rewards.RoleShare{Pool: token, FeePool: token}, 2},
		{rewards.RoleShare{Pool: token, Paid: token}, 0},
		{rewards.RoleShare{Pool: token, Returned: token}, 0},
		{rewards.RoleShare{Pool: token, Paid: sdk.Amount{Lo: 1e18 - 5}, Dust: sdk.Amount{Lo: 5}}, 0},
		{rewards.RoleShare{FeePool: token, FeePaid: sdk.Amount{Lo: 1e18 - 5}}, 0}, // what floors left over
		{rewards.RoleShare{Pool: sdk.Amount{Hi: 1}}, 18.446744073709551616},
	} {
		if got := owed(rewards.EpochResult{Roles: []rewards.RoleShare{c.role}}); got != c.want {
			t.Errorf("%+v: %g, want %g", c.role, got, c.want)
		}
	}
}

// However many look at once, few are answered: the others come again.
func TestReadersAreBounded(t *testing.T) {
	m := New()
	inside, leave := make(chan struct{}), make(chan struct{})
	m.Gauge("slow", "A number that takes its time.", func() float64 { inside <- struct{}{}; <-leave; return 1 })
	handler := m.Handler()
	codes := make(chan int)
	look := func() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		codes <- w.Code
	}
	for range maxReaders {
		go look()
		<-inside
	}
	go look()
	if code := <-codes; code != http.StatusServiceUnavailable {
		t.Errorf("the one too many got %d", code)
	}
	close(leave)
	for range maxReaders {
		if code := <-codes; code != http.StatusOK {
			t.Errorf("a reader got %d", code)
		}
	}
}

// Folders are looked at once in an interval, and one that is not there is empty.
func TestUsage(t *testing.T) {
	dir := t.TempDir()
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 100), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a")
	m := New()
	m.Add(NewUsage([]home.Part{{Name: "state", Path: dir}, {Name: "code", Path: filepath.Join(dir, "none")}}, time.Hour))
	want(t, m, `peerz_disk_bytes{part="state"} 100`, `peerz_disk_bytes{part="code"} 0`)
	write("b")
	want(t, m, `peerz_disk_bytes{part="state"} 100`)
}
