package gov

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// maxProposalFile is far more than a proposal can hold.
const maxProposalFile = 1 << 20

// maxTitle is what the contract takes, in bytes.
const maxTitle = 200

// readFile reads a proposal from a YAML file, and asks the chain about names, codes and parameters in it. Errors say
// at which line and column.
func readFile(ctx context.Context, node *chain.Chain, path string) (*draft, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxProposalFile {
		return nil, fmt.Errorf("%s has %d bytes: that is no proposal", path, info.Size())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var doc, more yaml.Node
	stream := yaml.NewDecoder(bytes.NewReader(content))
	if err := stream.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, cli.Usagef("%s: %w", path, err) // which names the line
	}
	f := file{ctx: ctx, node: node, path: path}
	if err := stream.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, cli.Usagef("%s: after the line --- something else begins: a file has one proposal", path)
	}
	if len(doc.Content) == 0 {
		return nil, cli.Usagef("%s is empty: `peerz gov template` writes a proposal to fill in", path)
	}
	d, err := f.proposal(doc.Content[0])
	var usage *cli.UsageError
	if err != nil && !errors.As(err, &usage) {
		return nil, err
	}
	return d, err
}

// file reads the parts of a proposal.
type file struct {
	ctx  context.Context
	node *chain.Chain
	path string
}

// fail is an error about what stands somewhere in the file.
func (f file) fail(n *yaml.Node, format string, args ...any) error {
	return cli.Usagef("%s:%d:%d: %w", f.path, n.Line, n.Column, fmt.Errorf(format, args...))
}

// refuse is what the chain or the names here say against something in the file. Its code stays.
func (f file) refuse(n *yaml.Node, err error) error {
	return fmt.Errorf("%s:%d:%d: %w", f.path, n.Line, n.Column, err)
}

// members are those of an object, by name.
type members map[string]*yaml.Node

// object reads an object that may have some members, and returns their names in order.
func (f file) object(n *yaml.Node, known ...string) (members, []string, error) {
	if n.Kind != yaml.MappingNode {
		return nil, nil, f.fail(n, "want names with values, like %s", strings.Join(append(known, "name: value"), ", "))
	}
	all, order := members{}, []string{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case len(known) > 0 && !slices.Contains(known, key.Value):
			return nil, nil, f.fail(key, "%q is not known here: want %s", key.Value, strings.Join(known, ", "))
		case all[key.Value] != nil:
			return nil, nil, f.fail(key, "%s stands here twice", key.Value)
		}
		all[key.Value], order = value, append(order, key.Value)
	}
	return all, order, nil
}

// text reads a member that is one value; empty when it is absent.
func (f file) text(all members, name string) (string, error) {
	n := all[name]
	if n == nil || n.Tag == "!!null" {
		return "", nil
	}
	if n.Kind != yaml.ScalarNode {
		return "", f.fail(n, "%s is one value", name)
	}
	return strings.TrimRight(n.Value, "\n"), nil
}

// needed is text that must be there.
func (f file) needed(at *yaml.Node, all members, name string) (string, error) {
	text, err := f.text(all, name)
	if err == nil && text == "" {
		err = f.fail(at, "%s is missing", name)
	}
	return text, err
}

func (f file) proposal(n *yaml.Node) (*draft, error) {
	all, _, err := f.object(n, "title", "description", "link", "link_hash", "expedited", "deposit", "actions")
	if err != nil {
		return nil, err
	}
	var d draft
	if d.Title, err = f.needed(n, all, "title"); err != nil {
		return nil, err
	}
	switch {
	case d.Title == templateTitle:
		return nil, f.fail(all["title"], "the title is the template's: say what the proposal changes")
	case len(d.Title) > maxTitle || !text.IsLine(d.Title):
		return nil, f.fail(all["title"], "a title is one line of at most %d bytes, without characters that are not seen", maxTitle)
	}
	for name, to := range map[string]*string{"description": &d.Description, "link": &d.Link, "deposit": &d.deposit} {
		if *to, err = f.text(all, name); err != nil {
			return nil, err
		}
	}
	if _, err := arguments.Amount(cmp.Or(d.deposit, "0")); err != nil {
		return nil, f.fail(all["deposit"], "%w", err)
	}
	hash, err := f.text(all, "link_hash")
	if err != nil {
		return nil, err
	}
	if hash != "" {
		if d.LinkHash, err = linkHash(hash); err != nil {
			return nil, f.fail(all["link_hash"], "%w", err)
		}
	}
	if (d.Link == "") != (hash == "") {
		return nil, f.fail(n, "a link has a link_hash: the sha256 of what is there, so that voters know what was meant")
	}
	if e := all["expedited"]; e != nil {
		if err := e.Decode(&d.Expedited); err != nil {
			return nil, f.fail(e, "expedited is true or false")
		}
	}
	list := all["actions"]
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, f.fail(n, "actions is a list of 1 to 10 actions")
	}
	for _, one := range list.Content {
		actions, err := f.action(one)
		if err != nil {
			return nil, err
		}
		d.Actions = append(d.Actions, actions...)
	}
	return &d, nil
}

