package node

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/logging"
)

// all are the lines so far.
func (l *lines) all() []string { return strings.Split(strings.TrimSpace(l.String()), "\n") }

// has waits for a line with all parts.
func (l *lines) has(t *testing.T, parts ...string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if slices.ContainsFunc(l.all(), func(s string) bool {
			return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(s, p) })
		}) {
			return
		}
	}
	t.Errorf("no line has %q", parts)
}

// newLog returns a log of JSON in memory, and its logger.
func newLog(t *testing.T, level string) (*lines, *slog.Logger) {
	t.Helper()
	levels, err := logging.NewLevels(level)
	must(t, err)
	out := &lines{}
	return out, logging.New(out, levels, true)
}

// A node that logs everything names known modules and no key twice, and has a line for each block and
// epoch; its owner changes what is written while it runs.
func TestLog(t *testing.T) {
	h := newHome(t)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	out, log := newLog(t, "debug")
	n, err := New(h, cfg, log)
	must(t, err)
	t.Cleanup(func() { _ = n.Stop() })
	must(t, n.Start(context.Background()))
	ready(t, n)
	var r receipt
	post(t, n, "/v1/txs?wait=1", pay(0), &r)
	out.has(t, `"msg":"committed a block"`, `"module":"node"`, `"txs":1,"failed":0,"gas":`, `"took":`, `"app_hash":"`)
	out.has(t, `"msg":"an epoch has begun"`, `"epoch":1,"ends":"20`)
	for _, line := range out.all() {
		if module := keysOf(t, line); module != "" && !slices.Contains(logging.Modules, module) {
			t.Errorf("the module %s is not in logging.Modules: its level cannot be changed", module)
		}
	}

	owner := control.NewClient(h.Socket())
	levels, err := owner.LogLevels(t.Context(), []string{"error", "p2p=info"})
	if err != nil || levels != "error,p2p=info" {
		t.Fatalf("%s, %v", levels, err)
	}
	if _, err := owner.LogLevels(t.Context(), []string{"nobody=info"}); err == nil || !strings.Contains(err.Error(), "there is no module") {
		t.Error(err)
	}
	quiet := func() int { return strings.Count(strings.Join(out.all(), "\n"), "committed a block") }
	height, before := n.app.Last().Height, 0
	for n.app.Last().Height < height+3 { // a block may have been on its way
		time.Sleep(10 * time.Millisecond)
		if n.app.Last().Height == height+1 {
			before = quiet()
		}
	}
	if before > 0 && quiet() > before+1 {
		t.Errorf("%d lines for blocks were written after the level was error", quiet()-before)
	}
}

// keysOf fails if a line has a key twice, and returns its module.
func keysOf(t *testing.T, line string) (module string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(line))
	if _, err := d.Token(); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		must(t, err)
		var value any
		must(t, d.Decode(&value))
		if seen[key.(string)] {
			t.Errorf("%s comes twice: %s", key, line)
		}
		seen[key.(string)] = true
		if key == "module" {
			module, _ = value.(string)
		}
	}
	return module
}

// What the host did to a contract, a validator or a parameter has a line, with the keys of all lines; what a
// contract calls its events does not matter.
func TestWhatTheHostDidIsTold(t *testing.T) {
	out, log := newLog(t, "warn")
	n := &Node{root: log, log: log}
	event := func(kind, data string, by ...abcitypes.EventAttribute) abcitypes.Event {
		return abcitypes.Event{Type: kind, Attributes: append(by, abcitypes.EventAttribute{Key: abci.AttributeData, Value: data})}
	}
	b := abci.Committed{Events: []abcitypes.Event{
		event("rolled_back", `{"code_hash":"aa","contract":"peerz1x","failed":"bb","reason":21}`),
		event("validator_jailed", `{"contract":"peerz1y","height":5,"kind":1,"validator":"cc"}`),
		event("upgraded", `{}`), // at info
		event("hook_failed", `{}`, abcitypes.EventAttribute{Key: abci.AttributeContract, Value: "peerz1stranger"}),
	}}
	b.Header.Height = 9
	n.tell(b)
	all := out.all()
	if len(all) != 2 {
		t.Fatalf("%q", all)
	}
	for i, want := range []string{`"height":9,"code_hash":"aa","contract":"peerz1x","failed":"bb","reason":21`,
		`"height":9,"contract":"peerz1y","at":5,"kind":1,"validator":"cc"`} {
		if keysOf(t, all[i]); !strings.Contains(all[i], want) {
			t.Errorf("%s", all[i])
		}
	}
}

// A peer that is away for a while has one line, and one when it is back; a short absence has none.
func TestPeersThatAreAwayAreTold(t *testing.T) {
	out, log := newLog(t, "warn")
	r := &redialer{log: log, away: map[string]absence{}}
	r.tell("a", errors.New("refused"))
	r.tell("a", nil)
	if s := out.all(); s[0] != "" {
		t.Errorf("a short absence: %q", s)
	}
	r.tell("a", errors.New("refused"))
	r.away["a"] = absence{since: time.Now().Add(-awayFor)}
	for range 3 {
		r.tell("a", errors.New("refused"))
	}
	r.tell("a", nil)
	r.tell("a", nil)
	if s := out.all(); len(s) != 2 || !strings.Contains(s[0], `"msg":"a peer is away","peer":"a","for":"10s","err":"refused"`) || !strings.Contains(s[1], "is back") {
		t.Errorf("%q", s)
	}
}
