package node

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
)

// Every way in which a home cannot be run has its own error, which says what to do.
func TestHomesThatCannotRun(t *testing.T) {
	rewrite := func(path string, change func(string) string) {
		b, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, []byte(change(string(b))), 0o600))
	}
	for _, c := range []struct {
		name  string
		spoil func(h Home)
		want  error
		says  string
	}{
		{"empty folder", func(h Home) { must(t, os.Remove(h.Genesis())) }, ErrNotInitialised, "initialise"},
		{"another genesis", func(h Home) {
			run(t, h)
			rewrite(h.Genesis(), func(s string) string { return strings.Replace(s, "test-1", "test-2", 1) })
		}, ErrOtherChain, "--home"},
		{"newer data", func(h Home) {
			run(t, h)
			rewrite(h.Chain(), func(s string) string { return strings.Replace(s, `"format": 1`, `"format": 2`, 1) })
		}, ErrNewerFormat, "newer"},
		{"unknown key of CometBFT", func(h Home) {
			rewrite(h.CometConfig(), func(s string) string { return strings.Replace(s, "timeout_commit", "timeout_comit", 1) })
		}, ErrSettings, "timeout_comit"},
		{"bad value of CometBFT", func(h Home) {
			rewrite(h.CometConfig(), func(s string) string { return strings.Replace(s, `"20ms"`, `"soon"`, 1) })
		}, ErrSettings, "config.toml"},
		{"blocks lost", func(h Home) { run(t, h); must(t, os.RemoveAll(h.Comet())) }, nil, "backup"},
		{"no signing record", func(h Home) { must(t, os.Remove(h.ValidatorState())) }, nil, "backup"},
		{"damaged key", func(h Home) { must(t, os.WriteFile(h.ValidatorKey(), []byte("{"), 0o600)) }, nil, "damaged"},
		{"damaged genesis", func(h Home) { must(t, os.WriteFile(h.Genesis(), []byte("{"), 0o600)) }, nil, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			c.spoil(h)
			n, err := New(h, DefaultConfig(), nil)
			if n != nil || err == nil {
				t.Fatal("the node opens")
			}
			if c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// run makes a block in a home and stops.
func run(t *testing.T, h Home) {
	t.Helper()
	n, stop := start(t, h)
	ready(t, n)
	stop()
}

func TestHomeInUse(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	_, err := New(h, DefaultConfig(), nil)
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "process ") {
		t.Errorf("a second node: %v", err)
	}
	stop()
	run(t, h) // and now it is free
}

func TestPortTaken(t *testing.T) {
	h := newHome(t)
	cfg, err := LoadConfig(h)
	must(t, err)
	comet, err := LoadComet(h)
	must(t, err)
	for _, address := range []string{cfg.API, trimScheme(comet.RPC.ListenAddress), trimScheme(comet.P2P.ListenAddress)} {
		ln, err := net.Listen("tcp", address)
		must(t, err)
		n, err := New(h, cfg, nil)
		must(t, err)
		if err := n.Start(t.Context()); !errors.Is(err, ErrPortTaken) || !strings.Contains(err.Error(), address) {
			t.Errorf("with %s taken: %v", address, err)
		}
		must(t, n.Stop())
		must(t, ln.Close())
	}
	run(t, h)
}

func TestInitRefusesAHome(t *testing.T) {
	h := newHome(t)
	if err := Init(h, InitOptions{}); !errors.Is(err, ErrInitialised) {
		t.Errorf("second init: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	doc, _, err := loadGenesis(h)
	must(t, err)
	if err := Init(Home(file), InitOptions{Genesis: doc}); err == nil || !strings.Contains(err.Error(), "not writable") {
		t.Errorf("init over a file: %v", err)
	}
}

func TestSettings(t *testing.T) {
	for text, says := range map[string]string{
		"":                          "",
		"api = \"\"\nhistory = 5":   "",
		"historie = 5":              "historie",
		"history = 0":               "history must be positive",
		"code_cache_mb = -1":        "code_cache_mb must not be negative",
		"history = \"many\"":        "history",
		"log_level = \"loud\"":      "log_level",
		"log_format = \"xml\"":      "log_format",
		"query_time = \"tomorrow\"": "tomorrow",
		"[section]\napi = \"\"":     "section",
		"= = =":                     "peerz.toml",
	} {
		h := tempHome(t)
		must(t, os.MkdirAll(h.Config(), 0o755))
		must(t, os.WriteFile(h.Settings(), []byte(text), 0o600))
		_, err := LoadConfig(h)
		if (err == nil) != (says == "") || err != nil && (!errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What Init writes reads back as it was, and Configure changes only what it is told.
func TestConfigure(t *testing.T) {
	h := newHome(t)
	cfg, err := LoadConfig(h)
	must(t, err)
	cfg.History = 77
	must(t, cfg.save(h.Settings()))
	must(t, Configure(h, InitOptions{PortBase: 41000, BlockTime: 3 * time.Second}))
	after, err := LoadConfig(h)
	must(t, err)
	comet, err := LoadComet(h)
	must(t, err)
	if after.API != "127.0.0.1:41000" || after.History != 77 || comet.Consensus.TimeoutCommit != 3*time.Second ||
		comet.P2P.ListenAddress != "tcp://127.0.0.1:41002" || comet.Moniker != "test-1" {
		t.Errorf("after: %+v, %s %s %s", after, comet.P2P.ListenAddress, comet.Consensus.TimeoutCommit, comet.Moniker)
	}
	if err := Configure(tempHome(t), InitOptions{}); !errors.Is(err, ErrNotInitialised) {
		t.Errorf("an empty folder: %v", err)
	}
}

// Every key of CometBFT's own settings file is known to the strict reader.
func TestCometSettingsRoundTrip(t *testing.T) {
	h := tempHome(t)
	want := cometconfig.DefaultConfig()
	want.SetRoot(string(h))
	want.P2P.PersistentPeers = "a@b:1,c@d:2"
	want.RPC.CORSAllowedOrigins = []string{"http://x"}
	must(t, saveComet(want, h.CometConfig()))
	got, err := LoadComet(h)
	must(t, err)
	if got.P2P.PersistentPeers != want.P2P.PersistentPeers || len(got.RPC.CORSAllowedOrigins) != 1 ||
		got.TxIndex.Indexer != want.TxIndex.Indexer || got.StateSync.ChunkFetchers != want.StateSync.ChunkFetchers {
		t.Errorf("read back %+v", got)
	}
}

func TestOldConsensusLogsAreTrimmed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"wal", "wal.000", "wal.001", "wal.999", "wal.1000"} {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	must(t, trimWAL(dir))
	left, err := os.ReadDir(dir)
	must(t, err)
	if len(left) != 2 || left[0].Name() != "wal" || left[1].Name() != "wal.1000" {
		t.Errorf("left: %v", left)
	}
}
