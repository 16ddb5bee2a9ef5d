package gov

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/gov/backtest"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// pending are the states of proposals that are yet to be carried out.
var pending = states[:4]

// warnEpochs is how many of the newest epochs are calculated again before somebody pays a deposit.
const warnEpochs = 3

// warn says on the error stream why a proposal may be in vain, before its deposit is asked for.
func warn(ctx context.Context, env *cli.Env, node *chain.Chain, actions []governance.Action) error {
	for _, state := range pending {
		list, err := chain.Pages(func(after uint64) ([]governance.ProposalInfo, uint64, error) {
			page, err := governance.Client{Node: node}.Proposals(ctx, governance.ProposalsArgs{After: after, State: state})
			return page.Proposals, page.Next, err
		})
		if err != nil {
			return err
		}
		for _, p := range list {
			if repeats(actions, p.Actions) {
				env.Note("warning: proposal %d makes the same change, and is %s: %s", p.Proposal, p.State, p.Title)
			}
		}
	}
	change, err := new(preview).ofActions(ctx, node, actions)
	if err != nil {
		return err
	}
	if change.Formula == nil && change.Params == nil { // weights leave the scores as they are
		return nil
	}
	r, err := backtest.Epochs(ctx, node, change, backtest.Span{Most: warnEpochs})
	if err != nil {
		env.Note("what it would have paid could not be calculated: %v", err)
		return nil
	}
	for _, text := range warnings(r) {
		env.Note("warning: %s", text)
	}
	return nil
}

// warnings are what the calculation finds that voters would hardly want.
func warnings(r *backtest.Report) (list []string) {
	for _, role := range r.Roles {
		if role.Mended > 0 {
			list = append(list, fmt.Sprintf("in %d of the last %d epochs it would have paid nobody in %s, so the formula before it would have",
				role.Mended, r.Epochs, role.Role))
		}
	}
	for _, f := range r.Failures {
		list = append(list, fmt.Sprintf("in epoch %d it fails, by reason %d: %s", f.Epoch, f.Reason, f.Name))
	}
	return list
}

// repeats reports whether one of some actions is among others. Texts change nothing, whoever asks them.
func repeats(actions, others []governance.Action) bool {
	return slices.ContainsFunc(actions, func(a governance.Action) bool {
		return a.Kind != "text" && slices.ContainsFunc(others, func(b governance.Action) bool { return bytes.Equal(effect(a), effect(b)) })
	})
}

// effect is an action without what was in force when it was proposed.
func effect(a governance.Action) []byte {
	a.Changes = slices.Clone(a.Changes)
	for i := range a.Changes {
		a.Changes[i].Old = ""
	}
	slices.SortFunc(a.Changes, func(x, y governed.ParamChange) int { return strings.Compare(x.Name, y.Name) })
	return sdk.Marshal(&a)
}