// kinds are the actions of a file: what members each has, and how it is read.
var kinds = map[string]struct {
	members []string
	read    func(f file, n *yaml.Node, all members) ([]governance.Action, error)
}{
	"text": {nil, func(file, *yaml.Node, members) ([]governance.Action, error) {
		return []governance.Action{{Kind: "text"}}, nil
	}},
	"weights":    {[]string{"set"}, file.weights},
	"params":     {[]string{"set"}, file.params},
	"call":       {[]string{"contract", "method", "args"}, file.call},
	"upgrade":    {[]string{"contract", "code", "migrate", "migrate_back"}, file.upgrade},
	"guardrails": {[]string{"set"}, file.guardrails},
	"guardian":   {[]string{"account", "until"}, file.guardian},
	"program":    {[]string{"version", "at"}, file.program},
	"slash":      {[]string{"account"}, file.slash},
}

func kindNames() string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (f file) action(n *yaml.Node) ([]governance.Action, error) {
	all, _, err := f.object(n)
	if err != nil {
		return nil, err
	}
	kind, err := f.needed(n, all, "kind")
	if err != nil {
		return nil, err
	}
	k, known := kinds[kind]
	if !known {
		return nil, f.fail(all["kind"], "%q is no kind of action: want one of %s", kind, kindNames())
	}
	if _, _, err := f.object(n, append([]string{"kind"}, k.members...)...); err != nil {
		return nil, err
	}
	actions, err := k.read(f, n, all)
	if err != nil || f.node == nil || kind == "text" {
		return actions, err
	}
	if _, err := (governance.Client{Node: f.node}).Check(f.ctx, governance.CheckArgs{Actions: actions}); err != nil { // so that it is said of this one
		return nil, f.refuse(n, err)
	}
	return actions, nil
}

// set reads the values under set, in order.
func (f file) set(n *yaml.Node, all members) (members, []string, error) {
	if all["set"] == nil {
		return nil, nil, f.fail(n, "set is missing: names with values")
	}
	return f.object(all["set"])
}

func (f file) weights(n *yaml.Node, all members) ([]governance.Action, error) {
	values, order, err := f.set(n, all)
	if err != nil {
		return nil, err
	}
	wanted := map[string]uint64{}
	for _, role := range order {
		share, err := arguments.Share(values[role].Value)
		if err != nil {
			return nil, f.fail(values[role], "%s: %q is no share: want one like 38%% or, in parts per million, 380000", role, values[role].Value)
		}
		wanted[role] = share
	}
	if len(wanted) == 0 {
		return nil, f.fail(all["set"], "set names no role")
	}
	weights, err := fillWeights(f.ctx, f.node, wanted)
	if err != nil {
		return nil, f.refuse(all["set"], err)
	}
	return []governance.Action{{Kind: "weights", Weights: weights}}, nil
}

// params makes an action for each owner, in the order of the file.
func (f file) params(n *yaml.Node, all members) (list []governance.Action, err error) {
	values, order, err := f.set(n, all)
	if err != nil {
		return nil, err
	}
	for _, path := range order {
		at := values[path]
		owner, name, ok := strings.Cut(path, "/")
		if !ok {
			return nil, f.fail(at, "%q: want OWNER/NAME, like rewards/dispute", path)
		}
		changes, err := changesOf(f.ctx, f.node, owner, []setting{{name, at.Value}})
		if err != nil {
			return nil, f.refuse(at, err)
		}
		i := slices.IndexFunc(list, func(a governance.Action) bool { return a.Contract == owner })
		if i < 0 {
			i, list = len(list), append(list, governance.Action{Kind: "params", Contract: owner})
		}
		list[i].Changes = append(list[i].Changes, changes...)
	}
	return list, nil
}

