package gov

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func proposeCommand(env *cli.Env) *cobra.Command {
	var p proposing
	var file string
	c := cli.Group("propose", "Propose a change, by a command or a file; the deposit is paid by --from",
		"peerz gov propose text --title 'Meet in June' --from alice\npeerz gov propose --file proposal.yaml --from alice",
		proposeWeights(env), proposeParams(env), proposeGuardrail(env), proposeGuardian(env), proposeCall(env), proposeSource(env), proposeUpgrade(env),
		proposeProgram(env), proposeSlash(env), proposeText(env))
	help := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case len(args) == 0 && file == "" && (c.Flags().Changed("from") || env.Yes):
			return cli.Usagef("what is proposed? give --file, which `peerz gov template` begins, or one of the commands of `%s --help`", c.CommandPath())
		case len(args) > 0 || file == "":
			return help(c, args)
		}
		return chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			d, err := readFile(c.Context(), node, file)
			if err != nil {
				return err
			}
			return propose(c.Context(), env, node, p, *d)
		})(c, args)
	}
	p.Flags(c)
	c.Flags().StringVarP(&file, "file", "f", "", "YAML file with the proposal: gov template writes one")
	return c
}

// proposing holds the flags of every command that makes a proposal.
type proposing struct {
	chain.Sending
	draft
	hash string // of the link, as written
}

// draft is a proposal before it is sent.
type draft struct {
	governance.ProposeArgs
	deposit string // as written; empty: the least
}

func (p *proposing) flags(c *cobra.Command, title string) {
	p.Flags(c)
	c.Flags().StringVar(&p.Title, "title", "", title)
	c.Flags().StringVar(&p.Description, "description", "", "what voters should know, lines of up to 4096 bytes")
	c.Flags().StringVar(&p.Link, "link", "", "where there is more about it")
	c.Flags().StringVar(&p.hash, "link-hash", "", "sha256 of what is there, or a file with it")
	c.Flags().StringVar(&p.deposit, "deposit", "", "more than the least deposit, for an earlier place (default: the least)")
	c.Flags().BoolVar(&p.Expedited, "expedited", false, "by the rules of the track expedited: less time, more votes")
}

// fitting is a title of many changes, cut to what the contract takes.
func fitting(title string) string {
	if len(title) <= maxTitle {
		return title
	}
	const rest = ", ..."
	return strings.ToValidUTF8(title[:maxTitle-len(rest)], "") + rest
}

// one is the draft of a command's only action.
func (p *proposing) one(action governance.Action, title string) (draft, error) {
	d := p.draft
	d.Title, d.Actions = cmp.Or(d.Title, fitting(title)), []governance.Action{action}
	if p.hash == "" {
		return d, nil
	}
	var err error
	d.LinkHash, err = linkHash(p.hash)
	if err != nil {
		return d, cli.Usagef("--link-hash: %w", err)
	}
	return d, nil
}

// linkHash reads a hash, or makes that of a file.
func linkHash(text string) (sdk.Hash, error) {
	if content, err := os.ReadFile(text); err == nil {
		sum := sha256.Sum256(content)
		return sdk.HashOf(sum[:]), nil
	}
	h, err := abi.ParseHash(text)
	if err != nil {
		return sdk.Hash{}, fmt.Errorf("%.80q is neither a file nor a sha256 of 64 hexadecimal digits", text)
	}
	return sdk.HashOf(h[:]), nil
}

// proposeOne submits the proposal of a command.
func proposeOne(ctx context.Context, env *cli.Env, node *chain.Chain, p proposing, action governance.Action, title string) error {
	d, err := p.one(action, title)
	if err != nil {
		return err
	}
	return propose(ctx, env, node, p, d)
}

