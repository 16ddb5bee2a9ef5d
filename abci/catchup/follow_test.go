package catchup

import (
	"fmt"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/types"
)

// agreed is a commit of a block that all validators have signed.
func agreed(t *testing.T, set *types.ValidatorSet, keys []types.PrivValidator, height int64, id types.BlockID) *types.Commit {
	t.Helper()
	commit := &types.Commit{Height: height, BlockID: id}
	for i, v := range set.Validators {
		vote := &cmtproto.Vote{Type: cmtproto.PrecommitType, Height: height, BlockID: id.ToProto(), Timestamp: noon,
			ValidatorAddress: v.Address, ValidatorIndex: int32(i)}
		if err := keys[i].SignVote("chain", vote); err != nil {
			t.Fatal(err)
		}
		commit.Signatures = append(commit.Signatures, types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit, ValidatorAddress: v.Address,
			Timestamp: noon, Signature: vote.Signature})
	}
	return commit
}

// Of two blocks that do not fit, only the sender of the wrong one is given up.
func TestWhoIsToBlame(t *testing.T) {
	set, keys := types.RandValidatorSet(3, 10)
	state := sm.State{ChainID: "chain", Validators: set}
	first := blockAt(5)
	first.ValidatorsHash, first.LastCommit = set.Hash(), &types.Commit{}
	parts, err := first.MakePartSet(types.BlockPartSizeBytes)
	if err != nil {
		t.Fatal(err)
	}
	signed := agreed(t, set, keys, 5, types.BlockID{Hash: first.Hash(), PartSetHeader: parts.Header()})
	forged := agreed(t, set, keys, 5, signed.BlockID)
	forged.Signatures[1].Signature[7]++
	other := blockAt(5)
	other.ValidatorsHash, other.ChainID = set.Hash(), "another"
	for name, c := range map[string]struct {
		first  *types.Block
		commit *types.Commit
		want   string
	}{
		"the first one is not what was signed":       {other, signed, "[5]"},
		"the commit is not signed":                   {first, forged, "[6]"},
		"there is no commit":                         {first, nil, "[6]"},
		"it was signed, and is refused all the same": {first, signed, "[5 6]"},
	} {
		second := blockAt(6)
		second.LastCommit = c.commit
		if got := fmt.Sprint(suspects(state, c.first, second)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
