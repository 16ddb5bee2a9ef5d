package sdktest

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// BlockHash implements sdk.HostCalls.
func (c *Chain) BlockHash() sdk.Hash { return c.Block }

// Context implements sdk.HostCalls.
func (c *Chain) Context() *sdk.Ctx {
	ctx := c.Ctx
	return &ctx
}

// GasLeft implements sdk.HostCalls.
func (c *Chain) GasLeft() uint64 {
	c.Gas -= min(c.GasStep, c.Gas)
	return c.Gas
}

// Savepoint implements sdk.HostCalls.
func (c *Chain) Savepoint() sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	c.since = savepoint{len(c.undo), len(c.events)}
	return sdk.OK
}

// Undo implements sdk.HostCalls.
func (c *Chain) Undo() sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	c.revert(c.since)
	return sdk.OK
}

// Call implements sdk.HostCalls: it runs the Handler in the callee's context.
func (c *Chain) Call(to sdk.Address, input []byte, o sdk.CallOptions) ([]byte, *sdk.CallError) {
	h := c.handlers[to]
	if h == nil {
		return nil, &sdk.CallError{Errno: sdk.NoSuchContract}
	}
	if (o.Query || c.Ctx.ReadOnly) && !o.Value.IsZero() {
		return nil, &sdk.CallError{Errno: sdk.ReadOnly}
	}
	if c.balances[c.Ctx.Self].Less(o.Value) {
		return nil, &sdk.CallError{Errno: sdk.Insufficient}
	}
	outer := c.Ctx
	defer func() { c.Ctx = outer }()
	return c.invoke(func() ([]byte, *sdk.CallError) {
		c.move(outer.Self, to, o.Value)
		c.Ctx.Self, c.Ctx.Caller, c.Ctx.Value = to, outer.Self, o.Value
		c.Ctx.System = false
		c.Ctx.ReadOnly = outer.ReadOnly || o.Query
		return h(input, o.Query)
	})
}

// CallPure implements sdk.HostCalls: it runs the PureHandler.
func (c *Chain) CallPure(code sdk.Hash, entry string, input []byte, _ uint64) ([]byte, *sdk.CallError) {
	h := c.pure[code]
	if h == nil {
		return nil, &sdk.CallError{Errno: sdk.NotCallable}
	}
	return c.invoke(func() ([]byte, *sdk.CallError) { return h(entry, input) })
}

// Balance implements sdk.HostLedger.
func (c *Chain) Balance(of sdk.Address) sdk.Amount { return c.balances[of] }

// Transfer implements sdk.HostLedger.
func (c *Chain) Transfer(to sdk.Address, amount sdk.Amount) sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	if c.PayoutLimit == nil || to == c.Ctx.Self {
		return c.move(c.Ctx.Self, to, amount)
	}
	rest, ok := c.PayoutLimit.CheckedSub(amount)
	if !ok {
		return sdk.OutflowExceeded
	}
	errno := c.move(c.Ctx.Self, to, amount)
	if errno == sdk.OK {
		before := c.PayoutLimit
		c.undo = append(c.undo, func() { c.PayoutLimit = before })
		c.PayoutLimit = &rest
	}
	return errno
}

func (c *Chain) move(from, to sdk.Address, amount sdk.Amount) sdk.Errno {
	rest, ok := c.balances[from].CheckedSub(amount)
	if !ok {
		return sdk.Insufficient
	}
	c.setBalance(from, rest)
	c.setBalance(to, c.balances[to].Add(amount))
	return sdk.OK
}

func (c *Chain) setBalance(a sdk.Address, amount sdk.Amount) {
	old := c.balances[a]
	c.undo = append(c.undo, func() { c.balances[a] = old })
	c.balances[a] = amount
}

// Mint implements sdk.HostLedger.
func (c *Chain) Mint(amount sdk.Amount) sdk.Errno {
	if errno := c.allowed("mint"); errno != sdk.OK {
		return errno
	}
	minted, ok := c.Minted.CheckedAdd(amount)
	if !ok || c.Cap.Less(minted.Add(c.Reserve)) {
		return sdk.CapExceeded
	}
	if c.MintLimit != nil {
		if errno := c.MintLimit(amount); errno != sdk.OK {
			return errno
		}
	}
	old, due := c.Minted, c.Due
	c.undo = append(c.undo, func() { c.Minted, c.Due = old, due })
	c.Minted = minted
	c.Due, _ = due.CheckedSub(amount) // nothing is left of less
	c.setIncome(c.incomeNow().plus(amount, sdk.Amount{}))
	c.setBalance(c.Ctx.Self, c.balances[c.Ctx.Self].Add(amount))
	return sdk.OK
}