// propose submits a proposal with its deposit, which a person confirms, and shows its number.
func propose(ctx context.Context, env *cli.Env, node *chain.Chain, p proposing, d draft) error {
	contract := governance.Client{Node: node}
	checked, err := contract.Check(ctx, governance.CheckArgs{Actions: d.Actions, Expedited: d.Expedited})
	if err != nil {
		return err
	}
	params, err := contract.GetParams(ctx)
	if err != nil {
		return err
	}
	deposit, err := readDeposit(d.deposit, params.Deposit)
	if err != nil {
		return err
	}
	for _, a := range checked.Actions {
		if err := noteAction(ctx, env, node, a); err != nil {
			return err
		}
	}
	if err := warn(ctx, env, node, checked.Actions); err != nil {
		return err
	}
	t := checked.Track
	report := ""
	if !checked.Report.IsZero() {
		report = fmt.Sprintf("; beside it %s for the chain's own report, of which comes back what that does not use", chain.Tokens(checked.Report))
	}
	err = env.Confirm("track %s: %d epochs of votes, %d of waiting; more than %s must agree; "+
		"deposit: %s of %s; it comes back when the votes are counted, and is lost if less than %s of all stake votes or more than %s of the votes are vetoes%s",
		t.Name, t.Voting, t.Timelock, arguments.Percent(t.Threshold),
		chain.Tokens(deposit), p.From, arguments.Percent(t.Quorum), arguments.Percent(params.Veto), report)
	if err != nil {
		return err
	}
	r, result, err := chain.Transact(ctx, node, p.Sending, contract.Propose(d.ProposeArgs), deposit.Add(checked.Report))
	if err != nil {
		return err
	}
	did := "proposed: " + d.Title
	if result != nil {
		did = fmt.Sprintf("proposal %d: %s; votes count from the next epoch on, when it has a place in its track", result.Proposal, d.Title)
	}
	shown := chain.Fields(result)
	shown["deposit"], shown["prepaid"] = abi.Amount(deposit), abi.Amount(checked.Report)
	return chain.ShowReceipt(env, r, did, shown)
}

// noteAction says on the error stream what an action changes: as `gov show` will, and of weights and parameters beside what is in force.
func noteAction(ctx context.Context, env *cli.Env, node *chain.Chain, a governance.Action) error {
	switch {
	case len(a.Weights) > 0:
		return noteWeights(ctx, env, node, a.Weights)
	case len(a.Changes) > 0:
		text := describe(ctx, node, a.Contract)
		for _, c := range a.Changes {
			env.Note("%s/%s: %s", a.Contract, c.Name, text(c))
		}
	case a.Kind != "text":
		return (&cli.Env{Out: env.Err}).Show(nil, func(w *cli.Printer) { showAction(ctx, w, node, a) })
	}
	return nil
}

// readDeposit reads what is paid: at least what is asked for, and at most ten times that.
func readDeposit(text string, least sdk.Amount) (sdk.Amount, error) {
	if text == "" {
		return least, nil
	}
	n, err := arguments.Amount(text)
	most, ok := abi.Amount(least).Mul(abi.U64(10))
	if err != nil || n.Less(abi.Amount(least)) || ok && most.Less(n) {
		return sdk.Amount{}, cli.Usagef("deposit %s: want at least %s, and at most ten times as much", text, chain.Tokens(least))
	}
	return sdk.Amount(n), nil
}

func proposeWeights(env *cli.Env) *cobra.Command {
	var p proposing
	var set string
	var confirm bool
	c := &cobra.Command{
		Use:   "weights --set ROLE=SHARE,...|--confirm",
		Short: "Propose how the roles share each epoch's pool",
		Long: "Propose new base weights, in percent or parts per million. Roles that are not named keep their weight; the\n" +
			"shares are proportional, so the sum may be anything. The change starts at an epoch boundary after the vote.\n" +
			"With --confirm the weights in force are proposed, which is a review, once that is due (`peerz weights show`).",
		Example: "peerz gov propose weights --set compute=380000,developers=140000 --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if confirm == (set != "") {
				return cli.Usagef("--set says the new weights, --confirm proposes those in force: want one of them")
			}
			var wanted map[string]uint64
			verb := "Confirm weights "
			if !confirm {
				var err error
				if wanted, err = readWeights(set); err != nil {
					return err
				}
				verb = "Set weights to "
			}
			weights, err := fillWeights(c.Context(), node, wanted)
			if err != nil {
				return err
			}
			env.Note("weights: %s", weightsText(weights))
			action := governance.Action{Kind: "weights", Weights: weights}
			return proposeOne(c.Context(), env, node, p, action, verb+weightsText(weights))
		}),
	}
	p.flags(c, "title of the proposal (default: the weights)")
	c.Flags().StringVar(&set, "set", "", "weights in percent or parts per million, like compute=38%,developers=140000")
	c.Flags().BoolVar(&confirm, "confirm", false, "propose the weights in force")
	return c
}

