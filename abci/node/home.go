package node

import (
	"os"
	"path/filepath"
)

// Home is the folder of one node. Its methods name the files inside.
type Home string

// Config is the folder of everything an operator may edit.
func (h Home) Config() string { return filepath.Join(string(h), "config") }

// Data is the folder of everything the node writes while it runs.
func (h Home) Data() string { return filepath.Join(string(h), "data") }

// CometConfig is CometBFT's settings file.
func (h Home) CometConfig() string { return filepath.Join(h.Config(), "config.toml") }

// Settings is the file of this package's Config.
func (h Home) Settings() string { return filepath.Join(h.Config(), "peerz.toml") }

// Genesis is the chain's genesis document.
func (h Home) Genesis() string { return filepath.Join(h.Config(), "genesis.json") }

// NodeKey is the key that names this node to its peers.
func (h Home) NodeKey() string { return filepath.Join(h.Config(), "node_key.json") }

// ValidatorKey is the key that signs blocks and votes.
func (h Home) ValidatorKey() string { return filepath.Join(h.Config(), "priv_validator_key.json") }

// ValidatorState is the record of the last signature.
func (h Home) ValidatorState() string { return filepath.Join(h.Data(), "priv_validator_state.json") }

// App is the folder of the authenticated state.
func (h Home) App() string { return filepath.Join(h.Data(), "app") }

// Comet is the folder of CometBFT's stores and the receipt index.
func (h Home) Comet() string { return filepath.Join(h.Data(), "comet") }

// ConsensusWAL is the folder of CometBFT's consensus log.
func (h Home) ConsensusWAL() string { return filepath.Join(h.Data(), "cs.wal") }

// Code is the folder of compiled contracts. It may be deleted at any time.
func (h Home) Code() string { return filepath.Join(h.Data(), "code") }

// Chain is the note of which chain the data belongs to.
func (h Home) Chain() string { return filepath.Join(h.Data(), "chain.json") }

// PID is the file that a running node keeps locked, its process id inside.
func (h Home) PID() string { return filepath.Join(string(h), "node.pid") }

// Initialised reports whether Init has been here.
func (h Home) Initialised() bool {
	_, err := os.Stat(h.Genesis())
	return err == nil
}
