package abci

import (
	"context"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What consensus says of its validators reaches the state: who missed a block, and who is to be jailed.
func TestVotesAndMisbehaviorReachTheMachine(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.block()
	address := world.AddressOfKey(key(9).Public())
	validator := abcitypes.Validator{Address: address[:], Power: 10}
	for _, x := range []struct {
		flag   cmttypes.BlockIDFlag
		silent uint64 // since which height
	}{{cmttypes.BlockIDFlagAbsent, 2}, {cmttypes.BlockIDFlagNil, 0}, {cmttypes.BlockIDFlagCommit, 0}} {
		_, err := c.grammar.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{
			Height: c.next(), Time: time.Unix(testStart, 0),
			DecidedLastCommit: abcitypes.CommitInfo{Votes: []abcitypes.VoteInfo{{Validator: validator, BlockIdFlag: x.flag}}},
			Misbehavior:       []abcitypes.Misbehavior{{Type: abcitypes.MisbehaviorType_DUPLICATE_VOTE, Validator: validator, Height: 1}},
		})
		must(t, err)
		c.commit()
		v := c.store.View()
		set, err := world.Read(v).Validators()
		must(t, err)
		jailed, ok, err := world.Read(v).Jailed(address)
		must(t, err)
		v.Close()
		if len(set) != 1 || set[0].Silent != x.silent {
			t.Errorf("vote %v: %+v", x.flag, set)
		}
		if !ok || jailed != (world.Jailed{Height: 1, Kind: 1}) {
			t.Errorf("jailed: %+v, %v", jailed, ok)
		}
	}
}