// income is what an epoch has brought beside fees, all contracts together. What is minted bounds what comes from the reserve.
type income struct {
	epoch         uint64
	minted, drawn sdk.Amount
}

func (i income) plus(minted, drawn sdk.Amount) income {
	return income{i.epoch, i.minted.Add(minted), i.drawn.Add(drawn)}
}

func (c *Chain) incomeNow() income {
	if c.income.epoch != c.Ctx.Epoch {
		return income{epoch: c.Ctx.Epoch}
	}
	return c.income
}

func (c *Chain) setIncome(i income) {
	old := c.income
	c.undo = append(c.undo, func() { c.income = old })
	c.income = i
}

// MintReserve implements sdk.HostLedger.
func (c *Chain) MintReserve(most sdk.Amount) (amount, left sdk.Amount, errno sdk.Errno) {
	if errno := c.allowed("mint"); errno != sdk.OK {
		return amount, left, errno
	}
	i := c.incomeNow()
	amount = most
	for _, bound := range []sdk.Amount{c.Reserve, i.minted.Add(i.minted).Sub(i.drawn)} {
		if bound.Less(amount) {
			amount = bound
		}
	}
	c.setIncome(i.plus(sdk.Amount{}, amount))
	c.setReserve(c.Minted.Add(amount), c.Reserve.Sub(amount))
	c.setBalance(c.Ctx.Self, c.balances[c.Ctx.Self].Add(amount))
	return amount, c.Reserve, sdk.OK
}

// ReturnToReserve implements sdk.HostLedger.
func (c *Chain) ReturnToReserve(amount sdk.Amount) sdk.Errno {
	if errno := c.allowed("mint"); errno != sdk.OK {
		return errno
	}
	rest, ok := c.balances[c.Ctx.Self].CheckedSub(amount)
	if !ok {
		return sdk.Insufficient
	}
	c.setBalance(c.Ctx.Self, rest)
	c.setReserve(c.Minted.Sub(amount), c.Reserve.Add(amount))
	return sdk.OK
}

// Burn implements sdk.HostLedger.
func (c *Chain) Burn(amount sdk.Amount) sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	rest, ok := c.balances[c.Ctx.Self].CheckedSub(amount)
	if !ok {
		return sdk.Insufficient
	}
	c.setBalance(c.Ctx.Self, rest)
	c.setReserve(c.Minted.Sub(amount), c.Reserve)
	return sdk.OK
}

func (c *Chain) setReserve(minted, reserve sdk.Amount) {
	oldMinted, oldReserve := c.Minted, c.Reserve
	c.undo = append(c.undo, func() { c.Minted, c.Reserve = oldMinted, oldReserve })
	c.Minted, c.Reserve = minted, reserve
}

// CollectFees implements sdk.HostLedger.
func (c *Chain) CollectFees() (sdk.Amount, sdk.Errno) {
	if errno := c.allowed("fees"); errno != sdk.OK {
		return sdk.Amount{}, errno
	}
	fees := c.Fees
	c.undo = append(c.undo, func() { c.Fees = fees })
	c.Fees = sdk.Amount{}
	c.setBalance(c.Ctx.Self, c.balances[c.Ctx.Self].Add(fees))
	return fees, sdk.OK
}

// Supply implements sdk.HostLedger.
func (c *Chain) Supply() (limit, minted, pending sdk.Amount) { return c.Cap, c.Minted, c.Fees }

// Mintable implements sdk.HostLedger.
func (c *Chain) Mintable() sdk.Amount { return c.Due }

// allowed checks what every privileged host function checks first.
func (c *Chain) allowed(capability string) sdk.Errno {
	switch {
	case c.Ctx.ReadOnly:
		return sdk.ReadOnly
	case c.Denied[capability]:
		return sdk.Denied
	}
	return sdk.OK
}

// ContractByName implements sdk.HostRegistry.
func (c *Chain) ContractByName(name string) (sdk.Address, bool) {
	a, ok := c.names[name]
	return a, ok
}

