package roles

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// definition is what the chain publishes of a role besides its name and measures: how they are found, what
// becomes of them, and by which code and parameters.
type definition struct {
	Source   string         `json:"source"`   // in words
	Verified string         `json:"verified"` // who verifies it, and how
	Enters   string         `json:"enters"`   // where in the execution of blocks it counts
	Weight   uint64         `json:"weight"`   // voted, ppm
	Formula  formulaText    `json:"formula"`
	Rule     string         `json:"rule,omitempty"` // what the formula that a chain begins with makes of sums in this role; absent: they count as they are
	Roles    map[string]any `json:"roles_params"`
	Rewards  map[string]any `json:"rewards_params"`

	contracts [2]*chain.Contract // roles and rewards, to read their parameters by
}

// formulaText is the code that turns measures into a score, in its own words.
type formulaText struct {
	Contract string `json:"contract"` // address
	CodeHash string `json:"code_hash"`
	Says     string `json:"says"`    // of itself
	Scores   string `json:"scores"`  // of the entry that scores this role
	Weights  string `json:"weights"` // of the one that gives the roles their weights
}

// sources say what each kind of source is: where measures come from, and who verifies them.
var sources = map[string][2]string{
	roles.FromAttestors: {"submissions, each with a reference, and where its evidence is",
		"attestors look at the evidence; a measure is the largest value that two thirds of the power without an interest in it, and more than half of all, reported or exceeded; silence is 0"},
	roles.FromValidators: {"the blocks that the chain saw signed, each weighted by the signer's power",
		"the chain counts itself, natively; the count is taken times the share of attended submissions on which the validator reported, as an attestor, exactly what was verified"},
	roles.FromContracts: {"the books of contracts, which say what accounts did",
		"nobody attests it: each contract of the source answers from its own state, page by page, and what several say adds up"},
}

// enters says where measures count, whatever their source.
const enters = "at the end of blocks after an epoch, the hook end_block of the contract roles takes what is complete, sixteen at a time, and hands it to the contract rewards, " +
	"which has the formula score it (method record); when all is there the epoch is sealed, and its hook end_block pays once the dispute window is over"

func definitionOf(ctx context.Context, node *chain.Chain, r roles.RoleInfo) (*definition, error) {
	d := &definition{Source: sources[r.Source.Kind][0], Verified: sources[r.Source.Kind][1], Enters: enters}
	params, err := roles.Client{Node: node}.Params(ctx)
	if err != nil {
		return nil, err
	}
	money := rewards.Client{Node: node}
	paid, err := money.Params(ctx)
	if err != nil {
		return nil, err
	}
	weights, err := money.Weights(ctx)
	if err != nil {
		return nil, err
	}
	for _, w := range weights.Base {
		if w.Role == r.Name {
			d.Weight = w.Weight
		}
	}
	d.Roles, d.Rewards = chain.Fields(params), chain.Fields(paid)
	d.Rule = ruleText(paid.FormulaParams, r.Name)
	for i, name := range []string{roles.Name, rewards.Name} {
		if d.contracts[i], err = node.Bind(ctx, name); err != nil {
			return nil, err
		}
	}
	return d, d.Formula.ask(ctx, node)
}

// ruleText says in words what parameters of the default formula say of a role.
func ruleText(params []byte, role string) string {
	rules, ok := formula.Rules(params)
	for _, r := range rules {
		if ok && r.Role == role {
			return fmt.Sprintf("of each measure the first %s count whole, as many after that half, the next a quarter, and so on; all together score at most %s", r.Full, r.Cap)
		}
	}
	return ""
}

func (f *formulaText) ask(ctx context.Context, node *chain.Chain) error {
	record, err := node.Contract(ctx, formula.Name)
	if err != nil {
		return err
	}
	f.Contract, f.CodeHash = record.Address.String(), record.CodeHash.String()
	iface, err := abi.ParseInterface(record.Interface)
	if err != nil {
		f.Says = "the code says nothing of itself"
		return nil
	}
	f.Says = inOneLine(iface.Doc)
	if m, ok := iface.Method(abi.EntryScores, ""); ok {
		f.Scores = inOneLine(m.Doc)
	}
	if m, ok := iface.Method(abi.EntryWeights, ""); ok {
		f.Weights = inOneLine(m.Doc)
	}
	return nil
}

// inOneLine is the first paragraph of what a code says of itself, without the name that Go gives the package of a program.
func inOneLine(doc string) string {
	first, _, _ := strings.Cut(doc, "\n\n")
	return strings.TrimPrefix(strings.Join(strings.Fields(first), " "), "Package main is ")
}

func (d *definition) show(w *cli.Printer) {
	w.Printf("source\t%s\nverified\t%s\nenters\t%s\nweight\t%s, voted\n", d.Source, d.Verified, d.Enters, arguments.Percent(d.Weight))
	w.Printf("\nformula\t%s\nsays\t%s\nscores\t%s\nweights\t%s\n", d.Formula.CodeHash, d.Formula.Says, d.Formula.Scores, d.Formula.Weights)
	if d.Rule != "" {
		w.Printf("rule\t%s\n", d.Rule)
	}
	w.Printf("\nparameters in force\nof roles\n")
	showParams(w, d.contracts[0], d.Roles)
	w.Printf("of rewards\n")
	showParams(w, d.contracts[1], d.Rewards)
}

// showParams writes parameters with their units, and what the contract says of each.
func showParams(w *cli.Printer, b *chain.Contract, params map[string]any) {
	raw, err := json.Marshal(params)
	if object, bad := cli.Object(raw); err == nil && bad == nil {
		b.ShowResult(w, abi.EntryQuery, "params", object)
	}
}
