package abci

import (
	"context"
	"fmt"
	"math"

	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// AppVersion goes into every block header, for CometBFT. 1, always: which program executes a block is in the state
// (world.Program).
const AppVersion = 1

// Info reports the height and root of the last store commit: one atomic record,
// so CometBFT replays exactly the blocks that are missing.
func (a *App) Info(context.Context, *abcitypes.RequestInfo) (*abcitypes.ResponseInfo, error) {
	v := a.State().Head()
	if v.Height > math.MaxInt64 {
		return nil, fmt.Errorf("abci: info: height %d is out of range", v.Height)
	}
	res := &abcitypes.ResponseInfo{
		Data: a.cfg.ChainID, AppVersion: AppVersion, LastBlockHeight: int64(v.Height),
	}
	if v.Height > 0 {
		res.LastBlockAppHash = v.Root[:]
	}
	return res, nil
}
