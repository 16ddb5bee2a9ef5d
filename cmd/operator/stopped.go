package operator

import "github.com/peerz-ai/peerz-chain/abci/node"

// OpenStopped opens a home whose node does not run, with its own settings. It fails with
// node.ErrNotInitialised, or with node.ErrInUse while a node runs there.
func OpenStopped(home node.Home) (*node.Stopped, error) {
	cfg, err := node.LoadConfig(home)
	if err != nil {
		return nil, err
	}
	return node.OpenStopped(home, cfg)
}
