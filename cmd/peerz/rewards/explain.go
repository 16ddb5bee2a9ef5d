package rewards

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

func explainCommand(env *cli.Env) *cobra.Command {
	var epoch, id string
	c := &cobra.Command{
		Use:   "explain --epoch N --participant ID",
		Short: "Show step by step how an amount came about",
		Long: "Show how what a participant gets for an epoch came about, step by step and exactly: where the pool comes from,\n" +
			"what the weights were calculated from, the part of the role, what was verified and where its evidence is, score,\n" +
			"total, rounding, and the amount. Amounts are base units, weights parts per million. docs/accounting.md has the\n" +
			"rules; `peerz audit` calculates all of an epoch again.",
		Example: "peerz rewards explain --epoch 3 --participant ann",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			n, err := node.EpochNumber(c.Context(), epoch)
			if err != nil {
				return err
			}
			ids, err := participantIDs(c.Context(), node, id)
			if err != nil {
				return err
			}
			x, err := explain(c.Context(), node, n, ids...)
			if err != nil {
				return err
			}
			return env.Show(x, func(w *cli.Printer) { x.show(w, node.Known) })
		}),
	}
	c.Flags().StringVar(&epoch, "epoch", "latest", "number of the epoch, or latest")
	c.Flags().StringVar(&id, "participant", "", "id of the participant, or the name of a key or an address: all that its account does")
	_ = c.MarkFlagRequired("participant")
	return c
}

// participantIDs are the ids that books have somebody under. An account has those that are registered for it, and one by the hexadecimal
// digits of its address: as a validator, in a market, in a pool.
func participantIDs(ctx context.Context, node *chain.Chain, name string) ([]string, error) {
	id := text.Lower(name)
	account, err := node.FindAccount(ctx, name)
	if err != nil || account.Kind == "participant" || account.Kind == "contract" {
		return []string{id}, nil //nolint:nilerr // an id of which only the books know
	}
	own, err := roles.Client{Node: node}.ByAccount(ctx, roles.ByAccountArgs{Account: chain.InMessage(account.Address)})
	return idsOf(account.Address, id, own.Participants), err
}

// idsOf are those of an account, and the name under which it was asked for, which may be an id, too.
func idsOf(account abi.Address, name string, registered []roles.ParticipantInfo) []string {
	ids := []string{hex.EncodeToString(account[:])}
	for _, p := range registered {
		ids = append(ids, p.ID)
	}
	if !slices.Contains(ids, name) && text.IsName(name) && !strings.HasPrefix(name, abi.HRP+"1") {
		ids = append(ids, name)
	}
	return ids
}

// step is one line of arithmetic: a value, and how it comes about, in words and in numbers.
type step struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Rule  string `json:"rule"`
	Sum   string `json:"sum"` // the rule with its numbers
}

// explanation is how a participant's payouts of an epoch came about.
type explanation struct {
	Epoch       uint64           `json:"epoch"`
	State       string           `json:"state"`
	Participant string           `json:"participant"` // ids, with a comma between them
	Pool        []step           `json:"pool"`
	Inputs      map[string]any   `json:"inputs"`
	Weights     []map[string]any `json:"weights"`
	Formula     map[string]any   `json:"formula"`
	Roles       []roleStory      `json:"roles"`
}

// roleStory is one role's part of it.
type roleStory struct {
	Role          string           `json:"role"`
	ID            string           `json:"id"`
	Contributions []map[string]any `json:"contributions"`
	Steps         []step           `json:"steps"`
	Payout        map[string]any   `json:"payout"`

	measures []roles.Measure
}

func measuresOf(ctx context.Context, node sdk.Querier, role string) ([]roles.Measure, error) {
	info, err := roles.Client{Node: node}.Role(ctx, roles.RoleArgs{Name: role})
	return info.Measures, err
}

// leastPrice is what is taken for a price among the numbers of work that somebody paid for, in base units: markets count it by
// what was paid, beside numbers of things.
var leastPrice = abi.U64(1_000_000_000)

// inWords names the numbers of a contribution. Of work that somebody paid for they are prices.
func (r *roleStory) inWords(measures any) string {
	list, _ := measures.([]any)
	words := make([]string, len(list))
	for i, m := range list {
		name, unit, value := fmt.Sprintf("measure %d", i+1), "", fmt.Sprint(m)
		if i < len(r.measures) {
			name, unit = r.measures[i].Name, " "+r.measures[i].Unit
		}
		if _, paid := r.Payout["limit"]; paid {
			unit = ""
			if n, err := abi.ParseAmount(value); err == nil && n.Cmp(leastPrice) >= 0 {
				unit = " (" + arguments.Tokens(n) + " paid)"
			}
		}
		words[i] = fmt.Sprintf("%s %s%s", name, value, unit)
	}
	return strings.Join(words, ", ")
}

