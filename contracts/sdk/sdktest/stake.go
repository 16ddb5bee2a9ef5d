package sdktest

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// since is a stake from the start of an epoch on.
type since struct {
	epoch  uint64
	amount sdk.Amount
}

// SetStake gives an account a stake that counts from the start of an epoch on, which is not before that of an
// earlier call.
func (c *Chain) SetStake(of sdk.Address, from uint64, amount sdk.Amount) {
	c.stakes[of] = append(c.stakes[of], since{from, amount})
}

// Stake implements sdk.HostStake.
func (c *Chain) Stake(of sdk.Address, epoch uint64) (amount sdk.Amount) {
	for _, s := range c.stakes[of] {
		if s.epoch <= epoch {
			amount = s.amount
		}
	}
	return amount
}

// TotalStake implements sdk.HostStake.
func (c *Chain) TotalStake(epoch uint64) (total sdk.Amount) {
	for of := range c.stakes {
		total = total.Add(c.Stake(of, epoch))
	}
	return total
}

// AwakeStake implements sdk.HostStake.
func (c *Chain) AwakeStake(epoch uint64) (total sdk.Amount, errno sdk.Errno) {
	if epoch > c.Ctx.Epoch || c.Ctx.Epoch-epoch >= 128 {
		return total, sdk.InvalidArgument
	}
	for of := range c.stakes {
		if c.Awake(of, epoch) {
			total = total.Add(c.Stake(of, epoch))
		}
	}
	return total, sdk.OK
}

// Awake implements sdk.HostStake.
func (c *Chain) Awake(of sdk.Address, _ uint64) bool { return !c.Dormant[of] }

// named is whom an account has named from the start of an epoch on.
type named struct {
	epoch uint64
	proxy sdk.Address
}

// Delegate implements sdk.HostStake.
func (c *Chain) Delegate(to sdk.Address) sdk.Errno {
	owner := c.Ctx.Caller
	if errno := c.allowed("delegate"); errno != sdk.OK {
		return errno
	}
	if to == owner {
		return sdk.InvalidArgument
	}
	before := c.proxies[owner]
	c.undo = append(c.undo, func() { c.proxies[owner] = before })
	c.proxies[owner] = append(append([]named(nil), before...), named{c.Ctx.Epoch + 1, to})
	return sdk.OK
}

// Proxy implements sdk.HostStake.
func (c *Chain) Proxy(of sdk.Address, epoch uint64) (proxy sdk.Address, ok bool) {
	for _, n := range c.proxies[of] {
		if n.epoch <= epoch {
			proxy = n.proxy
		}
	}
	return proxy, !proxy.IsZero()
}

// Delegated implements sdk.HostStake.
func (c *Chain) Delegated(of sdk.Address, epoch uint64) (total sdk.Amount) {
	for owner := range c.stakes {
		if proxy, _ := c.Proxy(owner, epoch); proxy == of && !c.Dormant[owner] {
			total = total.Add(c.Stake(owner, epoch))
		}
	}
	return total
}

// ValidatorDuty implements sdk.HostStake.
func (c *Chain) ValidatorDuty(of sdk.Address, epoch uint64) (sdk.Duty, bool) {
	if epoch > c.Ctx.Epoch || c.Ctx.Epoch-epoch > 1 {
		return sdk.Duty{}, false
	}
	return c.Duties[of], true
}

// NextValidator implements sdk.HostStake: an account that has duties is a validator, whose key is its address.
func (c *Chain) NextValidator(after sdk.Hash) (key sdk.Hash, owner sdk.Address, ok bool) {
	for account := range c.Duties {
		at := sdk.HashOf(append(account.Bytes(), make([]byte, 12)...))
		if string(at.Bytes()) > string(after.Bytes()) && (!ok || string(at.Bytes()) < string(key.Bytes())) {
			key, owner, ok = at, account, true
		}
	}
	return key, owner, ok
}

