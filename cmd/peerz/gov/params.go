package gov

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// owners are those whose parameters a vote can change.
var owners = []string{governance.Chain, governance.Name, rewards.Name, roles.Name}

func proposeParams(env *cli.Env) *cobra.Command {
	var p proposing
	var set string
	c := &cobra.Command{
		Use:   "params --set OWNER/NAME=VALUE,...",
		Short: "Propose other values for parameters of the chain, or of a contract",
		Long: "Propose other values for parameters of one owner: of `chain` itself, or of a contract such as rewards or\n" +
			"governance. `peerz gov params` lists them with the ranges that votes keep to. Those that are not named keep\n" +
			"their value. A value is a number, a share such as 45%, or an amount such as 5tokens. Parameters of the\n" +
			"chain hold from the block after the vote has taken effect. rewards/formula_params takes rules:ROLE=FULL/CAP;...\n" +
			"for the formula that a chain begins with: more than FULL of one measure is worth less and less, and all together CAP.",
		Example: "peerz gov propose params --set chain/min_gas_price=200000000 --from alice\n" +
			"peerz gov propose params --set governance/rules.quorum=45% --from alice",
		Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			owner, settings, err := readParams(set)
			if err != nil {
				return err
			}
			wanted, err := changesOf(c.Context(), node, owner, settings)
			if err != nil {
				return err
			}
			action := governance.Action{Kind: "params", Contract: owner, Changes: wanted}
			return proposeOne(c.Context(), env, node, p, action, "Set "+set)
		}),
	}
	p.flags(c, "title of the proposal (default: the parameters)")
	c.Flags().StringVar(&set, "set", "", "parameters and values, like chain/max_block_gas=1500000000,chain/max_tx_gas=200000000")
	_ = c.MarkFlagRequired("set")
	return c
}

// setting is a value for a parameter, as people write it.
type setting struct{ name, text string }

// readParams reads OWNER/NAME=VALUE,... of one owner.
func readParams(set string) (owner string, list []setting, err error) {
	for part := range strings.SplitSeq(set, ",") {
		path, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		who, name, _ := strings.Cut(path, "/")
		switch {
		case who == "" || name == "" || value == "":
			return "", nil, cli.Usagef("--set %q: want OWNER/NAME=VALUE,... like chain/min_gas_price=200000000", part)
		case owner != "" && who != owner:
			return "", nil, cli.Usagef("--set names %s and %s: a proposal changes the parameters of one, so make two", owner, who)
		case slices.ContainsFunc(list, func(s setting) bool { return s.name == name }):
			return "", nil, cli.Usagef("--set names %s twice", path)
		}
		if _, err := readValue(value); err != nil {
			return "", nil, cli.Usagef("--set %s: %w", path, err)
		}
		owner, list = who, append(list, setting{name, value})
	}
	return owner, list, nil
}

// readValue returns a value as contracts take it: people write shares with a percent sign, and amounts in tokens.
func readValue(text string) (string, error) {
	switch {
	case strings.HasSuffix(text, "%"):
		ppm, err := arguments.Share(text)
		return fmt.Sprint(ppm), err
	case strings.HasSuffix(text, "token"), strings.HasSuffix(text, "tokens"):
		amount, err := arguments.Amount(text)
		return amount.String(), err
	case strings.HasPrefix(text, rulesPrefix):
		return readRules(strings.TrimPrefix(text, rulesPrefix))
	}
	return text, nil
}

// read returns a value of the parameter as its owner takes it, if what is written counts what the parameter does.
func (v value) read(text string) (string, error) {
	number, err := readValue(text)
	switch _, none := abi.ParseAmount(number); {
	case err != nil:
		return "", err
	case strings.HasSuffix(text, "%") && !v.isShare():
		return "", fmt.Errorf("%s: it is no share, but counts %s", text, cmp.Or(v.unit, "something else"))
	case number != text && !strings.HasSuffix(text, "%") && !strings.HasPrefix(text, rulesPrefix) && !strings.HasPrefix(v.unit, amountUnit):
		return "", fmt.Errorf("%s: it is no amount of tokens, but counts %s", text, cmp.Or(v.unit, "something else"))
	case v.unit != "" && none != nil:
		return "", fmt.Errorf("%q is no number of %s", text, v.unit)
	}
	return number, nil
}