func explain(ctx context.Context, node sdk.Querier, n uint64, ids ...string) (*explanation, error) {
	books := rewards.Client{Node: node}
	e := &audit.Epoch{}
	var err error
	if e.Account, err = books.Epoch(ctx, rewards.EpochArgs{Epoch: n}); err != nil {
		return nil, err
	}
	if e.Account.State == "open" {
		return nil, cli.Usagef("epoch %d is open: there is something to explain when it has closed", n)
	}
	if e.Inputs, err = books.Inputs(ctx, rewards.EpochArgs{Epoch: n}); err != nil {
		return nil, err
	}
	a := &e.Account
	x := &explanation{Epoch: a.Epoch, State: a.State, Participant: strings.Join(ids, ", "), Pool: poolSteps(e), Inputs: chain.Fields(e.Inputs), Weights: weightRows(e),
		Formula: map[string]any{"paid_by": a.PaidBy, "code_hash": hexHash(a.Formula.CodeHash), "reason": a.Reason}}
	if a.Reason != 0 {
		x.Formula["why"] = rewards.ReasonName(a.Reason)
	}
	for i := range a.Roles {
		for _, id := range ids {
			story, err := storyOf(ctx, node, e, &a.Roles[i], id)
			if err != nil {
				return nil, err
			}
			if story != nil {
				x.Roles = append(x.Roles, *story)
			}
		}
	}
	if len(x.Roles) == 0 {
		return nil, fmt.Errorf("nothing that %s did was verified in epoch %d (`peerz roles show %s` says what it is registered for)", x.Participant, a.Epoch, ids[len(ids)-1])
	}
	return x, nil
}

func hexHash(h sdk.Hash) string { return fmt.Sprintf("%x", h.Bytes()) }

// poolSteps say where the pool comes from.
func poolSteps(e *audit.Epoch) []step {
	a, in := &e.Account, &e.Inputs
	schedule := audit.Emission(e)
	rule := fmt.Sprintf("what the schedule has by second %d, less what it had by %d: it begins with %d, and its cap is %s", a.End, in.Emitted, in.ScheduleStart, in.Cap)
	why := fmt.Sprintf("%s - %s", audit.Accumulated(in.Cap, in.ScheduleStart, a.End), audit.Accumulated(in.Cap, in.ScheduleStart, in.Emitted))
	if a.EmissionShare != 1_000_000 {
		rule += "; of that the share that votes have set, in ppm, rounded down"
		why = fmt.Sprintf("floor((%s) * %d / 1000000)", why, a.EmissionShare)
	}
	switch {
	case schedule.String() == a.Emission.String():
	case e.Several() && !a.Emission.IsZero():
		why += ": this is that of several of the chain's epochs, each by its own part of the schedule"
	default:
		why += fmt.Sprintf(" = %s, which the ledger did not mint: a later epoch catches up", schedule)
	}
	fees := a.Fees.Add(a.FeePool)
	had := a.Reserve.Add(a.FromReserve)
	return []step{
		{"emission", a.Emission.String(), rule, why},
		{"fee_pool", a.FeePool.String(), "liquidity's part of the transaction fees, rounded down", fmt.Sprintf("floor(%s * %d / 1000000)", fees, in.Params.FeeShare)},
		{"fees", a.Fees.String(), "the other transaction fees", fmt.Sprintf("%s - %s", fees, a.FeePool)},
		{"from_reserve", a.FromReserve.String(), "what there was, at most pool_limit - 1 times the emission, rounded down",
			fmt.Sprintf("min(%s, floor(%s * %d / 1000000))", had, a.Emission, in.Params.PoolLimit-1_000_000)},
		{"pool", a.Pool.String(), "emission + fees + from_reserve", fmt.Sprintf("%s + %s + %s", a.Emission, a.Fees, a.FromReserve)},
	}
}

// weightRows are the inputs of the weights, and what they came to.
func weightRows(e *audit.Epoch) (rows []map[string]any) {
	for i, r := range e.Account.Roles {
		row := map[string]any{"role": r.Role, "weight": r.Weight, "pool": r.Pool.String()}
		if i < len(e.Inputs.Roles) {
			in := &e.Inputs.Roles[i]
			row["previous"], row["voted"], row["demand"], row["supply"], row["priority"] = in.Previous, in.Base, in.Demand.String(), in.Supply.String(), in.Gauge
		}
		rows = append(rows, row)
	}
	return rows
}

