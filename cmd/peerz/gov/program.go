package gov

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func proposeProgram(env *cli.Env) *cobra.Command {
	var p proposing
	var plan world.Plan
	var drop bool
	c := &cobra.Command{
		Use:   "program --version V --at HEIGHT",
		Short: "Propose the version of the program that executes the blocks from a height on",
		Long: "Propose another version of the program itself, on a track of its own. Once the vote has taken effect,\n" +
			"every node of another version stops right before block HEIGHT and says which one to install; those of the\n" +
			"right one go on. The height must lie behind the vote and its timelock: a proposal that takes effect later\n" +
			"fails. A plan replaces an earlier one, and --drop proposes to have none.",
		Example: "peerz gov propose program --version 0.2.0 --at 250000 --from alice\npeerz gov propose program --drop --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if drop == (plan != (world.Plan{})) {
				return cli.Usagef("want --version and --at, or --drop alone")
			}
			if err := checkPlan(c.Context(), node, plan); err != nil {
				return err
			}
			title := "Drop the plan for the program"
			if !drop {
				title = fmt.Sprintf("Version %s of the program from block %d on", plan.Version, plan.Height)
			}
			return proposeOne(c.Context(), env, node, p, programAction(plan), title)
		}),
	}
	p.flags(c, "title of the proposal (default: the version and the height)")
	c.Flags().StringVar(&plan.Version, "version", "", "version of the new program, as it names itself")
	c.Flags().Uint64Var(&plan.Height, "at", 0, "height of the first block that it executes")
	c.Flags().BoolVar(&drop, "drop", false, "plan no other version")
	return c
}

func programAction(plan world.Plan) governance.Action {
	changes := []governed.ParamChange{{Name: world.ProgramParam, New: plan.String()}}
	return governance.Action{Kind: "params", Contract: governance.Chain, Changes: changes}
}

// checkPlan finds a plan that would fail when the vote takes effect: the height is not behind that moment, by the
// time that blocks take.
func checkPlan(ctx context.Context, node *chain.Chain, plan world.Plan) error {
	s, err := node.Status(ctx)
	if err != nil {
		return err
	}
	if plan == (world.Plan{}) {
		if s.Program.Planned == nil {
			return fmt.Errorf("no version is planned: a proposal would change nothing")
		}
		return nil
	}
	if _, err := world.ParsePlan(plan.String()); err != nil {
		return cli.Usagef("%w", err)
	}
	params, err := governance.Client{Node: node}.GetParams(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(params.Tracks, func(t governance.Track) bool { return t.Name == governance.TrackProgram })
	if i < 0 {
		return fmt.Errorf("this chain has no track %s", governance.TrackProgram)
	}
	pause, err := node.Pace(ctx, s)
	if err != nil {
		return err
	}
	if earliest := effectHeight(s, pause, params.Tracks[i].Voting+params.Tracks[i].Timelock+2); plan.Height <= earliest {
		return fmt.Errorf("block %d: the vote takes effect at about block %d, and the height must lie behind that", plan.Height, earliest)
	}
	return nil
}

// effectHeight is about the height of the boundary with which the present epoch and n more have ended, a block following
// the other after a pause.
func effectHeight(s client.Status, pause time.Duration, n uint64) uint64 {
	left := max(s.EpochEnd-s.Time, 0) + int64(n-1)*max(s.EpochEnd-s.EpochStart, 1)
	return s.Height + uint64(float64(left)*float64(time.Second)/float64(max(pause, time.Millisecond)))
}

// programText shows a plan.
func programText(text string) string {
	plan, err := world.ParsePlan(text)
	switch {
	case err != nil:
		return text
	case plan == (world.Plan{}):
		return "no other version is planned"
	}
	return fmt.Sprintf("version %s from block %d on", plan.Version, plan.Height)
}