// Info implements sdk.HostRegistry.
func (c *Chain) Info(a sdk.Address) (sdk.ContractInfo, bool) {
	info, ok := c.Infos[a]
	return info, ok
}

// CodeInfo implements sdk.HostRegistry.
func (c *Chain) CodeInfo(code sdk.Hash) sdk.Errno {
	if errno, ok := c.Codes[code]; ok {
		return errno
	}
	return sdk.NotFound
}

// Upgrade implements sdk.HostRegistry.
func (c *Chain) Upgrade(u sdk.NewCode) sdk.Errno {
	if errno := c.allowed("upgrade"); errno != sdk.OK {
		return errno
	}
	if errno := c.CodeInfo(u.Code); errno != sdk.OK {
		return errno
	}
	n := len(c.Upgrades)
	c.undo = append(c.undo, func() { c.Upgrades = c.Upgrades[:n] })
	c.Upgrades = append(c.Upgrades, u)
	return sdk.OK
}

// UpgradeCall implements sdk.HostRegistry.
func (c *Chain) UpgradeCall(group uint64, input []byte) sdk.Errno {
	if errno := c.allowed("upgrade"); errno != sdk.OK {
		return errno
	}
	for _, u := range c.Upgrades {
		if u.Group == group {
			n := len(c.UpgradeCalls)
			c.undo = append(c.undo, func() { c.UpgradeCalls = c.UpgradeCalls[:n] })
			c.UpgradeCalls = append(c.UpgradeCalls, input)
			return sdk.OK
		}
	}
	return sdk.NotFound
}

// OutcomeOf implements sdk.HostRegistry.
func (c *Chain) OutcomeOf(group uint64) (sdk.UpgradeOutcome, bool) {
	o, ok := c.Outcomes[group]
	return o, ok
}

// DryRun implements sdk.HostRegistry: what is scheduled for the group is not any more, and its dry run works at once, unless
// Outcomes has another answer.
func (c *Chain) DryRun(group uint64) sdk.Errno {
	if errno := c.allowed("upgrade"); errno != sdk.OK {
		return errno
	}
	upgrades, n := c.Upgrades, 0
	c.undo = append(c.undo, func() { c.Upgrades = upgrades })
	c.Upgrades = nil
	for _, u := range upgrades {
		if u.Group == group {
			n++
			continue
		}
		c.Upgrades = append(c.Upgrades, u)
	}
	if n == 0 {
		return sdk.NotFound
	}
	c.Tried = append(c.Tried, group)
	if _, ok := c.Outcomes[group]; !ok {
		c.Outcomes[group] = sdk.UpgradeOutcome{State: sdk.OutcomeWorks}
	}
	return sdk.OK
}

// CodeFailed implements sdk.HostRegistry: it rolls Infos back as the chain does.
func (c *Chain) CodeFailed(contract sdk.Address, code sdk.Hash, reason uint32) bool {
	info := c.Infos[contract]
	if c.allowed("guard") != sdk.OK || info.CodeHash != code || info.LastGood.IsZero() {
		return false
	}
	n, old := len(c.RolledBack), info
	c.undo = append(c.undo, func() { c.RolledBack, c.Infos[contract] = c.RolledBack[:n], old })
	c.RolledBack = append(c.RolledBack, Failure{contract, code, reason})
	info.CodeHash, info.LastGood, info.Failed = info.LastGood, sdk.Hash{}, code
	info.ProbationEnd, info.FailedReason, info.FailedEpoch = 0, reason, c.Ctx.Epoch
	c.Infos[contract] = info
	return true
}

// ChainParam implements sdk.HostRegistry.
func (c *Chain) ChainParam(name string) (string, bool) {
	value, ok := c.ChainParams[name]
	return value, ok
}

// SetChainParams implements sdk.HostRegistry.
func (c *Chain) SetChainParams(changes []byte, check bool) sdk.Errno {
	if errno := c.allowed("params"); errno != sdk.OK {
		return errno
	}
	if c.ParamsAnswer > 0 && !check {
		n := len(c.ParamChanges)
		c.undo = append(c.undo, func() { c.ParamChanges = c.ParamChanges[:n] })
		c.ParamChanges = append(c.ParamChanges, slices.Clone(changes))
	}
	return c.ParamsAnswer
}
