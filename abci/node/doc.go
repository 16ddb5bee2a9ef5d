// Package node puts a running node together: the chain's machine and its state
// store, the CometBFT process that orders blocks, and the HTTP API.
//
// Everything a node owns lies in one folder, its home:
//
//	config/config.toml              CometBFT's settings
//	config/peerz.toml               this package's settings (Config)
//	config/genesis.json             the chain's first state; its hash is the chain's identity here
//	config/node_key.json            who this node is to its peers
//	config/priv_validator_key.json  the key that signs blocks
//	data/app                        the authenticated state (package state)
//	data/comet                      blocks, consensus state, receipts (package cometdb)
//	data/cs.wal                     CometBFT's consensus log
//	data/chain.json                 which chain the data belongs to
//	data/priv_validator_state.json  the last vote, so that none is signed twice
//	node.pid                        the process that runs here; locked while it does
//
// Init writes such a folder, New opens it, Start runs it. Settings are never
// consensus parameters: nothing in this package can change an app hash except
// the genesis document, and that is written once.
package node