// changesOf reads values for an owner's parameters. It finds out before a deposit is asked for what the chain would refuse, and says
// it in more words.
func changesOf(ctx context.Context, node *chain.Chain, owner string, settings []setting) (list []governed.ParamChange, err error) {
	now, err := valuesOf(ctx, node, owner)
	if err != nil {
		return nil, err
	}
	var rows []paramRow
	for _, s := range settings {
		if owner == governance.Chain && s.name == world.ProgramParam {
			return nil, cli.Usagef("chain/program: use `peerz gov propose program --version V --at HEIGHT`")
		}
		i := slices.IndexFunc(now, func(v value) bool { return v.name == s.name })
		if i < 0 {
			return nil, cli.Usagef("%s has no parameter %q that a vote changes: `peerz gov params %s` lists them", owner, s.name, owner)
		}
		c := governed.ParamChange{Name: s.name}
		if c.New, err = now[i].read(s.text); err != nil {
			return nil, cli.Usagef("%s/%s: %w", owner, s.name, err)
		}
		if now[i].now == c.New {
			return nil, fmt.Errorf("%s/%s is %s already: a proposal would change nothing", owner, c.Name, c.New)
		}
		list = append(list, c)
		rails, err := governance.Client{Node: node}.GetGuardrails(ctx)
		if err != nil {
			return nil, err
		}
		rows = append(rows, rowOf(owner, now[i], rails.Guardrails))
	}
	if owner == governance.Chain {
		if err := checkChain(ctx, node, list); err != nil {
			return nil, err
		}
	}
	for i, row := range rows {
		if err := row.allows(list[i].New); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// allows refuses a value beyond the parameter's guardrail.
func (r paramRow) allows(number string) error {
	v := value{unit: r.Unit}
	bound := func(text string) abi.Amount { a, _ := abi.ParseAmount(text); return a } // numbers, or empty
	n, now := bound(number), bound(r.Value)
	moved, down := now.Sub(n)
	if !down {
		moved, _ = n.Sub(now)
	}
	switch {
	case r.Most != "" && (n.Less(bound(r.Least)) || bound(r.Most).Less(n)):
		return cli.WithCode("guardrail", fmt.Errorf("%s would be %s: its guardrail is %s to %s", r.Name, v.text(number), v.short(r.Least), v.text(r.Most)))
	case r.Step != "" && bound(r.Step).Less(moved):
		return cli.WithCode("guardrail", fmt.Errorf("%s would go from %s to %s: by its guardrail one vote moves it by at most %s",
			r.Name, v.short(r.Value), v.text(number), v.text(r.Step)))
	}
	return nil
}

// checkChain holds changes of the chain's parameters against its native ranges.
func checkChain(ctx context.Context, node *chain.Chain, wanted []governed.ParamChange) error {
	var list []world.ParamValue
	for _, c := range wanted {
		n, err := abi.ParseAmount(c.New)
		if err != nil || n.Hi != 0 {
			return cli.Usagef("chain/%s=%s: want a whole number", c.Name, c.New)
		}
		list = append(list, world.ParamValue{Name: c.Name, Value: n.Lo})
	}
	var now world.Params
	if err := node.ParamsInto(ctx, &now); err != nil {
		return err
	}
	if _, _, err := now.Change(list); err != nil {
		return cli.Usagef("%w; `peerz gov params chain` lists the ranges", err)
	}
	return nil
}

// value is a parameter that a vote can change.
type value struct{ name, now, unit string }

// amountUnit is the unit of amounts, which people read in tokens.
const amountUnit = "base units"

// valuesOf lists an owner's parameters.
func valuesOf(ctx context.Context, node *chain.Chain, owner string) ([]value, error) {
	if owner == governance.Chain {
		var now world.Params
		err := node.ParamsInto(ctx, &now)
		var list []value
		for _, v := range world.Votables() {
			list = append(list, value{v.Name, fmt.Sprint(v.Of(now)), v.Unit})
		}
		return list, err
	}
	target, err := node.Bind(ctx, owner)
	if err != nil {
		return nil, fmt.Errorf("%w; parameters are those of %s", err, strings.Join(owners, ", "))
	}
	if !target.Has(abi.EntryQuery, "params") || owner != governance.Name && !target.Has(abi.EntryExecute, "set_params") {
		return nil, fmt.Errorf("%s has no parameters to set: `peerz contract info %s` lists its methods", owner, owner)
	}
	var now map[string]json.RawMessage
	if err := node.QueryJSON(ctx, owner, "params", struct{}{}, &now); err != nil {
		return nil, err
	}
	list, err := flatten(target.Elements, target.Returns(abi.EntryQuery, "params"), "", now)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b value) int { return cmp.Compare(a.name, b.name) })
	return list, nil
}

// flatten lists parameters by their names as votes write them: an element of a list by its own name. What a value is
// the interface says.
func flatten(elementsOf func(abi.Field) []abi.Field, fields []abi.Field, prefix string, object map[string]json.RawMessage) (list []value, err error) {
	for _, f := range fields {
		raw, given := object[f.Name]
		if !given || prefix != "" && f.Name == "name" {
			continue
		}
		if inner := elementsOf(f); inner != nil {
			var elements []map[string]json.RawMessage
			if err := json.Unmarshal(raw, &elements); err != nil {
				return nil, fmt.Errorf("parameter %s: %w", f.Name, err)
			}
			for _, e := range elements {
				var called string
				if err := json.Unmarshal(e["name"], &called); err != nil {
					return nil, fmt.Errorf("an element of the parameter %s has no name: %w", f.Name, err)
				}
				more, err := flatten(elementsOf, inner, prefix+called+".", e)
				if err != nil {
					return nil, err
				}
				list = append(list, more...)
			}
			continue
		}
		v := value{name: prefix + f.Name, now: string(raw), unit: f.Unit}
		switch f.Type {
		case "amount", "text", "bytes", "address", "hash": // texts in JSON
			if err := json.Unmarshal(raw, &v.now); err != nil {
				return nil, fmt.Errorf("parameter %s: %w", f.Name, err)
			}
		}
		switch f.Type {
		case "amount":
			v.unit = amountUnit
		case "bytes":
			v.now = "0x" + v.now
		}
		list = append(list, v)
	}
	return list, nil
}

func paramsCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "params [OWNER]",
		Short: "List what votes can change, with the ranges they keep to",
		Long: "List the parameters of the chain and of contracts, or of one OWNER, with their values in force and the\n" +
			"guardrails that votes keep to: a range, and how far one vote moves a value. A parameter without a\n" +
			"guardrail keeps to what its owner takes.",
		Example: "peerz gov params governance",
		Args:    cli.Takes(0, 1, "the owner of parameters: chain, or a contract"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			wanted := owners
			if len(args) > 0 {
				wanted = args
			}
			rails, err := governance.Client{Node: node}.GetGuardrails(c.Context())
			if err != nil {
				return err
			}
			var rows []paramRow
			for _, owner := range wanted {
				values, err := valuesOf(c.Context(), node, owner)
				if err != nil {
					return err
				}
				for _, v := range values {
					rows = append(rows, rowOf(owner, v, rails.Guardrails))
				}
			}
			return env.Show(map[string]any{"params": rows}, func(w *cli.Printer) { showParams(w, rows) })
		}),
	}
}

// paramRow is a parameter as the command shows it.
type paramRow struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	Least string `json:"least,omitempty"`
	Most  string `json:"most,omitempty"`
	Step  string `json:"step,omitempty"`
}

// rowOf joins a parameter with its guardrail and with the chain's native range: both hold, whatever a vote makes of the first.
func rowOf(owner string, v value, rails []governance.Guardrail) paramRow {
	row := paramRow{Name: owner + "/" + v.name, Value: v.now, Unit: v.unit}
	native, isNative := world.VotableNamed(v.name)
	isNative = isNative && owner == governance.Chain
	if isNative {
		row.Least, row.Most = fmt.Sprint(native.Least), fmt.Sprint(native.Most)
	}
	if i := slices.IndexFunc(rails, func(g governance.Guardrail) bool { return g.Name == row.Name }); i >= 0 {
		if !isNative || sdk.U64(native.Least).Less(rails[i].Least) {
			row.Least = rails[i].Least.String()
		}
		if !isNative || rails[i].Most.Less(sdk.U64(native.Most)) {
			row.Most = rails[i].Most.String()
		}
		if !rails[i].Step.IsZero() {
			row.Step = rails[i].Step.String()
		}
	}
	return row
}

func showParams(w *cli.Printer, rows []paramRow) {
	w.Row("parameter", "value", "from", "to", "step", "unit")
	for _, r := range rows {
		cells, v := []string{r.Name}, value{unit: r.Unit}
		for _, number := range []string{r.Value, r.Least, r.Most, r.Step} {
			cells = append(cells, cmp.Or(v.short(number), "-"))
		}
		w.Row(append(cells, v.rest())...)
	}
}

// changeText writes the wanted value of a change beside what was in force when it was proposed.
func changeText(v value, c governed.ParamChange) string {
	text := v.text(c.New)
	if c.Old != "" {
		text = v.text(c.Old) + " -> " + text
	}
	return text
}

// isShare reports whether the parameter counts parts per million, which people read in percent.
func (v value) isShare() bool { return v.unit == "ppm" || strings.HasPrefix(v.unit, "ppm ") }

// short writes a number of what the parameter counts, without the words of its unit: shares in percent, amounts in tokens.
func (v value) short(number string) string {
	n, err := abi.ParseAmount(number)
	switch {
	case err != nil:
	case v.unit == amountUnit:
		return arguments.Tokens(n)
	case v.isShare() && n.Hi == 0:
		return arguments.Percent(n.Lo)
	}
	return number
}

// rest is what short leaves of the unit.
func (v value) rest() string {
	if v.unit == amountUnit {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(v.unit, "ppm"), " ")
}

// text writes a value of the parameter as people do.
func (v value) text(number string) string {
	if v.name == world.ProgramParam {
		return programText(number)
	}
	return strings.TrimSuffix(v.short(number)+" "+v.rest(), " ")
}

// named finds a parameter of an owner, which may be unknown by now: then nothing is known but its name.
func named(ctx context.Context, node *chain.Chain, owner string) func(name string) (value, bool) {
	list, _ := valuesOf(ctx, node, owner)
	return func(name string) (value, bool) {
		if i := slices.IndexFunc(list, func(v value) bool { return v.name == name }); i >= 0 {
			return list[i], true
		}
		return value{name: name}, false
	}
}

// describe writes changes in the units of their owner's parameters.
func describe(ctx context.Context, node *chain.Chain, owner string) func(governed.ParamChange) string {
	find := named(ctx, node, owner)
	return func(c governed.ParamChange) string {
		v, _ := find(c.Name)
		return changeText(v, c)
	}
}