func proposeUpgrade(env *cli.Env) *cobra.Command {
	var p proposing
	var name, code, migrate, back string
	c := &cobra.Command{
		Use:   "upgrade --contract NAME --code HASH|FILE",
		Short: "Propose new code for a contract",
		Long: "Propose new code for a contract. The code must be on the chain already (`peerz contract upload`); it is\n" +
			"named by its hash or its file. After the vote it runs on probation: when it fails, the chain goes back\n" +
			"to the old code in the same block.",
		Example: "peerz gov propose upgrade --contract formula --code examples/formula-sqrt/formula-sqrt.wasm --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			action, err := upgradeOf(c.Context(), node, newCode{name, code, back, []byte(migrate)})
			if err != nil {
				return err
			}
			title := fmt.Sprintf("Upgrade %s to %.12x", name, action.CodeHash.Bytes())
			return proposeOne(c.Context(), env, node, p, action, title)
		}),
	}
	p.flags(c, "title of the proposal (default: the contract and the code)")
	c.Flags().StringVar(&name, "contract", "", "name of the contract")
	c.Flags().StringVar(&code, "code", "", "hash of the new code, or its file")
	c.Flags().StringVar(&migrate, "migrate", "", "arguments of the new code's migration, as JSON")
	c.Flags().StringVar(&back, "migrate-back", "", "hash of a code that makes the storage fit the old code again, or its file")
	_ = c.MarkFlagRequired("contract")
	_ = c.MarkFlagRequired("code")
	return c
}

// newCode is code for a contract: it, and what undoes its migration, by their hashes or their files.
type newCode struct {
	contract, code, back string
	migrate              []byte // JSON; empty: no arguments
}

func upgradeOf(ctx context.Context, node *chain.Chain, n newCode) (action governance.Action, err error) {
	target, err := node.FindCode(ctx, n.code)
	if err != nil {
		return action, err
	}
	live, err := node.FindContract(ctx, n.contract)
	if err != nil {
		return action, err
	}
	if live.CodeHash == target.Hash {
		return action, fmt.Errorf("%s runs this code already: a proposal would change nothing", n.contract)
	}
	action = governance.Action{Kind: "upgrade", Contract: n.contract, CodeHash: sdk.HashOf(target.Hash[:])}
	if n.back != "" {
		back, err := node.FindCode(ctx, n.back)
		if err != nil {
			return action, err
		}
		action.MigrateBack = sdk.HashOf(back.Hash[:])
	}
	if len(n.migrate) > 0 {
		if action.Migrate, err = target.Encode(abi.EntryMigrate, abi.EntryMigrate, n.migrate); err != nil {
			return action, cli.Usagef("migrate: %w", err)
		}
	}
	return action, nil
}

func proposeText(env *cli.Env) *cobra.Command {
	var p proposing
	c := &cobra.Command{
		Use:     "text --title TITLE",
		Short:   "Ask the community something, without any effect on the chain",
		Example: "peerz gov propose text --title 'Meet in June' --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			return proposeOne(c.Context(), env, node, p, governance.Action{Kind: "text"}, "")
		}),
	}
	p.flags(c, "what to ask")
	_ = c.MarkFlagRequired("title")
	return c
}
