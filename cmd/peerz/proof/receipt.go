package proof

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpc "github.com/cometbft/cometbft/rpc/client/http"
	comet "github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/receipt"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/state"
)

// Receipt is `peerz rewards receipt`.
func Receipt(env *cli.Env) *cobra.Command {
	var epoch uint64
	var role, id, server, data string
	c := &cobra.Command{
		Use:   "receipt --epoch N --role ROLE --participant ID",
		Short: "Write a file that proves what somebody gets for an epoch",
		Long: "Write a file that proves what a participant gets for an epoch in a role: the records of the state that say so with\n" +
			"their proofs, and the block header that these lead to with the validators' signatures. `peerz verify` checks it\n" +
			"without a node, now or years later. The epoch must be sealed. docs/audit.md says what the file has.\n\n" +
			"Records that were paid leave the state after the parameter retention. Then --data names a folder that `peerz audit\n" +
			"export` wrote while they were there: the file has the participant's row of the epoch's table, what leads from it to\n" +
			"the table's root in the state, and the proof that its record is gone, which it is only when it was paid.",
		Example: "peerz rewards receipt --epoch 3 --role developers --participant ann > ann.json\npeerz verify ann.json --trust-hash 5F1E...\n" +
			"peerz rewards receipt --epoch 3 --role developers --participant ann --data books > ann.json",
		Args: cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			server, err := rpcOf(env, server)
			if err != nil {
				return err
			}
			node, err := rpc.New(server, "/websocket")
			if err != nil {
				return cli.Usagef("--rpc: %w", err)
			}
			row, err := rowOf(data, epoch, role, text.Lower(id))
			if err != nil {
				return err
			}
			r, err := makeReceipt(c.Context(), node, epoch, role, text.Lower(id), row)
			if err != nil {
				return fmt.Errorf("RPC %s: %w", server, err)
			}
			_, err = env.Out.Write(r.Encode())
			return err
		},
	}
	c.Flags().Uint64Var(&epoch, "epoch", 0, "number of the epoch; of a long epoch the first")
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "participant", "", "id of the participant")
	c.Flags().StringVar(&server, "rpc", "", "CometBFT RPC of the node (default: the port after its API)")
	c.Flags().StringVar(&data, "data", "", "folder of an export, for an epoch whose records have left the state")
	for _, name := range []string{"epoch", "role", "participant"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// rowOf takes a row from an export; nil when there is none.
func rowOf(dir string, epoch uint64, role, id string) (*receipt.Row, error) {
	if dir == "" {
		return nil, nil
	}
	e, err := audit.Folder(dir).Read(epoch)
	if err != nil {
		return nil, err
	}
	row, path, err := e.Row(role, id)
	if err != nil {
		return nil, err
	}
	return receipt.NewRow(row, path), nil
}

// makeReceipt asks for the state of one height, and for the header of the block after it.
func makeReceipt(ctx context.Context, node *rpc.HTTP, epoch uint64, role, id string, row *receipt.Row) (*receipt.Receipt, error) {
	status, err := node.Status(ctx)
	if err != nil {
		return nil, err
	}
	height := status.SyncInfo.LatestBlockHeight - 1
	if height < 1 {
		return nil, errors.New("the chain has only begun")
	}
	r, err := receipt.Make(status.NodeInfo.Network, uint64(height), epoch, role, id, row, func(key []byte) ([]byte, *state.Proof, error) {
		answer, err := node.ABCIQueryWithOptions(ctx, abci.PathState, key, rpcclient.ABCIQueryOptions{Height: height, Prove: true})
		if err != nil {
			return nil, nil, err
		}
		if answer.Response.Code != 0 || answer.Response.ProofOps == nil || len(answer.Response.ProofOps.Ops) != 1 {
			return nil, nil, fmt.Errorf("no proof: %s", answer.Response.Log)
		}
		p := new(state.Proof)
		return answer.Response.Value, p, p.Unmarshal(answer.Response.ProofOps.Ops[0].Data)
	})
	if err != nil {
		return nil, err
	}
	r.Header, err = headerOf(ctx, node, height+1)
	return r, err
}

// headerOf is a block's header with its validators.
func headerOf(ctx context.Context, node *rpc.HTTP, height int64) (h receipt.Header, err error) {
	commit, err := node.Commit(ctx, &height)
	if err != nil {
		return h, err
	}
	var all []*comet.Validator
	for page, each := 1, 100; ; page++ {
		part, err := node.Validators(ctx, &height, &page, &each)
		if err != nil {
			return h, err
		}
		if all = append(all, part.Validators...); len(all) >= part.Total || len(part.Validators) == 0 {
			return receipt.NewHeader(&commit.SignedHeader, all)
		}
	}
}

// receipt checks a receipt by what is trusted.
func (t *trusted) receipt(ctx context.Context, env *cli.Env, name string, raw []byte) error {
	r, err := receipt.Decode(raw)
	if err != nil {
		return fmt.Errorf("%s is refused: %w", name, err)
	}
	known, err := t.known(ctx, env, r)
	if err != nil {
		return err
	}
	if err := r.Check(known); err != nil {
		return fmt.Errorf("%s is refused: %w", name, err)
	}
	return env.Show(r, func(w *cli.Printer) {
		w.Printf("proven\ton %s, after block %d\nepoch\t%d\nrole\t%s\nparticipant\t%s\naccount\t%s\n", r.ChainID, r.Height, r.Epoch, r.Role, r.Participant, r.Account)
		w.Printf("amount\t%s base units = %s\n", r.Amount, r.Sum())
		if r.Row != nil {
			w.Printf("record\tdeleted, which it is only when it was paid: this is its row in the epoch's table\n")
		}
		if r.FeeAmount != "0" {
			w.Printf("fee_amount\t%s base units, on top\n", r.FeeAmount)
		}
		amount, _ := abi.ParseAmount(r.Amount) // it is proven, so it is a number
		fee, _ := abi.ParseAmount(r.FeeAmount)
		all, _ := amount.Add(fee)
		w.Printf("which is\t%s\n", arguments.Tokens(all))
	})
}

// known is what a receipt is held against: hashes that were given, or with --rpc the app hash.
func (t *trusted) known(ctx context.Context, env *cli.Env, r *receipt.Receipt) (known receipt.Trusted, err error) {
	if len(t.Servers) > 0 {
		known.AppHash, err = t.root(ctx, env, r.ChainID, r.Height)
		return known, err
	}
	if t.Height != 0 && uint64(t.Height) != r.Height+1 {
		return known, cli.Usagef("the receipt has the header of block %d: give its hash, or a node with --rpc that leads there from block %d", r.Height+1, t.Height)
	}
	for flag, x := range map[string]struct {
		text string
		to   *[]byte
	}{"trust-hash": {t.Hash, &known.HeaderHash}, "trust-validators": {t.validators, &known.ValidatorsHash}, "app-hash": {t.appHash, &known.AppHash}} {
		if *x.to, err = hex.DecodeString(strings.ToLower(x.text)); err != nil {
			return known, cli.Usagef("--%s: %w", flag, err)
		}
		if n := len(*x.to); n != 0 && n != len(abi.Hash{}) {
			return known, cli.Usagef("--%s: a hash of %d hexadecimal digits: want %d", flag, len(x.text), 2*len(abi.Hash{}))
		}
	}
	if t.Hash+t.validators+t.appHash == "" {
		return known, cli.Usagef("what is trusted? give --trust-hash, the hash of the header of block %d, as anybody's node says it, or --trust-validators, or name another node with --rpc", r.Height+1)
	}
	return known, nil
}
