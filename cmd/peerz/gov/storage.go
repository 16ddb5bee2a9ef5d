package gov

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// storageChange is what the chain's dry run has found that carrying out a proposal does to the records of a contract whose keys
// begin with the same byte. What is in them is the contract's own affair: a new schema shows as records that change.
type storageChange struct {
	Contract string `json:"contract"`
	Kind     string `json:"kind"`  // the byte in hex; "others" behind the first 31
	Added    uint64 `json:"added"` // records
	Changed  uint64 `json:"changed"`
	Removed  uint64 `json:"removed"`
	Before   uint64 `json:"before"` // bytes of their values
	After    uint64 `json:"after"`
}

// storageChanges asks the node's history for them; it reports false where the node has none.
func storageChanges(ctx context.Context, node *chain.Chain, proposal uint64) (list []storageChange, known bool, err error) {
	events, err := node.HostEvents(ctx, "storage_migrated", "group", strconv.FormatUint(proposal, 10))
	var said *client.Error
	if errors.As(err, &said) && said.Code == "index_off" {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for _, e := range events {
		var s storageChange
		if err := json.Unmarshal(e.Data, &s); err != nil {
			return nil, false, fmt.Errorf("event %s: %w", e.ID, err)
		}
		if a, err := abi.ParseAddress(s.Contract); err == nil && !a.IsZero() {
			s.Contract = node.Called(ctx, a)
		}
		list = append(list, s)
	}
	slices.Reverse(list) // history has the newest first
	return list, true, nil
}

func showStorage(w *cli.Printer, list []storageChange) {
	if len(list) == 0 {
		w.Printf("Carrying it out changes no contract's records by itself: the dry run has tried.\n")
		return
	}
	w.Printf("Carrying it out changes records, as the dry run has found:\n\ncontract\tkeys begin with\tadded\tchanged\tremoved\tbytes\tbytes then\n")
	for _, s := range list {
		w.Row(s.Contract, s.Kind, fmt.Sprint(s.Added), fmt.Sprint(s.Changed), fmt.Sprint(s.Removed), fmt.Sprint(s.Before), fmt.Sprint(s.After))
	}
	w.Printf("\n")
}
