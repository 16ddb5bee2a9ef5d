package home

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/state"
)

// Config is a node's own settings, the content of config/peerz.toml. None of
// them is part of consensus. The zero value is not useful: start from
// DefaultConfig.
type Config struct {
	// API is the address of the HTTP API, host:port. Empty switches it off.
	API string `toml:"api"`
	// Metrics is the address at which Prometheus finds /metrics, host:port. Empty
	// switches it off. Whoever reaches it may read: it says nothing secret.
	Metrics string `toml:"metrics"`
	// LogLevel is debug, info, warn or error, and perhaps others for modules, such as warn,p2p=debug.
	LogLevel string `toml:"log_level"`
	// LogFormat is text or json.
	LogFormat string `toml:"log_format"`
	// History is how many past heights stay queryable and can be rolled back
	// to. At least 1.
	History uint64 `toml:"history"`
	// KeepBlocks is how many blocks, with their receipts, are retained; 0 retains
	// all. A smaller number than the evidence window (100,000 blocks) is
	// raised to it.
	KeepBlocks uint64 `toml:"keep_blocks"`
	// SnapshotInterval is after how many heights each the node takes a snapshot,
	// for others to join from; 0 is never. The last two are retained.
	SnapshotInterval uint64 `toml:"snapshot_interval"`
	// CacheMB bounds the state store's caches, in MiB; 0 is automatic: a 64th of
	// the machine's memory, at least 112 MiB. They take memory as they fill.
	CacheMB uint64 `toml:"cache_mb"`
	// CodeCacheMB bounds the compiled contracts that are cached in data/code, in MiB;
	// 0 caches none. What does not fit is compiled within blocks.
	CodeCacheMB uint64 `toml:"code_cache_mb"`
	// QueryGas is the most gas that one query or simulation may burn.
	QueryGas uint64 `toml:"query_gas"`
	// QueryTime is how long an API request waits for its turn to run contract code.
	QueryTime Duration `toml:"query_time"`

	// IndexMB bounds the index of history, in MiB; 0 is none. The oldest blocks are forgotten when it is full.
	IndexMB uint64 `toml:"index_mb"`
	// APIRate is how often one client may ask the API in a second; 0 is any number. Clients of this machine are not
	// counted.
	APIRate uint64 `toml:"api_rate"`
	// APIOrigins are the origins (scheme://host:port) whose pages may read the API's answers, besides the node's own page;
	// "*" is all.
	APIOrigins []string `toml:"api_origins"`

	// CheckInvariants asserts the chain's invariants while the node runs: a
	// violated one stops it. Costs time, changes no result.
	CheckInvariants bool `toml:"check_invariants"`

	// FS is the file system of both stores, the real one when nil. For tests.
	FS vfs.FS `toml:"-"`
}

// DefaultConfig is what a home without peerz.toml runs with.
func DefaultConfig() Config {
	return Config{
		API: "127.0.0.1:26650", Metrics: "127.0.0.1:26653", LogLevel: logging.Standard, LogFormat: "text",
		History: 1000, SnapshotInterval: 1000, CodeCacheMB: 1024, QueryGas: turns.Gas, QueryTime: Duration(10 * time.Second),
		IndexMB: 4096, APIRate: 100, APIOrigins: []string{},
	}
}

// Duration is a time.Duration that reads and writes itself as text ("10s").
type Duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// State configures the store of the state; onFault is told of the first failure of its
// disk, and may be nil.
func (c Config) State(onFault func(error)) state.Config {
	return state.Config{CacheBytes: int64(c.CacheMB << 20), History: c.History, OnFault: onFault, FS: c.FS}
}

// LoadConfig reads the settings of a home, and the environment, which takes the place of what the file
// says. Absent keys have their defaults, as in an absent file; it fails with ErrSettings for unknown
// keys and bad values.
func LoadConfig(h Dir) (Config, error) {
	cfg, err := readConfig(h)
	if err == nil {
		err = CheckEnvironment()
	}
	if err == nil {
		err = fromEnvironment(cfg.fields())
	}
	if err != nil {
		return cfg, err
	}
	return cfg, cfg.Check()
}

// readConfig is what the file of a home says.
func readConfig(h Dir) (Config, error) {
	text, err := os.ReadFile(h.Settings())
	if errors.Is(err, fs.ErrNotExist) {
		return DefaultConfig(), nil
	}
	if err != nil {
		return DefaultConfig(), fmt.Errorf("node: read settings: %w", err)
	}
	return parseConfig(h, string(text))
}

// parseConfig is what the text of a settings file says.
func parseConfig(h Dir, text string) (Config, error) {
	cfg := DefaultConfig()
	meta, err := toml.Decode(text, &cfg)
	if err == nil {
		err = checkSigns(text)
	}
	if err != nil {
		return cfg, fmt.Errorf("node: %w: %s: %w", ErrSettings, h.Settings(), err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		names := make([]string, len(unknown))
		for i, k := range unknown {
			names[i] = strconv.Quote(k.String())
		}
		return cfg, fmt.Errorf("node: %w: %s: unknown key %s", ErrSettings, h.Settings(), strings.Join(names, ", "))
	}
	return cfg, nil
}

// checkSigns refuses a negative number: no setting is one, and the decoder would make a huge one
// of it without a word.
func checkSigns(text string) error {
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		if n, ok := tree[key].(int64); ok && n < 0 {
			return fmt.Errorf("%s is %d: it must not be negative", key, n)
		}
	}
	return nil
}

