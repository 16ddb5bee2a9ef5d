package home

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	comet "github.com/cometbft/cometbft/config"
	"github.com/go-viper/mapstructure/v2"
)

// CometBFT's list of transactions holds twice what the application lets wait (package mempool), so that a dear
// one finds space in it although those that it displaces leave the list with the next block only.
const (
	maxListed      = 20_000
	maxListedBytes = 64 << 20
)

// cometDefaults is CometBFT's configuration for this chain: its own defaults,
// with what our application does better (receipts) or does not offer yet
// (snapshots) switched off.
func cometDefaults(h Dir) *comet.Config {
	c := comet.DefaultConfig()
	c.SetRoot(string(h))
	c.TxIndex.Indexer = "null" // the node has its own receipt index
	c.DBPath = "data"
	c.Mempool.Size = maxListed
	c.Mempool.CacheSize = maxListed
	c.Mempool.MaxTxsBytes = maxListedBytes
	c.RPC.ListenAddress = "tcp://127.0.0.1:26651"
	c.P2P.ListenAddress = "tcp://127.0.0.1:26652"
	return c
}

// tuneLocal makes a network of processes on one machine quick: peers on the same
// address are welcome, and nobody sleeps before gossiping.
func tuneLocal(c *comet.Config) {
	c.P2P.AddrBookStrict = false
	c.P2P.AllowDuplicateIP = true
	c.P2P.PexReactor = false
	c.P2P.FlushThrottleTimeout = 2 * time.Millisecond
	c.Consensus.PeerGossipSleepDuration = 10 * time.Millisecond
	c.Consensus.PeerQueryMaj23SleepDuration = 500 * time.Millisecond
	c.Consensus.TimeoutPropose = time.Second
	c.Consensus.TimeoutPrevote = 500 * time.Millisecond
	c.Consensus.TimeoutPrecommit = 500 * time.Millisecond
}

// LoadComet reads CometBFT's settings of a home. Absent keys have this chain's
// defaults; it fails with ErrSettings for unknown keys and bad values.
func LoadComet(h Dir) (*comet.Config, error) {
	c := cometDefaults(h)
	text, err := os.ReadFile(h.CometConfig())
	if err != nil {
		return nil, fmt.Errorf("node: read CometBFT's settings: %w; restore them from a backup of this home", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("node: %w: %s: %w", ErrSettings, h.CometConfig(), err)
	}
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result: c, ErrorUnused: true, WeaklyTypedInput: true,
		DecodeHook: mapstructure.ComposeDecodeHookFunc(
			mapstructure.StringToTimeDurationHookFunc(), mapstructure.StringToSliceHookFunc(",")),
	})
	if err != nil {
		return nil, fmt.Errorf("node: settings decoder: %w", err)
	}
	if err := d.Decode(tree); err != nil {
		return nil, fmt.Errorf("node: %w: %s: %w", ErrSettings, h.CometConfig(), oneLine(err))
	}
	c.SetRoot(string(h))
	if err := c.ValidateBasic(); err != nil {
		return nil, fmt.Errorf("node: %w: %s: %w", ErrSettings, h.CometConfig(), err)
	}
	return c, nil
}

// oneLine folds the decoder's bulleted list into a sentence.
func oneLine(err error) error {
	return fmt.Errorf("%s", strings.Join(strings.Fields(err.Error()), " "))
}

// saveComet writes CometBFT's settings with its own comments. Its writer ends the
// process when it fails, and empties the file first: it gets another one, of which
// it is known that it can be written.
func saveComet(c *comet.Config, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	draft := path + ".draft"
	defer func() { _ = os.Remove(draft) }()
	if err := os.WriteFile(draft, nil, 0o644); err != nil {
		return err
	}
	comet.WriteConfigFile(draft, c)
	text, err := os.ReadFile(draft)
	if err != nil {
		return err
	}
	return WriteFile(path, text, 0o644)
}
