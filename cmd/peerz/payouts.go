package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"
)

func rewardsPayouts(a *app) *cobra.Command {
	var epoch, role string
	c := &cobra.Command{
		Use:     "payouts --epoch N --role ROLE",
		Short:   "List what every participant of a role gets for an epoch",
		Example: "peerz rewards payouts --epoch 3 --role developers --output json",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			n, err := a.epochNumber(c.Context(), epoch)
			if err != nil {
				return err
			}
			payouts, err := a.pages(c.Context(), "rewards", "payouts", "payouts", map[string]any{"epoch": n, "role": role})
			if err != nil {
				return err
			}
			return a.show(map[string]any{"epoch": n, "role": role, "payouts": payouts}, func(w io.Writer) {
				fmt.Fprintln(w, "participant\tcontribution\tamount\tstate\taddress")
				for _, p := range payouts {
					fmt.Fprintf(w, "%v\t%v\t%s\t%v\t%v\n", p["id"], p["contribution"], tokensOf(p["amount"]), p["state"], p["address"])
				}
			})
		},
	}
	c.Flags().StringVar(&epoch, "epoch", "latest", "number of the epoch, or latest")
	c.Flags().StringVar(&role, "role", "", "name of the role")
	_ = c.MarkFlagRequired("role")
	return c
}

// epochNumber reads the number of an epoch; latest is the last one that closed.
func (a *app) epochNumber(ctx context.Context, text string) (uint64, error) {
	if text != "latest" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return 0, usagef("--epoch %q: want a number, or latest", text)
		}
		return n, nil
	}
	var latest struct{ Epoch uint64 }
	return latest.Epoch, a.askInto(ctx, "rewards", "latest", none{}, &latest)
}

// pages follows a query that answers in pages to its end. list is the field that holds the
// entries; a page names its successor in the field next.
func (a *app) pages(ctx context.Context, contract, method, list string, args map[string]any) ([]map[string]any, error) {
	node, err := a.client()
	if err != nil {
		return nil, err
	}
	all := []map[string]any{}
	for {
		var raw json.RawMessage
		if err := query(ctx, node, contract, method, args, &raw); err != nil {
			return nil, err
		}
		page, err := object(raw)
		if err != nil {
			return nil, err
		}
		entries, _ := page[list].([]any)
		for _, each := range entries {
			if entry, ok := each.(map[string]any); ok {
				all = append(all, entry)
			}
		}
		next := fmt.Sprint(page["next"])
		if page["next"] == nil || next == "" || next == "0" || len(entries) == 0 {
			return all, nil
		}
		args["after"] = page["next"]
	}
}
