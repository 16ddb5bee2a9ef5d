package node

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Everything that docs/monitoring names is shown by a node, and everything of a node's own that it
// shows is explained there.
func TestMonitoringNamesWhatANodeShows(t *testing.T) {
	n, _ := start(t, newHome(t))
	ready(t, n)
	var r receipt
	post(t, n, "/v1/txs?wait=1", pay(0), &r)
	shown := scrape(t, n)
	for deadline := time.Now().Add(time.Minute); !has(shown, "peerz_participants") && time.Now().Before(deadline); shown = scrape(t, n) {
		time.Sleep(100 * time.Millisecond) // until an epoch is closed, and contracts are asked again
	}
	if shown["peerz_events_total"] == nil || shown["cometbft_consensus_height"] == nil || shown["process_resident_memory_bytes"] == nil {
		t.Errorf("shown are %v", slices.Sorted(maps.Keys(shown)))
	}
	explained := map[string]bool{}
	for _, file := range []string{"README.md", "alerts.yml", "dashboard.json"} {
		text, err := os.ReadFile("../../docs/monitoring/" + file)
		must(t, err)
		for _, u := range usesOf(string(text)) {
			explained[u.name] = explained[u.name] || file == "README.md"
			if err := u.check(shown); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	for name := range shown {
		if strings.HasPrefix(name, "peerz_") && !explained[name] && !partOf.MatchString(name) {
			t.Errorf("docs/monitoring/README.md does not explain %s", name)
		}
	}
	if resp, err := http.Get("http://" + n.Metrics() + "/debug/pprof/"); err != nil || resp.StatusCode != http.StatusNotFound {
		t.Errorf("profiles at the metrics' address: %v, %v", resp, err)
	}
}

func has(shown map[string]map[string]bool, name string) bool { return shown[name] != nil }

// Two nodes of one process have numbers of their own.
func TestEveryNodeHasItsOwnNumbers(t *testing.T) {
	a, _ := start(t, newHome(t))
	b, stop := start(t, newHome(t))
	ready(t, a)
	ready(t, b)
	for _, n := range []*Node{a, b} {
		if !has(scrape(t, n), "cometbft_consensus_height") {
			t.Error("a node shows no numbers of CometBFT")
		}
	}
	stop()
	scrape(t, a)
}

// An empty address switches the metrics off, and the status says so.
func TestWithoutMetrics(t *testing.T) {
	h := newHome(t)
	text, err := os.ReadFile(h.Settings())
	must(t, err)
	off := regexp.MustCompile(`(?m)^metrics = .*$`).ReplaceAll(text, []byte(`metrics = ""`))
	must(t, os.WriteFile(h.Settings(), off, 0o600))
	n, _ := start(t, h)
	ready(t, n)
	var s struct{ Metrics string }
	if get(t, n, "/v1/status", &s); s.Metrics != "" || n.Metrics() != "" {
		t.Errorf("metrics at %q and %q", s.Metrics, n.Metrics())
	}
}

// partOf are the parts of a histogram, which is explained as a whole.
var partOf = regexp.MustCompile(`_seconds_(bucket|sum|count)$`)

var (
	typeLine = regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`)
	sample   = regexp.MustCompile(`(?m)^([a-z_]+)(?:\{([^}]*)\})? `)
	label    = regexp.MustCompile(`([a-z_]+)=~?"`)
)

// scrape reads what a node shows, where its status says: the labels of each name. A histogram has the
// names of its parts, too.
func scrape(t *testing.T, n *Node) map[string]map[string]bool {
	t.Helper()
	var s struct{ Metrics string }
	get(t, n, "/v1/status", &s)
	resp, err := http.Get(s.Metrics)
	must(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(t, err)
	shown := map[string]map[string]bool{}
	for _, m := range typeLine.FindAllStringSubmatch(string(text), -1) {
		if m[2] == "histogram" {
			shown[m[1]] = map[string]bool{}
		}
	}
	for _, m := range sample.FindAllStringSubmatch(string(text), -1) {
		if shown[m[1]] == nil {
			shown[m[1]] = map[string]bool{}
		}
		for _, l := range label.FindAllStringSubmatch(m[2], -1) {
			shown[m[1]][l[1]] = true
			if whole, part := strings.CutSuffix(m[1], "_bucket"); part {
				shown[whole][l[1]] = true
			}
		}
	}
	return shown
}

// use is a metric that a file names, with the labels that it asks for.
type use struct {
	name   string
	labels []string
}

var (
	named   = regexp.MustCompile(`\b((?:peerz|cometbft|go|process)_[a-z0-9_]+)(?:\{([^}]*)\})?`)
	byLabel = regexp.MustCompile(`^\w+`)
)

// usesOf finds the metrics in a text.
func usesOf(text string) (list []use) {
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if strings.HasSuffix(m[1], "_") {
			continue // a prefix
		}
		u := use{name: m[1]}
		for _, l := range strings.Split(m[2], ",") {
			if l = byLabel.FindString(strings.TrimSpace(l)); l != "" {
				u.labels = append(u.labels, l)
			}
		}
		list = append(list, u)
	}
	return list
}

func (u use) check(shown map[string]map[string]bool) error {
	labels, ok := shown[u.name]
	if !ok {
		return fmt.Errorf("a node shows no %s", u.name)
	}
	for _, l := range u.labels {
		if !labels[l] {
			return fmt.Errorf("%s has no label %s", u.name, l)
		}
	}
	return nil
}

func TestUsesAreFound(t *testing.T) {
	shown := map[string]map[string]bool{"peerz_a": {"x": true}}
	text := "rate(peerz_a{x=\"1\"}[5m]) + peerz_a{y=~\"2\"} + peerz_b; `peerz_` begins all"
	var errs []string
	for _, u := range usesOf(text) {
		if err := u.check(shown); err != nil {
			errs = append(errs, err.Error())
		}
	}
	if want := []string{"peerz_a has no label y", "a node shows no peerz_b"}; !slices.Equal(errs, want) {
		t.Errorf("%q", errs)
	}
}

// Prometheus reads the rules, and every question of the dashboard.
func TestPromtoolReadsRulesAndDashboard(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool, of Prometheus, is not here")
	}
	text, err := os.ReadFile("../../docs/monitoring/dashboard.json")
	must(t, err)
	rules := []string{"groups: [{name: dashboard, rules: ["}
	for _, m := range regexp.MustCompile(`"expr": ("(?:[^"\\]|\\.)*")`).FindAllStringSubmatch(string(text), -1) {
		expr := strings.ReplaceAll(m[1], "$__rate_interval", "5m")
		rules = append(rules, fmt.Sprintf("{record: question%d, expr: %s},", len(rules), expr))
	}
	if len(rules) < 20 {
		t.Errorf("%d questions", len(rules))
	}
	questions := filepath.Join(t.TempDir(), "questions.yml")
	must(t, os.WriteFile(questions, []byte(strings.Join(append(rules, "]}]"), "\n")), 0o600))
	for _, file := range []string{questions, "../../docs/monitoring/alerts.yml"} {
		if out, err := exec.Command(promtool, "check", "rules", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", file, err, out)
		}
	}
}

// The dashboard is JSON that Grafana reads, and every panel asks for something.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile("../../docs/monitoring/dashboard.json")
	must(t, err)
	var d struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	must(t, json.Unmarshal(text, &d))
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			if len(usesOf(target.Expr)) == 0 || strings.Count(target.Expr, "(") != strings.Count(target.Expr, ")") {
				t.Errorf("panel %s: %s", p.Title, target.Expr)
			}
		}
	}
	if len(d.Panels) < 20 {
		t.Errorf("%d panels", len(d.Panels))
	}
}
