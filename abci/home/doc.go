// Package home is the folder that a node owns: its layout, its lock, its keys and
// its settings.
//
//	config/config.toml              CometBFT's settings
//	config/peerz.toml               the node's own settings (Config)
//	config/genesis.json             the chain's first state; its hash is the chain's identity here
//	config/node_key.json            who this node is to its peers
//	config/priv_validator_key.json  the key that signs blocks
//	data/app                        the authenticated state (package state)
//	data/comet                      blocks, consensus state, receipts (package cometdb)
//	data/cs.wal                     CometBFT's consensus log
//	data/code                       compiled contracts; may be deleted
//	data/snapshots                  snapshots of the state (package snapshot)
//	data/restore                    a restore that is not finished (package join)
//	data/chain.json                 which chain the data belongs to
//	data/priv_validator_state.json  the last vote, so that none is signed twice
//	node.pid                        the process that runs here; locked while it does
//	node.sock                       where the owner talks to that process (package control)
//
// Init writes such a folder. Whoever opens it for more than reading a settings file
// takes its lock first (Acquire). Settings are never consensus parameters: nothing in
// this package changes an app hash except the genesis document, and that is written
// once (I5).
//
// Errors of this package wrap a sentinel where a caller branches, and say in one
// sentence what the operator can do.
package home
