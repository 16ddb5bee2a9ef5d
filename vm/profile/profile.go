// Package profile says where the gas of calls goes: per function and host function, and per
// stack of them.
//
// A Profile is an observer of a sandbox (vm.Config.Observer). Gas is exact wherever a function
// is entered or left, so a profile is no sample: it is a full account, and its parts add up
// to the gas that the calls used. A function's own gas is what its instructions cost; entering a
// function is charged to the caller's call instruction, its locals to itself.
//
//	p := profile.New()
//	engine, err := vm.NewEngine(host, rules, vm.Config{Observer: p})
//	...
//	p.Rows()    // a table
//	p.Write(w)  // for `go tool pprof`, which draws flame graphs
package profile

import (
	"cmp"
	"slices"

	"github.com/peerz-ai/peerz-chain/vm"
)

// Kinds of nodes that gas goes to.
const (
	Start    = "start"    // the start of a call: what a clean instance costs
	Function = "function" // instructions of a function of the module
	Host     = "host"     // what a host function charged
	Lost     = "lost"     // the rest of the budget, which a call that fails loses
)

// Profile collects where gas goes. It belongs to one goroutine, as the engine that it watches.
type Profile struct {
	root  node
	path  []*node // the functions that are open, the innermost last; first the root
	calls []call  // open, the outermost first
}

// node is a function with one way to get there; its children are what it called. Recursion is
// folded: a function that is entered while it is open is the same node.
type node struct {
	kind, name string
	parent     *node
	children   []*node // in the order of their first call
	count      uint64
	own        vm.Gas
}

// call is a call from outside, or by a host function.
type call struct {
	from int    // how many nodes were open
	left vm.Gas // what was left when last seen
	seen vm.Gas // what of the use is in the account
}

// New returns an empty profile.
func New() *Profile {
	p := &Profile{}
	p.path = []*node{&p.root}
	return p
}

// Begin implements vm.Observer.
func (p *Profile) Begin(_ *vm.Module, entry string, gas vm.Gas) {
	p.calls = append(p.calls, call{from: len(p.path), left: min(gas, vm.MaxGas)})
	p.enter(Start, "call of "+entry)
}

// Enter implements vm.Observer.
func (p *Profile) Enter(f *vm.Function, _ []uint64, gas vm.Gas) {
	p.spend(gas)
	kind := Function
	if f.Host {
		kind = Host
	}
	p.enter(kind, f.Name)
}

// Leave implements vm.Observer.
func (p *Profile) Leave(_ *vm.Function, _ []uint64, gas vm.Gas) {
	p.spend(gas)
	p.path = p.path[:len(p.path)-1]
}

// End implements vm.Observer.
func (p *Profile) End(r vm.Result) {
	c := p.calls[len(p.calls)-1]
	p.calls = p.calls[:len(p.calls)-1]
	if r.GasUsed > c.seen {
		if r.Kind == vm.OutOfGas || r.Kind == vm.StackOverflow || r.Kind == vm.Trap {
			p.enter(Lost, "lost by "+r.Kind.String())
		}
		p.running().own += r.GasUsed - c.seen
	}
	p.path = p.path[:c.from]
	if n := len(p.calls); n > 0 { // the host function is about to charge it
		outer := &p.calls[n-1]
		outer.left -= min(outer.left, r.GasUsed)
		outer.seen += r.GasUsed
	}
}

func (p *Profile) running() *node { return p.path[len(p.path)-1] }

// spend gives the running function what is gone since the last look.
func (p *Profile) spend(left vm.Gas) {
	c := &p.calls[len(p.calls)-1]
	gone := c.left - min(left, c.left)
	p.running().own += gone
	c.seen += gone
	c.left = left
}

func (p *Profile) enter(kind, name string) {
	n := p.running().find(kind, name)
	n.count++
	p.path = append(p.path, n)
}

// find gives the node for a function that is called from n.
func (n *node) find(kind, name string) *node {
	for up := n; up != nil; up = up.parent {
		if up.kind == kind && up.name == name {
			return up
		}
	}
	for _, c := range n.children {
		if c.kind == kind && c.name == name {
			return c
		}
	}
	c := &node{kind: kind, name: name, parent: n}
	n.children = append(n.children, c)
	return c
}

// Rest adds what is missing from the account to the sum that is known to be used, under a name.
// It is for tools whose calls cost something beside the sandbox's calls.
func (p *Profile) Rest(used vm.Gas, name string) {
	if seen := p.Total(); used > seen {
		n := p.root.find(Host, name)
		n.count++
		n.own += used - seen
	}
}

// Row is the account of one function, over all ways to get there.
type Row struct {
	Kind  string // Start, Function, Host or Lost
	Name  string
	Calls uint64
	Own   vm.Gas // without what it called
	Total vm.Gas // with what it called
}

// Rows returns one row for each function, the largest own gas first. Their own gas adds up to
// Total.
func (p *Profile) Rows() []Row {
	var rows []Row
	index := map[[2]string]int{}
	p.root.walk(func(n *node, total vm.Gas) {
		key := [2]string{n.kind, n.name}
		i, ok := index[key]
		if !ok {
			i = len(rows)
			index[key] = i
			rows = append(rows, Row{Kind: n.kind, Name: n.name})
		}
		rows[i].Calls += n.count
		rows[i].Own += n.own
		rows[i].Total += total
	})
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Own, a.Own), cmp.Compare(b.Total, a.Total),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return rows
}

// Total is the gas that all calls have used.
func (p *Profile) Total() vm.Gas { return p.root.walk(func(*node, vm.Gas) {}) }

// walk visits all nodes below n with their totals, callees first, and adds everything up.
func (n *node) walk(visit func(n *node, total vm.Gas)) vm.Gas {
	sum := n.own
	for _, c := range n.children {
		sum += c.walk(visit)
	}
	if n.parent != nil {
		visit(n, sum)
	}
	return sum
}