// Check fails with ErrSettings for values that no node can run with.
func (c Config) Check() error {
	if _, err := logging.NewLevels(c.LogLevel); err != nil {
		return fmt.Errorf("node: %w: log_level: %w", ErrSettings, err)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("node: %w: log_format is %q, not text or json", ErrSettings, c.LogFormat)
	}
	if c.QueryTime <= 0 || time.Duration(c.QueryTime) > time.Hour {
		return fmt.Errorf("node: %w: query_time is %s, not above 0s and at most 1h", ErrSettings, time.Duration(c.QueryTime))
	}
	for key, address := range map[string]string{"api": c.API, "metrics": c.Metrics} {
		if err := checkAddress(address); err != nil {
			return fmt.Errorf("node: %w: %s: %w", ErrSettings, key, err)
		}
	}
	for _, n := range []struct {
		key         string
		value       uint64
		least, most uint64
	}{
		{"history", c.History, 1, maxHeights},
		{"keep_blocks", c.KeepBlocks, 0, maxHeights},
		{"snapshot_interval", c.SnapshotInterval, 0, maxHeights},
		{"cache_mb", c.CacheMB, 0, maxCache()},
		{"code_cache_mb", c.CodeCacheMB, 0, 1 << 30},
		{"query_gas", c.QueryGas, 1, 1e12},
		{"index_mb", c.IndexMB, 0, 1 << 30},
		{"api_rate", c.APIRate, 0, 1e6},
	} {
		if n.value < n.least || n.value > n.most {
			return fmt.Errorf("node: %w: %s is %d, not from %d to %d", ErrSettings, n.key, n.value, n.least, n.most)
		}
	}
	return checkOrigins(c.APIOrigins)
}

// checkOrigins checks what browsers call origins.
func checkOrigins(list []string) error {
	for _, o := range list {
		u, err := url.Parse(o)
		if o != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o) {
			return fmt.Errorf("node: %w: api_origins has %q, not scheme://host:port or *", ErrSettings, o)
		}
	}
	return nil
}

// checkAddress checks a host:port to listen on; empty is none.
func checkAddress(s string) error {
	if s == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("%q is not of the form host:port", s)
	}
	return nil
}

// maxHeights is the most that a setting in heights may be: a few hundred years.
const maxHeights = 1e10

// maxCache is the most that cache_mb may be: half of the machine's memory, or 1 TiB where that
// is not known.
func maxCache() uint64 {
	if memory := state.Memory(); memory > 0 {
		return uint64(memory) >> 21
	}
	return 1 << 20
}

// Save writes the settings of a home, with the meaning of each key.
func (c Config) Save(h Dir) error { return WriteFile(h.Settings(), []byte(c.text()), 0o644) }

func (c Config) text() string {
	return fmt.Sprintf(settingsText, c.API, c.Metrics, c.LogLevel, c.LogFormat,
		c.History, c.KeepBlocks, c.SnapshotInterval, c.CacheMB, c.CodeCacheMB, c.QueryGas, time.Duration(c.QueryTime),
		c.IndexMB, c.APIRate, quoted(c.APIOrigins), c.CheckInvariants)
}

const settingsText = `# Settings of this Peerz node. None of them is part of consensus.
# CometBFT's own settings (peers, timeouts, mempool) are in config.toml.

# HTTP API; empty switches it off.
api = %q

# Where Prometheus finds /metrics; empty switches it off.
metrics = %q

# debug, info, warn or error; others for parts of the program behind it: "warn,consensus=debug"
log_level = %q
# text or json
log_format = %q

# How many past heights stay queryable and can be rolled back to.
history = %d

# How many blocks, with their receipts, are kept; 0 keeps all.
keep_blocks = %d

# Every so many heights the node takes a snapshot for others to join from; 0 is never.
# The last two are kept, in data/snapshots.
snapshot_interval = %d

# Caches of the state store, in MiB; 0 is automatic: a 64th of the machine's memory, at least 112.
cache_mb = %d

# Compiled contracts kept in data/code between starts, in MiB; 0 keeps none. The folder may be deleted.
code_cache_mb = %d

# The most gas that one query or simulation may burn.
query_gas = %d

# How long an API request waits for its turn to run contract code: all of them together
# get at most a quarter of the machine.
query_time = %q

# The index of history (transactions by account, events by contract), in MiB; 0 is none. The oldest blocks are
# forgotten when it is full. The folder data/index may be deleted: it is made anew from the blocks that are kept.
index_mb = %d

# How often one client may ask the API in a second; 0 is any number. Clients of this machine are not counted.
api_rate = %d
# Origins (scheme://host:port) whose pages may read the API's answers, besides the node's own page; "*" is all.
api_origins = %s

# Assert the chain's invariants while the node runs: one that is violated stops it. Takes time.
check_invariants = %t
`
