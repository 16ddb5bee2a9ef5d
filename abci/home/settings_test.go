package home

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// valueOf is the value of a setting as a start would have it.
func valueOf(t *testing.T, h Dir, key string) Setting {
	t.Helper()
	list, err := Settings(h)
	must(t, err)
	i := slices.IndexFunc(list, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		t.Fatalf("no setting %s", key)
	}
	return list[i]
}

// A changed setting is changed where it stands, and comments, order and other settings stay.
func TestChange(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"history", "500", "500"},
		{"api", "0.0.0.0:80", "0.0.0.0:80"},
		{"metrics", "", ""},
		{"query_time", "3s", "3s"},
		{"check_invariants", "true", "true"},
		{"comet.moniker", "a b", "a b"},
		{"comet.p2p.pex", "false", "false"},
		{"comet.p2p.send_rate", "12345", "12345"},
		{"comet.consensus.timeout_commit", "90s", "1m30s"},
		{"comet.rpc.cors_allowed_origins", "http://a,http://b", "http://a,http://b"},
		{"comet.statesync.trust_height", "7", "7"},
	} {
		h := newHome(t)
		before := linesOf(t, h)
		must(t, Change(h, []string{c.key}, []string{c.value}))
		if got := valueOf(t, h, c.key); got.Value != c.want {
			t.Errorf("%s is %q, want %q", c.key, got.Value, c.want)
		}
		if n := different(before, linesOf(t, h)); n > 1 {
			t.Errorf("%s: %d lines have changed", c.key, n)
		}
	}
}

func linesOf(t *testing.T, h Dir) (lines []string) {
	t.Helper()
	for _, path := range []string{h.Settings(), h.CometConfig()} {
		text, err := os.ReadFile(path)
		must(t, err)
		lines = append(lines, strings.Split(string(text), "\n")...)
	}
	return lines
}

func different(a, b []string) (n int) {
	if len(a) != len(b) {
		return max(len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// What no node could run with changes nothing, not even the good half of a change.
func TestChangeRefuses(t *testing.T) {
	h := newHome(t)
	before := linesOf(t, h)
	for key, value := range map[string]string{
		"historie": "5", "comet.p2p.lader": "x", "comet.": "x", "p2p.laddr": "x",
		"history": "0", "query_gas": "-1", "cache_mb": "many", "api": "nowhere", "metrics": "127.0.0.1:70000",
		"log_level": "loud", "check_invariants": "perhaps",
		"comet.p2p.persistent_peers": "foo", "comet.p2p.seeds": "foo@bar", "comet.rpc.laddr": "tcp://x",
		"comet.consensus.timeout_commit": "-1s", "comet.mempool.size": "-1", "comet.moniker": "a\x00b",
	} {
		err := Change(h, []string{"snapshot_interval", key}, []string{"7", value})
		if !errors.Is(err, ErrSettings) {
			t.Errorf("%s=%s: %v", key, value, err)
		}
	}
	if n := different(before, linesOf(t, h)); n != 0 {
		t.Errorf("%d lines have changed", n)
	}
}

// A file that people have written in their own way is changed, or left alone with an error; never spoilt.
func TestChangeOfFreeText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "history = 9\n",
		"# mine\napi = \"\"":                "# mine\napi = \"\"\nhistory = 9\n",
		"  history=5 # five\napi = \"\"\n":  "history = 9\napi = \"\"\n",
		"api = '''\nhistory = 5\n'''\n":     "",
		"\"history\" = 5\n":                 "",
		"history = 1\nhistory = 2\n":        "",
		"snapshot_interval = 5\n\n# last\n": "snapshot_interval = 5\n\n# last\nhistory = 9\n",
	} {
		h := newHome(t)
		must(t, os.WriteFile(h.Settings(), []byte(text), 0o600))
		err := Change(h, []string{"history"}, []string{"9"})
		if (err == nil) != (want != "") {
			t.Errorf("%q: %v", text, err)
		}
		if want == "" {
			want = text
		}
		if got, _ := os.ReadFile(h.Settings()); strings.TrimPrefix(string(got), "\n") != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// A key whose section or line is missing in CometBFT's file gets one.
func TestChangeOfWhatIsMissing(t *testing.T) {
	h := newHome(t)
	must(t, os.WriteFile(h.CometConfig(), []byte("moniker = \"m\"\n[p2p]\npex = true\n"), 0o600))
	must(t, Change(h, []string{"comet.p2p.send_rate", "comet.mempool.size", "comet.moniker"}, []string{"5", "6", "n"}))
	got, err := os.ReadFile(h.CometConfig())
	must(t, err)
	if want := "moniker = \"n\"\n[p2p]\npex = true\nsend_rate = 5\n\n[mempool]\nsize = 6\n"; string(got) != want {
		t.Errorf("%q", got)
	}
}

// The environment takes the place of both files, without being written into them.
func TestEnvironment(t *testing.T) {
	h := newHome(t)
	t.Setenv("PEERZ_NODE_HISTORY", "77")
	t.Setenv("PEERZ_NODE_COMET_P2P_PEX", "false")
	t.Setenv("PEERZ_NODE_QUERY_TIME", "3s")
	cfg, err := LoadConfig(h)
	must(t, err)
	c, err := LoadComet(h)
	must(t, err)
	if cfg.History != 77 || time.Duration(cfg.QueryTime) != 3*time.Second || c.P2P.PexReactor {
		t.Errorf("%+v, pex %t", cfg, c.P2P.PexReactor)
	}
	if s := valueOf(t, h, "history"); s != (Setting{"history", "77", "1000", FromEnvironment}) {
		t.Errorf("%+v", s)
	}
	must(t, Configure(h, InitOptions{PortBase: 1000}))
	must(t, Change(h, []string{"keep_blocks"}, []string{"5"}))
	must(t, os.Unsetenv("PEERZ_NODE_HISTORY"))
	if s := valueOf(t, h, "history"); s.Value != "1000" {
		t.Errorf("the environment went into the file: %+v", s)
	}
	for name, value := range map[string]string{"PEERZ_NODE_HISTORY": "0", "PEERZ_NODE_CACHE_MB": "x", "PEERZ_NODE_HISTORIE": "5",
		"PEERZ_NODE_COMET_P2P_PERSISTENT_PEERS": "foo"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if _, err := Settings(h); !errors.Is(err, ErrSettings) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		})
	}
}

// No two settings have one variable, and all are of a kind that people can write.
func TestEverySettingHasItsVariable(t *testing.T) {
	list, err := Settings(newHome(t))
	must(t, err)
	seen := map[string]string{}
	for _, s := range list {
		name := Environment(s.Key)
		if seen[name] != "" {
			t.Errorf("%s is of %s and %s", name, seen[name], s.Key)
		}
		seen[name] = s.Key
	}
	if len(list) < 100 {
		t.Errorf("%d settings", len(list))
	}
}