// inJSON writes a value of the file as JSON, for arguments of a contract.
func (f file) inJSON(n *yaml.Node) ([]byte, error) {
	if n == nil {
		return []byte("{}"), nil
	}
	var value any
	if err := n.Decode(&value); err != nil {
		return nil, f.fail(n, "%w", err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, f.fail(n, "%w", err)
	}
	return text, nil
}

func (f file) call(n *yaml.Node, all members) ([]governance.Action, error) {
	contract, err := f.needed(n, all, "contract")
	if err != nil {
		return nil, err
	}
	method, err := f.needed(n, all, "method")
	if err != nil {
		return nil, err
	}
	args, err := f.inJSON(all["args"])
	if err != nil {
		return nil, err
	}
	action, err := callOf(f.ctx, f.node, contract, method, args)
	if err != nil {
		return nil, f.refuse(n, err)
	}
	return []governance.Action{action}, nil
}

func (f file) upgrade(n *yaml.Node, all members) ([]governance.Action, error) {
	contract, err := f.needed(n, all, "contract")
	if err != nil {
		return nil, err
	}
	code, err := f.needed(n, all, "code")
	if err != nil {
		return nil, err
	}
	var migrate []byte
	if all["migrate"] != nil {
		if migrate, err = f.inJSON(all["migrate"]); err != nil {
			return nil, err
		}
	}
	back, err := f.text(all, "migrate_back")
	if err != nil {
		return nil, err
	}
	action, err := upgradeOf(f.ctx, f.node, newCode{contract, code, back, migrate})
	if err != nil {
		return nil, f.refuse(n, err)
	}
	return []governance.Action{action}, nil
}

func (f file) guardrails(n *yaml.Node, all members) ([]governance.Action, error) {
	values, order, err := f.set(n, all)
	if err != nil {
		return nil, err
	}
	action := governance.Action{Kind: "guardrails"}
	for _, name := range order {
		rail, _, err := f.object(values[name], "least", "most", "step")
		if err != nil {
			return nil, err
		}
		var texts [3]string
		for i, part := range []string{"least", "most", "step"} {
			if texts[i], err = f.text(rail, part); err != nil {
				return nil, err
			}
		}
		g, err := guardrailOf(name, texts[0], texts[1], texts[2])
		if err != nil {
			return nil, f.fail(values[name], "%s: %w", name, err)
		}
		if f.node != nil {
			if err := checkRail(f.ctx, f.node, name, texts[:]...); err != nil {
				return nil, f.refuse(values[name], err)
			}
		}
		action.Guardrails = append(action.Guardrails, g)
	}
	return []governance.Action{action}, nil
}

// program makes the action of `peerz gov propose program`.
func (f file) program(n *yaml.Node, all members) ([]governance.Action, error) {
	version, err := f.text(all, "version")
	if err != nil {
		return nil, err
	}
	var plan world.Plan
	if version != "" {
		text, err := f.needed(n, all, "at")
		if err != nil {
			return nil, err
		}
		height, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, f.fail(all["at"], "%q is no height", text)
		}
		plan = world.Plan{Version: version, Height: height}
	} else if all["at"] != nil {
		return nil, f.fail(all["at"], "at without a version")
	}
	if err := checkPlan(f.ctx, f.node, plan); err != nil {
		return nil, f.refuse(n, err)
	}
	return []governance.Action{programAction(plan)}, nil
}

func (f file) slash(n *yaml.Node, all members) ([]governance.Action, error) {
	name, err := f.needed(n, all, "account")
	if err != nil {
		return nil, err
	}
	account, err := f.node.Address(f.ctx, name)
	if err != nil {
		return nil, f.refuse(all["account"], err)
	}
	return []governance.Action{{Kind: "slash", Account: chain.InMessage(account)}}, nil
}

func (f file) guardian(n *yaml.Node, all members) ([]governance.Action, error) {
	name, err := f.text(all, "account")
	if err != nil {
		return nil, err
	}
	if name == "" {
		return []governance.Action{{Kind: "guardian"}}, nil
	}
	text, err := f.needed(n, all, "until")
	if err != nil {
		return nil, err
	}
	until, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return nil, f.fail(all["until"], "%q is no epoch", text)
	}
	account, err := f.node.Address(f.ctx, name)
	if err != nil {
		return nil, f.refuse(all["account"], err)
	}
	return []governance.Action{{Kind: "guardian", Guardian: &governance.Guardian{Account: chain.InMessage(account), Until: until}}}, nil
}
