package home

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
	comet "github.com/cometbft/cometbft/types"
)

// newHome initialises the home of a chain that begins with nothing.
func newHome(t *testing.T) Dir {
	t.Helper()
	keys := NewKeys()
	doc := &comet.GenesisDoc{ChainID: "test-1", GenesisTime: time.Now().UTC(), InitialHeight: 1,
		Validators: []comet.GenesisValidator{{PubKey: keys.Validator.PubKey(), Power: 1}}}
	must(t, doc.ValidateAndComplete())
	h := Dir(t.TempDir())
	must(t, Init(h, InitOptions{Genesis: doc, Keys: keys, BlockTime: 20 * time.Millisecond, Local: true}))
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestInitRefusesAHome(t *testing.T) {
	h := newHome(t)
	if err := Init(h, InitOptions{}); !errors.Is(err, ErrInitialised) {
		t.Errorf("second init: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	doc, _, err := LoadGenesis(h)
	must(t, err)
	if err := Init(Dir(file), InitOptions{Genesis: doc}); err == nil || !strings.Contains(err.Error(), "not writable") {
		t.Errorf("init over a file: %v", err)
	}
}

func TestSettings(t *testing.T) {
	for text, says := range map[string]string{
		"":                        "",
		"api = \"\"\nhistory = 5": "",
		"historie = 5":            "historie",
		"history = 0":             "history is 0, not from 1",
		"history = -1":            "history is -1: it must not be negative",
		"history = 100000000000":  "history is 100000000000, not from 1 to",
		"keep_blocks = -5":        "keep_blocks is -5",
		"snapshot_interval = -1":  "snapshot_interval is -1",
		"snapshot_interval = 9000000000000000000": "snapshot_interval",
		"query_gas = -1":                      "query_gas is -1",
		"query_gas = 0":                       "query_gas is 0, not from 1",
		"code_cache_mb = -1":                  "code_cache_mb is -1",
		"code_cache_mb = 9000000000000000000": "code_cache_mb",
		"cache_mb = -1":                       "cache_mb is -1",
		"cache_mb = 100000000":                "cache_mb is 100000000, not from 0 to",
		"query_time = \"-1s\"":                "query_time is -1s",
		"query_time = \"99999h\"":             "query_time is",
		"history = \"many\"":                  "history",
		"log_level = \"loud\"":                "log_level",
		"log_format = \"xml\"":                "log_format",
		"query_time = \"tomorrow\"":           "tomorrow",
		"[section]\napi = \"\"":               "section",
		"= = =":                               "peerz.toml",
	} {
		h := Dir(t.TempDir())
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
	must(t, cfg.Save(h))
	must(t, Configure(h, InitOptions{PortBase: 41000, BlockTime: 3 * time.Second}))
	after, err := LoadConfig(h)
	must(t, err)
	comet, err := LoadComet(h)
	must(t, err)
	if after.API != "127.0.0.1:41000" || after.History != 77 || comet.Consensus.TimeoutCommit != 3*time.Second ||
		comet.P2P.ListenAddress != "tcp://127.0.0.1:41002" || comet.Moniker != "test-1" {
		t.Errorf("after: %+v, %s %s %s", after, comet.P2P.ListenAddress, comet.Consensus.TimeoutCommit, comet.Moniker)
	}
	if err := Configure(Dir(t.TempDir()), InitOptions{}); !errors.Is(err, ErrNotInitialised) {
		t.Errorf("an empty folder: %v", err)
	}
}

// Every key of CometBFT's own settings file is known to the strict reader.
func TestCometSettingsRoundTrip(t *testing.T) {
	h := Dir(t.TempDir())
	want := cometconfig.DefaultConfig()
	want.SetRoot(string(h))
	want.P2P.PersistentPeers = strings.Repeat("ab", 20) + "@b:1"
	want.RPC.CORSAllowedOrigins = []string{"http://x"}
	must(t, saveComet(want, h.CometConfig()))
	got, err := LoadComet(h)
	must(t, err)
	if got.P2P.PersistentPeers != want.P2P.PersistentPeers || len(got.RPC.CORSAllowedOrigins) != 1 ||
		got.TxIndex.Indexer != want.TxIndex.Indexer || got.StateSync.ChunkFetchers != want.StateSync.ChunkFetchers {
		t.Errorf("read back %+v", got)
	}
}

// What a start would stumble over is found before anything is written: the folder is free for
// another attempt.
func TestInitChecksItsOptions(t *testing.T) {
	h := newHome(t)
	doc, _, err := LoadGenesis(h)
	must(t, err)
	id := strings.Repeat("0a", 20)
	for says, o := range map[string]InitOptions{
		`peer "foo"`:                        {Peers: []string{"foo"}},
		`peer "ab@127.0.0.1:1"`:             {Peers: []string{id + "@127.0.0.1:1", "ab@127.0.0.1:1"}},
		`peer "` + id + `@127.0.0.1"`:       {Peers: []string{id + "@127.0.0.1"}},
		`peer "` + id + `@127.0.0.1:99999"`: {Peers: []string{id + "@127.0.0.1:99999"}},
		`moniker "a\"b"`:                    {Moniker: `a"b`},
		`moniker "a\nb"`:                    {Moniker: "a\nb"},
		`moniker "a\\b"`:                    {Moniker: `a\b`},
	} {
		o.Genesis = doc
		dir := Dir(filepath.Join(t.TempDir(), "new"))
		if err := Init(dir, o); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
		if _, err := os.Stat(string(dir)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: it left something behind: %v", says, err)
		}
	}
}

func TestStateSyncNeedsTrust(t *testing.T) {
	for says, s := range map[string]StateSync{
		"two RPC servers": {Servers: []string{"a"}},
		"hash":            {Servers: []string{"a", "b"}, Height: 5},
	} {
		err := Init(Dir(t.TempDir()), InitOptions{StateSync: s})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

// One process at a time holds a home, and what another one says of it has an order: the
// lock is free again when it is released.
func TestLock(t *testing.T) {
	h := newHome(t)
	l, err := Acquire(h)
	must(t, err)
	if _, err := Acquire(h); !errors.Is(err, ErrInUse) {
		t.Errorf("a second lock: %v", err)
	}
	must(t, l.Release())
	again, err := Acquire(h)
	must(t, err)
	must(t, again.Release())
}

// Data belongs to the chain that it was made by.
func TestCheckChain(t *testing.T) {
	h := newHome(t)
	must(t, CheckChain(h, "test-1", "ab"))
	must(t, CheckChain(h, "test-1", "ab"))
	if err := CheckChain(h, "test-1", "cd"); !errors.Is(err, ErrOtherChain) {
		t.Errorf("another genesis: %v", err)
	}
	if err := CheckChain(h, "test-2", "ab"); !errors.Is(err, ErrOtherChain) {
		t.Errorf("another chain: %v", err)
	}
}