// Slash implements sdk.HostStake: it takes a twentieth.
func (c *Chain) Slash(of sdk.Address) (sdk.Amount, sdk.Errno) {
	if errno := c.allowed("slash"); errno != sdk.OK {
		return sdk.Amount{}, errno
	}
	lost, _, _ := sdk.MulDiv(c.Stake(of, ^uint64(0)), sdk.U64(1), sdk.U64(20))
	switch {
	case c.slashed == c.Ctx.Epoch+1:
		return sdk.Amount{}, sdk.OutflowExceeded
	case lost.IsZero():
		return sdk.Amount{}, sdk.NotFound
	}
	c.slashed = c.Ctx.Epoch + 1
	c.SetStake(of, c.Ctx.Epoch+1, c.Stake(of, ^uint64(0)).Sub(lost))
	c.Reserve = c.Reserve.Add(lost)
	return lost, sdk.OK
}

// lock is what a contract holds locked for an owner.
type lock struct{ contract, owner sdk.Address }

// locks is what a contract holds locked for everybody.
type locks struct {
	epoch           uint64
	before          sdk.Amount // when the epoch began
	rewarded, total sdk.Amount
}

// Escrow implements sdk.HostStake.
func (c *Chain) Escrow(of sdk.Address) sdk.Amount { return c.escrows[lock{c.Ctx.Self, of}] }

// LockEscrow implements sdk.HostStake.
func (c *Chain) LockEscrow(of sdk.Address, amount sdk.Amount) sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	rest, ok := c.balances[c.Ctx.Self].CheckedSub(amount)
	if !ok {
		return sdk.Insufficient
	}
	if c.PayoutLimit != nil {
		left, ok := c.PayoutLimit.CheckedSub(amount)
		if !ok {
			return sdk.OutflowExceeded
		}
		before := c.PayoutLimit
		c.undo = append(c.undo, func() { c.PayoutLimit = before })
		c.PayoutLimit = &left
	}
	all := c.locksNow()
	all.total = all.total.Add(amount)
	c.setLock(of, c.Escrow(of).Add(amount), all)
	c.setBalance(c.Ctx.Self, rest)
	return sdk.OK
}

// ReleaseEscrow implements sdk.HostStake.
func (c *Chain) ReleaseEscrow(of sdk.Address, amount sdk.Amount) sdk.Errno {
	if errno := c.unlock(of, amount, c.locksNow()); errno != sdk.OK {
		return errno
	}
	c.setBalance(of, c.balances[of].Add(amount))
	return sdk.OK
}

// ForfeitEscrow implements sdk.HostStake.
func (c *Chain) ForfeitEscrow(of sdk.Address, amount sdk.Amount, to sdk.Address, reward sdk.Amount) (sdk.Amount, sdk.Errno) {
	if amount.Less(reward.Add(reward)) {
		return sdk.Amount{}, sdk.InvalidArgument
	}
	all := c.locksNow()
	tenth, _, _ := sdk.MulDiv(all.before, sdk.U64(1), sdk.U64(10))
	if left, _ := tenth.CheckedSub(all.rewarded); left.Less(reward) {
		reward = left
	}
	all.rewarded = all.rewarded.Add(reward)
	if errno := c.unlock(of, amount, all); errno != sdk.OK {
		return sdk.Amount{}, errno
	}
	rest := amount.Sub(reward)
	c.setReserve(c.Minted.Sub(rest), c.Reserve.Add(rest))
	c.setBalance(to, c.balances[to].Add(reward))
	return reward, sdk.OK
}

// unlock takes an amount out of an escrow; all is the books before that.
func (c *Chain) unlock(of sdk.Address, amount sdk.Amount, all locks) sdk.Errno {
	if c.Ctx.ReadOnly {
		return sdk.ReadOnly
	}
	rest, ok := c.Escrow(of).CheckedSub(amount)
	if !ok {
		return sdk.Insufficient
	}
	all.total = all.total.Sub(amount)
	c.setLock(of, rest, all)
	return sdk.OK
}

func (c *Chain) locksNow() locks {
	all := c.locked[c.Ctx.Self]
	if all.epoch != c.Ctx.Epoch {
		all = locks{epoch: c.Ctx.Epoch, before: all.total, total: all.total}
	}
	return all
}

func (c *Chain) setLock(of sdk.Address, amount sdk.Amount, all locks) {
	k := lock{c.Ctx.Self, of}
	one, old := c.escrows[k], c.locked[k.contract]
	c.undo = append(c.undo, func() { c.escrows[k], c.locked[k.contract] = one, old })
	c.escrows[k], c.locked[k.contract] = amount, all
}
