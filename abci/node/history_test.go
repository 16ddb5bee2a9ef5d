package node

import (
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	sm "github.com/cometbft/cometbft/state"
)

// library has the results of every block, and counts how often it is asked.
type library struct {
	sm.Store
	asked int
}

func (l *library) LoadFinalizeBlockResponse(height int64) (*abcitypes.ResponseFinalizeBlock, error) {
	l.asked++
	return &abcitypes.ResponseFinalizeBlock{AppHash: []byte{byte(height)}}, nil
}

// Thousands may wait for the transactions of one block: its results, megabytes, are read once.
func TestTheNewestResultsAreReadOnce(t *testing.T) {
	l := &library{}
	h := &history{outcomes: l}
	for _, x := range []struct {
		height uint64
		asked  int
	}{{5, 1}, {5, 1}, {4, 2}, {5, 2}, {4, 3}, {6, 4}, {6, 4}, {5, 5}} {
		res, err := h.results(x.height)
		if err != nil || res.AppHash[0] != byte(x.height) || l.asked != x.asked {
			t.Errorf("block %d: read %d times, want %d: %v, %v", x.height, l.asked, x.asked, res, err)
		}
	}
}