// storyOf is what a participant did in a role and gets for it; nil when nothing was verified.
func storyOf(ctx context.Context, node sdk.Querier, e *audit.Epoch, r *rewards.RoleShare, id string) (*roleStory, error) {
	p, err := payoutOf(ctx, node, e.Account.Epoch, r.Role, id)
	if err != nil || p == nil {
		return nil, err
	}
	story := &roleStory{Role: r.Role, ID: id, Payout: chain.Fields(*p)}
	if story.measures, err = measuresOf(ctx, node, r.Role); err != nil {
		return nil, err
	}
	for n := e.Account.Epoch; n <= e.Inputs.Last; n++ {
		done, err := contributionsOf(ctx, node, n, r.Role, id)
		if err != nil {
			return nil, err
		}
		story.Contributions = append(story.Contributions, done...)
	}
	story.Steps = payoutSteps(e, r, p)
	return story, nil
}

// payoutOf finds a participant's payout: the list goes by id.
func payoutOf(ctx context.Context, node sdk.Querier, epoch uint64, role, id string) (*rewards.Payout, error) {
	args := rewards.PayoutsArgs{Epoch: epoch, Role: role, Limit: 200}
	for {
		page, err := rewards.Client{Node: node}.Payouts(ctx, args)
		if err != nil {
			return nil, err
		}
		for i := range page.Payouts {
			if page.Payouts[i].ID == id {
				return &page.Payouts[i], nil
			}
		}
		if args.After = page.Next; args.After == "" {
			return nil, nil
		}
	}
}

// contributionsOf lists what was verified or measured, with its evidence, and with what attestors reported where
// the chain still has that.
func contributionsOf(ctx context.Context, node sdk.Querier, epoch uint64, role, id string) (list []map[string]any, err error) {
	c := roles.Client{Node: node}
	for from := uint64(0); ; {
		page, err := c.Submissions(ctx, roles.SubmissionsArgs{Epoch: epoch, Role: role, From: from})
		if err != nil {
			return nil, err
		}
		for _, s := range page.Submissions {
			if s.ID != id {
				continue
			}
			found := chain.Fields(s)
			if found["reports"], err = reportsOf(ctx, c, epoch, role, s.Number); err != nil {
				return nil, err
			}
			list = append(list, found)
		}
		if from = page.Next; from == 0 {
			break
		}
	}
	for from := uint64(0); ; {
		page, err := c.Measured(ctx, roles.MeasuredArgs{Epoch: epoch, From: from})
		if err != nil {
			return nil, err
		}
		for _, m := range page.Entries {
			if m.Role == role && m.ID == id {
				found := chain.Fields(m)
				found["state"] = "measured"
				list = append(list, found)
			}
		}
		if from = page.Next; from == 0 {
			return list, nil
		}
	}
}

func reportsOf(ctx context.Context, c roles.Client, epoch uint64, role string, number uint64) (list []map[string]any, err error) {
	list = []map[string]any{}
	args := roles.SheetsArgs{Epoch: epoch, Role: role, Sheet: number / roles.SheetSize}
	for {
		page, err := c.Sheets(ctx, args)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Sheets {
			for _, f := range s.Findings {
				if f.Number == number {
					list = append(list, map[string]any{"attestor": chain.AddressOf(s.Attestor).String(), "measures": amountTexts(f.Measures)})
				}
			}
		}
		if args.After = page.Next; page.Next == nil {
			return list, nil
		}
	}
}

func amountTexts(list []sdk.Amount) []any {
	texts := make([]any, len(list))
	for i, a := range list {
		texts[i] = a.String()
	}
	return texts
}

// payoutSteps lead from the role's pool to the amount.
func payoutSteps(e *audit.Epoch, r *rewards.RoleShare, p *rewards.Payout) []step {
	var weights uint64
	for _, other := range e.Account.Roles {
		weights += other.Weight
	}
	fee := step{"fee_amount", p.FeeAmount.String(), "the part of the fee pool, rounded down, on top", fmt.Sprintf("floor(%s * %s / %s)", r.FeePool, p.Score, r.ScoreTotal)}
	if p.State == "void" {
		fee.Rule, fee.Sum = ofVoid, "0"
	}
	steps := []step{
		{"role_pool", r.Pool.String(), "the pool by the weights, rounded down; what is left goes, one unit each, to the largest remainders",
			fmt.Sprintf("%s * %d / %d", e.Account.Pool, r.Weight, weights)},
		{"contribution", p.Contribution.String(), "the sum of all measures", p.Contribution.String()},
		{"score", p.Score.String(), "what the formula gives for the measures (" + r.PaidBy + ")", p.Score.String()},
		{"score_total", r.ScoreTotal.String(), fmt.Sprintf("the scores of all participants of the role, %d", r.Participants), r.ScoreTotal.String()},
		amountStep(r, p),
	}
	part, rest := division(r.Pool, p.Score, r.ScoreTotal)
	if above := new(big.Int).Sub(part, audit.Wide(p.Amount)); p.Limit != nil && p.State != "void" && above.Sign() > 0 {
		steps = append(steps, step{"above_limit", above.String(), "what the part of the pool has above the limit goes to the reserve, with the role's dust",
			fmt.Sprintf("%s - %s", part, p.Amount)})
	}
	steps = append(steps, step{"rounded_down", rest.String(), "the rest of that division, in parts of score_total: with all others' it is the role's dust, which goes to the reserve",
		fmt.Sprintf("%s * %s mod %s", r.Pool, p.Score, r.ScoreTotal)})
	if !r.FeePool.IsZero() {
		steps = append(steps, fee)
	}
	whole := p.Amount.Add(p.FeeAmount)
	steps = append(steps, step{"payout", whole.String(), "what the account gets", fmt.Sprintf("%s + %s", p.Amount, p.FeeAmount)})
	if p.Part != nil {
		steps = append(steps, step{"paid_so_far", p.Part.String(), "the rest is paid in later epochs: no epoch pays out more than twice the largest income of 31",
			fmt.Sprintf("%s - %s", whole, whole.Sub(*p.Part))})
	}
	return steps
}

