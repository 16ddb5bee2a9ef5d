package runtime

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Stage is where an act plays: a branch of the chain's state, on which time passes, anybody can be called for, and nothing
// stays. After the first problem nothing happens any more.
type Stage struct {
	*scope
	group   uint64
	left    uint64 // gas
	used    uint64
	problem *Problem
	vague   *Problem // the state, or the gas, does not allow the act
	err     error    // node fault
}

// Over reports whether something does not work: the act ends.
func (g *Stage) Over() bool { return g.problem != nil || g.vague != nil || g.err != nil }

// Fail ends the act: a contract does not do what it should, which fault says.
func (g *Stage) Fail(contract string, fault abi.Code) {
	if !g.Over() {
		g.problem = &Problem{Contract: g.Contract(contract), Fault: fault}
	}
}

// Skip ends the act: the state does not allow it. That is held against new code if the live code has another view of it.
func (g *Stage) Skip(contract string, fault abi.Code) {
	if !g.Over() {
		g.vague = &Problem{Contract: g.Contract(contract), Fault: fault}
	}
}

// Contract is the address of a built-in contract; zero if there is none.
func (g *Stage) Contract(name string) abi.Address {
	a, _, err := g.w.ByName(name)
	g.fault(err)
	return a
}

func (g *Stage) fault(err error) {
	if err != nil && g.err == nil {
		g.err = nodeFault(err)
	}
}

// Epoch is the open epoch, Time the time of the block in unix seconds.
func (g *Stage) Epoch() uint64 { return g.clock.Epoch }

// Time is the time of the block in unix seconds.
func (g *Stage) Time() uint64 { return g.time }

// Chain is the SHA-256 of the chain id.
func (g *Stage) Chain() abi.Hash { return g.chain }

// Param is the value of a parameter of the chain that votes can change.
func (g *Stage) Param(name string) uint64 {
	p, err := g.w.Params()
	g.fault(err)
	v, ok := world.VotableNamed(name)
	if !ok {
		return 0
	}
	return v.Of(p)
}

// Account is an account that nobody has a key for, another one for each name, block and group.
func (g *Stage) Account(name string) abi.Address {
	b := abi.AppendUint(abi.AppendUint(append([]byte("peerz/stage/"), g.chain[:]...), g.height), g.group)
	h := sha256.Sum256(append(b, name...))
	return abi.Address(h[:abi.AddressSize])
}

// Balance is what an account has.
func (g *Stage) Balance(a abi.Address) abi.Amount {
	acc, err := g.w.Account(a)
	g.fault(err)
	return acc.Balance
}

// Fund gives an account tokens that nobody has lost: the cap is higher by as much.
func (g *Stage) Fund(a abi.Address, amount abi.Amount) {
	if s, ok := g.more(amount); ok {
		g.fault(g.w.SetSupply(s))
		g.fault(g.w.Credit(a, amount))
	}
}

// Fees adds to the fees that nobody has collected, as Fund does to a balance.
func (g *Stage) Fees(amount abi.Amount) {
	if s, ok := g.more(amount); ok {
		s.Fees, _ = s.Fees.Add(amount) // at most what is minted
		g.fault(g.w.SetSupply(s))
	}
}

// more is the supply with so many tokens more, and as many that there can be; false if the act is over or that is too much.
func (g *Stage) more(amount abi.Amount) (s world.Supply, ok bool) {
	s, err := g.w.Supply()
	g.fault(err)
	var fits bool
	s.Cap, fits = s.Cap.Add(amount)
	s.Minted, ok = s.Minted.Add(amount)
	return s, fits && ok && !g.Over()
}

// Majority bonds so much for an account that it has four fifths of all stake with the next epoch, and at least the amount.
func (g *Stage) Majority(a abi.Address, least abi.Amount) {
	total, err := g.w.TotalStakeAt(g.clock.Epoch + 1)
	g.fault(err)
	stake, ok := total.Mul(abi.U64(4))
	if !ok || g.Over() {
		return
	}
	if stake.Less(least) {
		stake = least
	}
	g.Fund(a, stake)
	if g.Over() {
		return
	}
	out, err := g.bond(a, stake)
	g.fault(err)
	if out.fault != nil && !g.Over() {
		g.problem = &Problem{Contract: a, Fault: out.fault.Code}
	}
}

// Call has anybody call a built-in contract. A failure ends the act.
func (g *Stage) Call(as abi.Address, contract string, input []byte, value abi.Amount) []byte {
	if g.Over() {
		return nil
	}
	g.fault(g.w.Wake(as, g.clock.Epoch))
	return g.enter(call{caller: as, to: g.Contract(contract), entry: abi.EntryExecute, input: input, value: value})
}

// Query asks a built-in contract. A failure ends the act.
func (g *Stage) Query(contract string, input []byte) []byte {
	return g.enter(call{to: g.Contract(contract), entry: abi.EntryQuery, input: input, readonly: true})
}

func (g *Stage) enter(c call) []byte {
	if g.Over() {
		return nil
	}
	c.gas = min(g.left, g.params.MaxTxGas)
	out, err := g.call(c)
	g.fault(err)
	g.spend(c.to, out.gas, out.fault)
	return out.output
}

// spend notes what a call took, and whether that ends the act.
func (g *Stage) spend(callee abi.Address, gas uint64, fault *Fault) {
	g.used, g.left = g.used+gas, g.left-min(gas, g.left)
	switch {
	case g.left == 0:
		g.vague = &Problem{Contract: callee, Fault: abi.CodeOutOfGas}
	case fault != nil && !g.Over():
		g.problem = &Problem{callee, fault.Code, fault.Abort}
	}
}

// EndEpoch lets the open epoch end: the hooks of all contracts run, or of those that are named.
func (g *Stage) EndEpoch(names ...string) {
	if g.Over() {
		return
	}
	g.height, g.time = g.height+1, g.clock.End
	next := g.clock.Grid(g.time)
	g.fault(g.accrue(next))
	g.hooks(abi.EntryEndEpoch, g.params.HookGas, names, g.epochFields(next)...)
	if g.Over() {
		return
	}
	g.fault(g.closeDuties())
	g.clock.Epoch++
	g.clock.Start, g.clock.End, g.clock.Height = next, next+g.clock.Length, g.height
	g.fault(g.w.SetClock(g.clock))
	g.fault(g.w.AgeSilent())
}

// EndBlock lets a block end, as EndEpoch does.
func (g *Stage) EndBlock(names ...string) {
	if g.Over() {
		return
	}
	g.hooks(abi.EntryEndBlock, g.params.BlockHookGas, names)
	g.height++
}

func (g *Stage) hooks(entry string, gas uint64, names []string, input ...field) {
	list, err := g.w.Hooks()
	g.fault(err)
	for _, a := range list {
		if g.Over() || len(names) > 0 && !g.named(a, names) {
			continue
		}
		used, fault, err := g.runHook(a, entry, min(gas, g.left), input...)
		if fault != nil && fault.Code == abi.CodeEntryMissing {
			fault = nil
		}
		g.fault(err)
		g.spend(a, used, fault)
	}
}

func (g *Stage) named(a abi.Address, names []string) bool {
	for _, name := range names {
		if g.Contract(name) == a {
			return true
		}
	}
	return false
}
