package rewards

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts"
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
			args := map[string]any{}
			amount, err := arguments.Amount(cap)
			if err != nil {
				return cli.Usagef("--cap: %w", err)
			}
			args["cap"] = amount
			for name, text := range map[string]string{"start": start, "from": from, "to": to} {
				if args[name], err = strconv.ParseUint(text, 10, 64); err != nil {
					return cli.Usagef("--%s %q: want unix seconds", name, text)
				}
			}
			emitted, err := scheduled(args)
			if err != nil {
				return err
			}
			return env.Show(map[string]abi.Amount{"amount": emitted}, func(w io.Writer) { fmt.Fprintln(w, emitted) })
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
const anyChain = `{"cap": "0", "start": 0, "roles": ["all"], "weights": [1000000], "params": {"dispute": 1,
	"fee_share": 0, "sweep": 1, "min_weight": 0, "max_weight": 1000000, "max_change": 1000000, "formula_gas": 0,
	"formula_gas_per_record": 0}}`

// scheduled asks the rewards contract's query schedule, on a chain in memory.
func scheduled(args map[string]any) (amount abi.Amount, err error) {
	built, known := contracts.Get("rewards")
	if !known {
		return amount, errors.New("this program was built without the rewards contract")
	}
	hash := abi.Hash(sha256.Sum256(built.Wasm))
	local, err := sandbox.New(&runtime.Genesis{
		Profile:   "schedule",
		Codes:     []runtime.GenesisCode{{Wasm: built.Wasm}},
		Contracts: []runtime.GenesisContract{{Name: "rewards", CodeHash: hash, Init: json.RawMessage(anyChain)}},
	}, sandbox.Options{})
	if err != nil {
		return amount, err
	}
	defer func() { err = errors.Join(err, local.Close()) }()
	if _, err := local.Block(sandbox.Start); err != nil {
		return amount, err
	}
	iface, err := chain.InterfaceOf(built.Wasm)
	if err != nil {
		return amount, err
	}
	text, err := json.Marshal(args)
	if err != nil {
		return amount, err
	}
	input, err := abi.EncodeCall(iface, abi.EntryQuery, "schedule", text)
	if err != nil {
		return amount, err
	}
	const gas = 1_000_000_000 // far more than the loop over the years can use
	output, fault, err := local.Query(abi.ContractAddress(abi.Address{}, 0), input, gas)
	if err != nil {
		return amount, err
	}
	if fault != nil {
		return amount, fmt.Errorf("the rewards contract refuses: %s %s: %s", fault.Code, iface.ErrorName(fault.Abort), fault.Log)
	}
	return amountIn(iface, output)
}

func amountIn(iface *abi.Interface, output []byte) (abi.Amount, error) {
	text, err := abi.DecodeResult(iface, abi.EntryQuery, "schedule", output)
	if err != nil {
		return abi.Amount{}, err
	}
	var answer struct{ Amount abi.Amount }
	return answer.Amount, json.Unmarshal(text, &answer)
}