// ofVoid is the rule for what is not paid.
const ofVoid = "nothing: a dispute was upheld, and it returns to the reserve"

// amountStep is the part of the role's pool; of work that somebody paid for it is at most the limit.
func amountStep(r *rewards.RoleShare, p *rewards.Payout) step {
	if p.State == "void" {
		return step{"amount", p.Amount.String(), ofVoid, "0"}
	}
	text, sum := "the part of the role's pool, rounded down", fmt.Sprintf("floor(%s * %s / %s)", r.Pool, p.Score, r.ScoreTotal)
	if p.Limit != nil {
		text += ", at most the limit: a part of what was burned for the work, so that nobody gains by working for himself"
		sum = fmt.Sprintf("min(%s, %s)", p.Limit, sum)
	}
	return step{"amount", p.Amount.String(), text, sum}
}

// division is pool * score / total, and what is left of it.
func division(pool, score, total sdk.Amount) (part, rest *big.Int) {
	if total.IsZero() {
		return new(big.Int), new(big.Int)
	}
	product := new(big.Int).Mul(audit.Wide(pool), audit.Wide(score))
	return product.DivMod(product, audit.Wide(total), new(big.Int))
}

// show writes it for people; known says what an address is called.
func (x *explanation) show(w *cli.Printer, known func(abi.Address) string) {
	w.Printf("epoch %d is %s. Amounts are base units; weights and what they are calculated from are parts per million.\n\nthe pool\n", x.Epoch, x.State)
	showSteps(w, x.Pool)
	w.Printf("\nthe weights, in ppm: a term of 1000000 is as usual\nrole\tprevious\tvoted\tdemand\tsupply\tpriority\tweight\tpool\n")
	for _, r := range x.Weights {
		w.Printf("%s\t%v\t%v\t%v\t%v\t%v\t%v\t%s\n", r["role"], r["previous"], r["voted"], r["demand"], r["supply"], r["priority"], r["weight"], r["pool"])
	}
	w.Printf("\nthe formula\npaid by\t%s\ncode\t%s\n", x.Formula["paid_by"], x.Formula["code_hash"])
	if why, failed := x.Formula["why"]; failed {
		w.Printf("the live code did not pay\t%s\n", why)
	}
	for _, r := range x.Roles {
		r.show(w, r.ID, known)
	}
}

func (r *roleStory) show(w *cli.Printer, id string, known func(abi.Address) string) {
	w.Printf("\nwhat %s did in %s\n", id, r.Role)
	for _, c := range r.Contributions {
		w.Printf("%v\tnumber %v\t%s\n", c["state"], c["number"], r.inWords(c["measures"]))
		if ref, attested := c["ref"]; attested {
			w.Printf("\treference %s\tevidence %s, hash %s\n", ref, c["locator"], c["hash"])
		}
		reports, _ := c["reports"].([]map[string]any)
		for _, report := range reports {
			w.Printf("\treported by %s\t%s\n", callText(report["attestor"], known), r.inWords(report["measures"]))
		}
	}
	w.Printf("\nwhat %s gets\n", id)
	showSteps(w, r.Steps)
	amount, _ := r.Payout["amount"].(abi.Amount)
	fee, _ := r.Payout["fee_amount"].(abi.Amount)
	whole, _ := amount.Add(fee)
	w.Printf("which is\t%s, %s, to %s\n", arguments.Tokens(whole), r.Payout["state"], callText(r.Payout["address"], known))
}

// callText says what the address in a field of an answer is called.
func callText(address any, known func(abi.Address) string) string {
	text := fmt.Sprint(address)
	if a, err := abi.ParseAddress(text); err == nil {
		return known(a)
	}
	return text
}

func showSteps(w *cli.Printer, steps []step) {
	for _, s := range steps {
		w.Printf("%s\t%s\t= %s\n\t\t%s\n", s.Name, s.Value, s.Sum, s.Rule)
	}
}
