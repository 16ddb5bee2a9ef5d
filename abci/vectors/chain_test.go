package vectors

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/proto/tendermint/types"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// chain is the application over a store in memory, with a test in the place of CometBFT.
type chain struct {
	store   *state.Store
	machine *runtime.Machine
	app     *abci.App
	height  int64
	time    int64 // of the last block, unix seconds
}

func newChain(t *testing.T, engine *vm.Engine) *chain {
	t.Helper()
	c := &chain{machine: runtime.New(engine), time: start}
	var err error
	c.store, err = state.Open("state", state.Config{FS: vfs.NewMem(), NoSync: true})
	must(t, err)
	c.app = abci.New(c.store, c.machine, abci.Config{ChainID: chainID})
	return c
}

func (c *chain) close(t *testing.T) {
	c.app.Close()
	c.machine.Close()
	must(t, c.store.Close())
}

// start makes the genesis and says what it came to.
func (c *chain) start(t *testing.T, req *abcitypes.RequestInitChain) string {
	t.Helper()
	res, err := c.app.InitChain(context.Background(), req)
	must(t, err)
	var out strings.Builder
	fmt.Fprintf(&out, "app     %x\n", res.AppHash)
	printValidators(&out, res.Validators)
	return out.String()
}

// block executes and commits a block, and says what it came to.
// evil, unless "", is whose validator has signed against itself at height 1.
func (c *chain) block(t *testing.T, at int64, txs []transaction, evil string) string {
	t.Helper()
	c.height, c.time = c.height+1, at
	req := &abcitypes.RequestFinalizeBlock{Height: c.height, Time: time.Unix(at, 0), DecidedLastCommit: c.commit(t)}
	if evil != "" {
		a := world.AddressOfKey(sandbox.Key(evil).Public())
		req.Misbehavior = []abcitypes.Misbehavior{{Type: abcitypes.MisbehaviorType_DUPLICATE_VOTE, Height: 1, Validator: abcitypes.Validator{Address: a[:]}}}
	}
	for _, x := range txs {
		req.Txs = append(req.Txs, x.raw)
	}
	res, err := c.app.FinalizeBlock(context.Background(), req)
	must(t, err)
	_, err = c.app.Commit(context.Background(), &abcitypes.RequestCommit{})
	must(t, err)
	var out strings.Builder
	fmt.Fprintf(&out, "height %d\napp     %x\nresults %x\n", c.height, res.AppHash, comet.NewResults(res.TxResults).Hash())
	for i, r := range res.TxResults {
		fmt.Fprintf(&out, "%d %s gas %d/%d%s\n", i, abi.Code(r.Code), r.GasUsed, r.GasWanted, txs[i].output(r))
		printEvents(&out, "  ", r.Events)
	}
	printEvents(&out, "end ", res.Events)
	printValidators(&out, res.ValidatorUpdates)
	return out.String()
}

// commit is the last commit, which everybody with power has signed.
func (c *chain) commit(t *testing.T) (commit abcitypes.CommitInfo) {
	t.Helper()
	if c.height == 1 {
		return commit
	}
	c.read(t, func(r world.Reader) error {
		set, err := r.Validators()
		for _, v := range set {
			if a := v.Address(); v.Power > 0 {
				commit.Votes = append(commit.Votes, abcitypes.VoteInfo{
					Validator: abcitypes.Validator{Address: a[:], Power: v.Power}, BlockIdFlag: cmttypes.BlockIDFlagCommit})
			}
		}
		return err
	})
	return commit
}

// output shows what a transaction returned: by the method's interface, or as any CBOR map.
func (x transaction) output(r *abcitypes.ExecTxResult) string {
	if len(r.Data) == 0 {
		return ""
	}
	if x.iface != nil && r.Code == 0 {
		if text, err := abi.DecodeResult(x.iface, abi.EntryExecute, x.method, r.Data); err == nil {
			return " " + string(text)
		}
	}
	return " " + abci.EventJSON(r.Data)
}

func printEvents(out *strings.Builder, prefix string, events []abcitypes.Event) {
	for _, e := range events {
		fmt.Fprintf(out, "%s%s", prefix, e.Type)
		for _, a := range e.Attributes {
			fmt.Fprintf(out, " %s", a.Value)
		}
		out.WriteByte('\n')
	}
}

func printValidators(out *strings.Builder, updates []abcitypes.ValidatorUpdate) {
	for _, v := range updates {
		fmt.Fprintf(out, "validator %x power %d\n", v.PubKey.GetEd25519(), v.Power)
	}
}

func (c *chain) read(t *testing.T, f func(world.Reader) error) {
	t.Helper()
	v := c.store.View()
	defer v.Close()
	must(t, f(world.Read(v)))
}

func (c *chain) nonce(t *testing.T, a abi.Address) (n uint64) {
	t.Helper()
	c.read(t, func(r world.Reader) error {
		acc, err := r.Account(a)
		n = acc.Nonce
		return err
	})
	return n
}

// epochEnd is when the open epoch ends, unix seconds.
func (c *chain) epochEnd(t *testing.T) (at int64) {
	t.Helper()
	c.read(t, func(r world.Reader) error {
		k, err := r.Clock()
		at = int64(k.End)
		return err
	})
	return at
}
