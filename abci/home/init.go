package home

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/logging"
)

// DefaultPortBase is the API's port when InitOptions names none.
const DefaultPortBase = 26650

// InitOptions says what Init writes. Genesis is required.
type InitOptions struct {
	// Genesis is the chain to join or begin.
	Genesis *comet.GenesisDoc
	// Keys are the node's secrets; random ones when zero.
	Keys Keys
	// Moniker is the node's name to people; the chain id when empty.
	Moniker string
	// Host is the address that all listeners bind; 127.0.0.1 when empty.
	Host string
	// PortBase P puts the API on P, CometBFT's RPC on P+1, its peer-to-peer
	// port on P+2 and the metrics on P+3; DefaultPortBase when zero.
	PortBase int
	// BlockTime is the pause between blocks; 1 s when zero.
	BlockTime time.Duration
	// Peers are the addresses id@host:port to keep connections to.
	Peers []string
	// StateSync makes the node join from a snapshot.
	StateSync StateSync
	// Local tunes the node for a network whose nodes share one machine, for
	// development: it is quick, and asserts the chain's invariants.
	Local bool
}

// Init writes the home of a new node. It fails with ErrInitialised when there
// is one already, and touches nothing then.
func Init(h Dir, o InitOptions) error {
	if h.Initialised() {
		return fmt.Errorf("node: %s: %w", h, ErrInitialised)
	}
	if err := o.check(); err != nil {
		return fmt.Errorf("node: initialise %s: %w", h, err)
	}
	o = o.withDefaults()
	for _, dir := range []string{h.Config(), h.Data(), h.ConsensusWAL()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("node: home %s is not writable: %w", h, err)
		}
	}
	if err := o.write(h); err != nil {
		return fmt.Errorf("node: initialise %s: %w", h, err)
	}
	return nil
}

// check finds what a start would stumble over, before anything is written.
func (o InitOptions) check() error {
	if err := checkMoniker(o.Moniker); err != nil {
		return err
	}
	if err := checkPeers("--peers", o.Peers); err != nil {
		return err
	}
	if err := CheckEnvironment(); err != nil {
		return err
	}
	return o.StateSync.check()
}

// checkMoniker checks the name of a node, which CometBFT writes between quotes and sends to peers.
func checkMoniker(s string) error {
	for _, r := range s {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return fmt.Errorf("moniker %q: want printable ASCII without quotes and backslashes", s)
		}
	}
	return nil
}

func (o InitOptions) withDefaults() InitOptions {
	if o.Keys.Validator == nil {
		o.Keys = NewKeys()
	}
	if o.Moniker == "" {
		o.Moniker = o.Genesis.ChainID
	}
	if o.Host == "" {
		o.Host = "127.0.0.1"
	}
	if o.PortBase == 0 {
		o.PortBase = DefaultPortBase
	}
	if o.BlockTime == 0 {
		o.BlockTime = time.Second
	}
	return o
}

// write makes the files; the genesis document comes last, since its presence is
// what makes the folder a home.
func (o InitOptions) write(h Dir) error {
	if err := o.Keys.Save(h); err != nil {
		return err
	}
	if err := o.writeSettings(h, DefaultConfig(), cometDefaults(h)); err != nil {
		return err
	}
	return writeJSON(h.Genesis(), o.Genesis, 0o644)
}

// Configure changes the settings of an existing home that o names: ports, block
// time, moniker and peers. Keys, genesis and data stay, as do settings that o
// has no word for. The node must not run.
func Configure(h Dir, o InitOptions) error {
	if !h.Initialised() {
		return fmt.Errorf("node: %s: %w", h, ErrNotInitialised)
	}
	cfg, err := readConfig(h)
	if err != nil {
		return err
	}
	c, err := readComet(h)
	if err != nil {
		return err
	}
	o.Genesis = &comet.GenesisDoc{ChainID: c.Moniker}
	if err := o.withDefaults().writeSettings(h, cfg, c); err != nil {
		return fmt.Errorf("node: configure %s: %w", h, err)
	}
	return nil
}

// writeSettings writes both settings files with what o says.
func (o InitOptions) writeSettings(h Dir, cfg Config, c *cometconfig.Config) error {
	cfg.API, cfg.Metrics = o.address(0), o.address(3)
	if o.Local {
		cfg.CheckInvariants = true
		if cfg.LogLevel == logging.Standard { // blocks come so fast that their lines would bury the others
			cfg.LogLevel = "warn"
		}
		if len(o.Genesis.Validators) == 1 { // nobody to join it
			cfg.SnapshotInterval = 0
		}
	}
	if err := cfg.Save(h); err != nil {
		return err
	}
	c.Moniker = o.Moniker
	c.RPC.ListenAddress = "tcp://" + o.address(1)
	c.P2P.ListenAddress = "tcp://" + o.address(2)
	c.P2P.PersistentPeers = strings.Join(o.others(), ",")
	if o.Local {
		tuneLocal(c)
	}
	o.StateSync.apply(c.StateSync, o.Local)
	c.Consensus.TimeoutCommit = o.BlockTime
	return saveComet(c, h.CometConfig())
}

// others are the peers without the node itself, so that all nodes of a network can be given one list.
func (o InitOptions) others() []string {
	return slices.DeleteFunc(slices.Clone(o.Peers), func(peer string) bool {
		return o.Keys.Peer != nil && strings.HasPrefix(peer, o.Keys.PeerID()+"@")
	})
}

func (o InitOptions) address(offset int) string {
	return net.JoinHostPort(o.Host, strconv.Itoa(o.PortBase+offset))
}
