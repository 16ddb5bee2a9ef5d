package rewards

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

func scheduleCommand(env *cli.Env) *cobra.Command {
	var cap, start, from, to string
	c := &cobra.Command{
		Use:   "schedule --cap AMOUNT --start TIME --from TIME --to TIME",
		Short: "Compute what a schedule emits between two moments",
		Long: "Compute what an emission schedule with this cap and start emits between two moments, in base units. Times\n" +
			"are unix seconds. It needs no node: the rewards contract of this release computes it here, in the sandbox\n" +
			"that the chain runs it in.",
		Example: "peerz rewards schedule --cap 1000000000tokens --start 0 --from 0 --to 31536000",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			limit, err := arguments.Amount(cap)
			if err != nil {
				return cli.Usagef("--cap: %w", err)
			}
			args := rewards.ScheduleArgs{Cap: sdk.Amount(limit)}
			for _, flag := range []struct {
				name, text string
				value      *uint64
			}{{"start", start, &args.Start}, {"from", from, &args.From}, {"to", to, &args.To}} {
				if *flag.value, err = strconv.ParseUint(flag.text, 10, 64); err != nil {
					return cli.Usagef("--%s %q: want unix seconds", flag.name, flag.text)
				}
			}
			emitted, err := scheduled(args)
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(emitted), func(w *cli.Printer) { w.Row(emitted.Amount.String()) })
		},
	}
	f := c.Flags()
	f.StringVar(&cap, "cap", "", "most that can ever be, in base units or like 1000tokens")
	f.StringVar(&start, "start", "", "when the schedule begins, unix seconds")
	f.StringVar(&from, "from", "", "first moment, unix seconds")
	f.StringVar(&to, "to", "", "last moment, unix seconds")
	for _, name := range []string{"cap", "start", "from", "to"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// anyChain are arguments that the rewards contract can be instantiated with; the schedule
// that is asked about depends on none of them.
var anyChain = rewards.InstantiateArgs{
	Roles: []string{"all"}, Weights: []uint64{1_000_000},
	Params: rewards.Params{MaxWeight: 1_000_000, MaxChange: 1_000_000, PoolLimit: 1_000_000, Review: 1, FormulaGas: 1_000_000},
}

// scheduled asks the rewards contract's query schedule, on a chain in memory.
func scheduled(args rewards.ScheduleArgs) (answer rewards.ScheduleResult, err error) {
	built, known := contracts.Get(rewards.Name)
	if !known {
		return answer, errors.New("this program was built without the rewards contract")
	}
	init, err := json.Marshal(chain.Fields(anyChain))
	if err != nil {
		return answer, err
	}
	hash := abi.Hash(sha256.Sum256(built.Wasm))
	local, err := sandbox.New(&runtime.Genesis{
		Profile:   "schedule",
		Codes:     []runtime.GenesisCode{{Wasm: built.Wasm}},
		Contracts: []runtime.GenesisContract{{Name: rewards.Name, CodeHash: hash, Init: init}},
	}, sandbox.Options{})
	if err != nil {
		return answer, err
	}
	defer func() { err = errors.Join(err, local.Close()) }()
	if _, err := local.Block(sandbox.Start); err != nil {
		return answer, err
	}
	return rewards.Client{Node: memory{local}}.Schedule(context.Background(), args)
}

// memory asks the first contract of a chain in memory.
type memory struct{ *sandbox.Chain }

// Query implements sdk.Querier.
func (m memory) Query(_ context.Context, contract string, input []byte) ([]byte, error) {
	const gas = 1_000_000_000 // far more than the loop over the years can use
	output, fault, err := m.Chain.Query(abi.ContractAddress(abi.Address{}, 0), input, gas)
	if err == nil && fault != nil {
		err = fmt.Errorf("the %s contract refuses: %s %s: %s", contract, fault.Code, rewards.ErrorName(fault.Abort), fault.Log)
	}
	return output, err
}
