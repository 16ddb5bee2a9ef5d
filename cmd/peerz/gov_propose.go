package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func govPropose(a *app) *cobra.Command {
	return group("propose", "Propose a change; the deposit is paid by --from",
		"peerz gov propose text --title 'Meet in June' --from alice",
		proposeWeights(a), proposeUpgrade(a), proposeText(a))
}

// propose submits one proposal with the full deposit and shows its number.
func (a *app) propose(c *cobra.Command, s sending, title string, action map[string]any) error {
	var params struct{ Deposit abi.Amount }
	if err := a.askInto(c.Context(), "governance", "params", none{}, &params); err != nil {
		return err
	}
	args, err := json.Marshal(map[string]any{"title": title, "actions": []any{action}})
	if err != nil {
		return err
	}
	call := contractCall{contract: "governance", method: "propose", args: args, funds: params.Deposit}
	r, result, err := a.execute(c.Context(), s, call)
	if err != nil {
		return err
	}
	did := "proposed: " + title
	if id, known := result["proposal"]; known {
		did = fmt.Sprintf("proposal %v: %s", id, title)
	}
	return a.showReceipt(r, did, result)
}

func proposeWeights(a *app) *cobra.Command {
	var s sending
	var set, title string
	c := &cobra.Command{
		Use:   "weights --set ROLE=PPM,...",
		Short: "Propose how the roles share each epoch's pool",
		Long: "Propose new base weights, in parts per million. Roles that are not named keep their present weight; the\n" +
			"shares are proportional, so the sum may be anything. The change starts at an epoch boundary after the vote.",
		Example: "peerz gov propose weights --set compute=380000,developers=140000 --from alice",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			wanted, err := readWeights(set)
			if err != nil {
				return err
			}
			weights, err := a.fillWeights(c.Context(), wanted)
			if err != nil {
				return err
			}
			if title == "" {
				title = "Set weights to " + weightsText(weights)
			}
			a.note("weights: %s", weightsText(weights))
			return a.propose(c, s, title, map[string]any{"kind": "weights", "weights": weights})
		},
	}
	s.flags(c)
	c.Flags().StringVar(&set, "set", "", "weights in parts per million, like compute=380000,developers=140000")
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("set")
	return c
}

// weight is one role's share in parts per million.
type weight struct {
	Role   string `json:"role"`
	Weight uint64 `json:"weight"`
}

func weightsText(weights []weight) string {
	parts := make([]string, len(weights))
	for i, w := range weights {
		parts[i] = fmt.Sprintf("%s=%d", w.Role, w.Weight)
	}
	return strings.Join(parts, ",")
}

func readWeights(set string) (map[string]uint64, error) {
	wanted := map[string]uint64{}
	for part := range strings.SplitSeq(set, ",") {
		role, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		value, err := strconv.ParseUint(number, 10, 64)
		if err != nil || role == "" {
			return nil, usagef("--set %q: want ROLE=PPM,... like compute=380000", part)
		}
		if _, twice := wanted[role]; twice {
			return nil, usagef("--set names %s twice", role)
		}
		wanted[role] = value
	}
	return wanted, nil
}

// fillWeights returns every role's weight: the wanted one, else the present base.
func (a *app) fillWeights(ctx context.Context, wanted map[string]uint64) ([]weight, error) {
	var now struct{ Base []weight }
	if err := a.askInto(ctx, "rewards", "weights", none{}, &now); err != nil {
		return nil, err
	}
	for i, w := range now.Base {
		if value, given := wanted[w.Role]; given {
			now.Base[i].Weight = value
			delete(wanted, w.Role)
		}
	}
	for role := range wanted {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", role)
	}
	return now.Base, nil
}

func proposeUpgrade(a *app) *cobra.Command {
	var s sending
	var contract, code, title, migrate string
	c := &cobra.Command{
		Use:   "upgrade --contract NAME --code HASH|FILE",
		Short: "Propose new code for a contract",
		Long: "Propose new code for a contract. The code must be on the chain already (`peerz contract upload`); it is\n" +
			"named by its hash or its file. After the vote it runs on probation: when it fails, the chain goes back\n" +
			"to the old code in the same block.",
		Example: "peerz gov propose upgrade --contract formula --code examples/formula-sqrt/formula-sqrt.wasm --from alice",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			node, err := a.client()
			if err != nil {
				return err
			}
			target, err := a.fetch(c.Context(), node, code)
			if err != nil {
				return err
			}
			action := map[string]any{"kind": "upgrade", "contract": contract, "code_hash": target.hash}
			if migrate != "" {
				input, err := target.encode(abi.EntryMigrate, abi.EntryMigrate, []byte(migrate))
				if err != nil {
					return usagef("--migrate: %w", err)
				}
				action["migrate"] = fmt.Sprintf("%x", input)
			}
			if title == "" {
				title = fmt.Sprintf("Upgrade %s to %.12s", contract, target.hash)
			}
			return a.propose(c, s, title, action)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&contract, "contract", "", "name of the contract")
	c.Flags().StringVar(&code, "code", "", "hash of the new code, or its file")
	c.Flags().StringVar(&migrate, "migrate", "", "arguments of the new code's migration, as JSON")
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("contract")
	_ = c.MarkFlagRequired("code")
	return c
}

func proposeText(a *app) *cobra.Command {
	var s sending
	var title string
	c := &cobra.Command{
		Use:     "text --title TITLE",
		Short:   "Ask the community something, without any effect on the chain",
		Example: "peerz gov propose text --title 'Meet in June' --from alice",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.propose(c, s, title, map[string]any{"kind": "text"})
		},
	}
	s.flags(c)
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("title")
	return c
}
