package home

import (
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
)

// Dir is the folder of one node. Its methods name the files inside.
type Dir string

// Config is the folder of everything an operator may edit.
func (h Dir) Config() string { return filepath.Join(string(h), "config") }

// Data is the folder of everything the node writes while it runs.
func (h Dir) Data() string { return filepath.Join(string(h), "data") }

// CometConfig is CometBFT's settings file.
func (h Dir) CometConfig() string { return filepath.Join(h.Config(), "config.toml") }

// Settings is the file of this package's Config.
func (h Dir) Settings() string { return filepath.Join(h.Config(), "peerz.toml") }

// Genesis is the chain's genesis document.
func (h Dir) Genesis() string { return filepath.Join(h.Config(), "genesis.json") }

// NodeKey is the key that names this node to its peers.
func (h Dir) NodeKey() string { return filepath.Join(h.Config(), "node_key.json") }

// ValidatorKey is the key that signs blocks and votes.
func (h Dir) ValidatorKey() string { return filepath.Join(h.Config(), "priv_validator_key.json") }

// ValidatorState is the record of the last signature.
func (h Dir) ValidatorState() string { return filepath.Join(h.Data(), "priv_validator_state.json") }

// App is the folder of the authenticated state.
func (h Dir) App() string { return filepath.Join(h.Data(), "app") }

// Comet is the folder of CometBFT's stores and the receipt index.
func (h Dir) Comet() string { return filepath.Join(h.Data(), "comet") }

// ConsensusWAL is the folder of CometBFT's consensus log.
func (h Dir) ConsensusWAL() string { return filepath.Join(h.Data(), "cs.wal") }

// Submitted is the file of the transactions that were submitted to this node and wait for a block.
func (h Dir) Submitted() string { return filepath.Join(h.Data(), "submitted") }

// Code is the folder of compiled contracts. It may be deleted at any time.
func (h Dir) Code() string { return filepath.Join(h.Data(), "code") }

// Index is the folder of the index of history. It may be deleted while the node is stopped.
func (h Dir) Index() string { return filepath.Join(h.Data(), "index") }

// FaucetKey is the secret of the account that a devnet's faucet gives from, in hex. No other home has one.
func (h Dir) FaucetKey() string { return filepath.Join(h.Config(), "faucet.key") }

// Snapshots is the folder of snapshots.
func (h Dir) Snapshots() snapshot.Store { return snapshot.Store(filepath.Join(h.Data(), "snapshots")) }

// Restore is the folder of a restore under way. While it exists, App and Comet do
// not belong together.
func (h Dir) Restore() string { return filepath.Join(h.Data(), "restore") }

// RestoredApp is the state that a restore puts together, until it becomes App.
func (h Dir) RestoredApp() string { return filepath.Join(h.Restore(), "app") }

// A Part is a folder of the data, by its name in metrics.
type Part struct{ Name, Path string }

// Parts are the folders that the data's disk space goes to.
func (h Dir) Parts() []Part {
	return []Part{{"state", h.App()}, {"blocks", h.Comet()}, {"consensus_log", h.ConsensusWAL()},
		{"code", h.Code()}, {"index", h.Index()}, {"snapshots", string(h.Snapshots())}}
}

// Chain is the note of which chain the data belongs to.
func (h Dir) Chain() string { return filepath.Join(h.Data(), "chain.json") }

// PID is the file that a running node locks, its process id inside.
func (h Dir) PID() string { return filepath.Join(string(h), "node.pid") }

// Socket is where the home's owner talks to the node that runs there.
func (h Dir) Socket() string { return filepath.Join(string(h), "node.sock") }

// Initialised reports whether Init has been here.
func (h Dir) Initialised() bool {
	_, err := os.Stat(h.Genesis())
	return err == nil
}
