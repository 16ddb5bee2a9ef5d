package home

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	comet "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/p2p"
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
// address are welcome, nobody sleeps before gossiping, and a round that cannot end in a
// block ends soon.
func tuneLocal(c *comet.Config) {
	c.P2P.AddrBookStrict = false
	c.P2P.AllowDuplicateIP = true
	c.P2P.PexReactor = false
	c.P2P.FlushThrottleTimeout = 2 * time.Millisecond
	c.Consensus.PeerGossipSleepDuration = 10 * time.Millisecond
	c.Consensus.PeerQueryMaj23SleepDuration = 500 * time.Millisecond
	c.Consensus.TimeoutPropose = time.Second
	c.Consensus.TimeoutPrevote = 200 * time.Millisecond
	c.Consensus.TimeoutPrevoteDelta = 200 * time.Millisecond
	c.Consensus.TimeoutPrecommit = 200 * time.Millisecond
	c.Consensus.TimeoutPrecommitDelta = 200 * time.Millisecond
}

// LoadComet reads CometBFT's settings of a home, and the environment, which takes the place of what the
// file says. Absent keys have this chain's defaults; it fails with ErrSettings for unknown keys and bad values.
func LoadComet(h Dir) (*comet.Config, error) {
	c, err := readComet(h)
	if err == nil {
		err = fromEnvironment(cometFields(c))
	}
	if err != nil {
		return nil, err
	}
	return c, checkComet(h, c)
}

// readComet is what the file of a home says.
func readComet(h Dir) (*comet.Config, error) {
	text, err := os.ReadFile(h.CometConfig())
	if err != nil {
		return nil, fmt.Errorf("node: read CometBFT's settings: %w; restore them from a backup of this home", err)
	}
	return parseComet(h, string(text))
}

// parseComet is what the text of CometBFT's settings file says.
func parseComet(h Dir, text string) (*comet.Config, error) {
	c := cometDefaults(h)
	var tree map[string]any
	if err := toml.Unmarshal([]byte(text), &tree); err != nil {
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
	return c, nil
}

// checkComet fails with ErrSettings for values that no node can run with.
func checkComet(h Dir, c *comet.Config) error {
	err := c.ValidateBasic()
	if err == nil {
		err = checkMoniker(c.Moniker)
	}
	if err == nil {
		err = checkPeers("p2p.persistent_peers", strings.Split(c.P2P.PersistentPeers, ","))
	}
	if err == nil {
		err = checkPeers("p2p.seeds", strings.Split(c.P2P.Seeds, ","))
	}
	for key, address := range map[string]string{"rpc.laddr": c.RPC.ListenAddress, "p2p.laddr": c.P2P.ListenAddress} {
		if bad := checkAddress(strings.TrimPrefix(address, "tcp://")); err == nil && bad != nil && !strings.HasPrefix(address, "unix://") {
			err = fmt.Errorf("%s: %w", key, bad)
		}
	}
	if err != nil {
		return fmt.Errorf("node: %w: %s: %w", ErrSettings, h.CometConfig(), err)
	}
	return nil
}

// checkPeers checks addresses of peers that a setting names. It asks nobody for the address of a host, which
// may get its name later.
func checkPeers(setting string, peers []string) error {
	for _, peer := range peers {
		if peer = strings.TrimSpace(peer); peer == "" {
			continue
		}
		id, address, _ := strings.Cut(peer, "@")
		raw, err := hex.DecodeString(id)
		if err != nil || len(raw) != p2p.IDByteLength || address == "" || checkAddress(address) != nil {
			return fmt.Errorf("%s: peer %q is not of the form id@host:port, as `peerz node id` prints", setting, peer)
		}
	}
	return nil
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
