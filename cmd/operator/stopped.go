package operator

import (
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
)

// OpenStopped opens a home whose node does not run, with its own settings. It fails with
// home.ErrNotInitialised, or with home.ErrInUse while a node runs there.
func OpenStopped(dir home.Dir) (*maintenance.Stopped, error) {
	cfg, err := home.LoadConfig(dir)
	if err != nil {
		return nil, err
	}
	return maintenance.Open(dir, cfg)
}
