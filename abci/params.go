package abci

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// blockGas is the most gas that the transactions of the next block may ask for,
// a parameter of the chain. Called on the consensus connection only, where the
// genesis state is at hand before the first commit.
func (a *App) blockGas() (uint64, error) {
	if a.genesis != nil {
		return maxBlockGas(world.Read(a.genesis.overlay))
	}
	view := a.State().View()
	defer view.Close()
	return maxBlockGas(world.Read(view))
}

func maxBlockGas(r world.Reader) (uint64, error) {
	p, err := r.Params()
	if err != nil {
		return 0, fmt.Errorf("block gas: %w", err)
	}
	return p.MaxBlockGas, nil
}
