package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) stake(_ *vm.Caller, a stakeArgs) (int64, error) {
	stake, err := f.s.w.StakeAt(a.Of, a.Epoch)
	stake.PutLE(a.Dst)
	return 0, err
}

func (f *frame) totalStake(_ *vm.Caller, a totalStakeArgs) (int64, error) {
	total, err := f.s.w.TotalStakeAt(a.Epoch)
	total.PutLE(a.Dst)
	return 0, err
}

func (f *frame) awakeStake(_ *vm.Caller, a awakeStakeArgs) (int64, error) {
	total, known, err := f.s.w.AwakeStakeAt(a.Epoch)
	if err != nil || !known {
		return int64(abi.ErrInvalidArgument), err
	}
	total.PutLE(a.Dst)
	return 0, nil
}

func (f *frame) awake(_ *vm.Caller, a awakeArgs) (int64, error) {
	ok, err := f.s.w.Awake(a.Of, a.Epoch)
	if err != nil || !ok {
		return 0, err
	}
	return 1, nil
}

// delegateGrowth is what naming a proxy can add to the state, in bytes: whom, and twice a sum and its part.
const delegateGrowth = 250

func (f *frame) delegate(c *vm.Caller, a delegateArgs) (int64, error) {
	if a.To == f.caller {
		return errno(abi.ErrInvalidArgument)
	}
	if err := c.Charge(delegateGrowth * f.s.params.GrowthGas); err != nil {
		return 0, err
	}
	return 0, f.s.w.Delegate(f.caller, a.To)
}

func (f *frame) proxy(_ *vm.Caller, a proxyArgs) (int64, error) {
	proxy, err := f.s.w.ProxyAt(a.Of, a.Epoch)
	if err != nil || proxy == (abi.Address{}) {
		return int64(abi.ErrNotFound), err
	}
	copy(a.Dst, proxy[:])
	return 0, nil
}

func (f *frame) delegated(_ *vm.Caller, a delegatedArgs) (int64, error) {
	total, err := f.s.w.DelegatedAt(a.Of, a.Epoch)
	total.PutLE(a.Dst)
	return 0, err
}

// validatorDuty adds up the keys of an account: while it changes keys it has two.
func (f *frame) validatorDuty(_ *vm.Caller, a validatorDutyArgs) (int64, error) {
	k := f.s.clock
	if a.Epoch > k.Epoch || k.Epoch-a.Epoch > 1 {
		return errno(abi.ErrInvalidArgument)
	}
	keys, err := f.s.w.KeysOf(a.Of)
	if err != nil {
		return 0, err
	}
	var power uint64
	var duty world.Duty
	for _, pub := range keys {
		v, _, err := f.s.w.Validator(pub)
		if err != nil {
			return 0, err
		}
		power += uint64(v.Power)
		if a.Epoch == k.Epoch {
			duty = duty.Add(v.Duty(k.Height, f.s.height))
		} else {
			duty = duty.Add(v.Last)
		}
	}
	b := binary.LittleEndian.AppendUint64(nil, power)
	copy(a.Dst, duty.Due.AppendLE(duty.Signed.AppendLE(b)))
	return 0, nil
}

func (f *frame) nextValidator(_ *vm.Caller, a nextValidatorArgs) (int64, error) {
	v, ok, err := f.s.w.NextValidator(a.After)
	if err != nil || !ok {
		return int64(abi.ErrNotFound), err
	}
	copy(a.Dst, v.PubKey[:])
	copy(a.Dst[len(v.PubKey):], v.Owner[:])
	return 0, nil
}

// slash is the decision of a vote. It takes no more than the chain's own part, of one account an epoch: code that was voted
// in could name anybody.
func (f *frame) slash(_ *vm.Caller, a slashArgs) (int64, error) {
	last, some, err := f.s.w.Verdict()
	if err != nil || some && last == f.s.clock.Epoch {
		return int64(abi.ErrOutflowExceeded), err
	}
	lost, err := f.s.takeStake(a.Of)
	if err != nil || lost.IsZero() {
		return int64(abi.ErrNotFound), err
	}
	f.s.note("slashed", accountField(a.Of), amountField("amount", lost))
	lost.PutLE(a.Dst)
	return 0, f.s.w.SetVerdict(f.s.clock.Epoch)
}

func (f *frame) escrow(_ *vm.Caller, a escrowArgs) (int64, error) {
	amount, err := f.s.w.Escrow(f.self, a.Of)
	amount.PutLE(a.Dst)
	return 0, err
}

func (f *frame) escrowLock(_ *vm.Caller, a escrowLockArgs) (int64, error) {
	if ok, err := f.payOut(a.Of, a.Amount); err != nil || !ok {
		return int64(abi.ErrOutflowExceeded), err
	}
	acc, err := f.s.w.Account(f.self)
	if err != nil {
		return 0, err
	}
	rest, ok := acc.Balance.Sub(a.Amount)
	if !ok {
		return errno(abi.ErrInsufficient)
	}
	acc.Balance = rest
	if err := f.s.w.SetAccount(f.self, acc); err != nil {
		return 0, err
	}
	locked, all, err := f.locked(a.Of)
	if err != nil {
		return 0, err
	}
	locked, _ = locked.Add(a.Amount) // all of it exists, so that neither can overflow
	all.Total, _ = all.Total.Add(a.Amount)
	return 0, f.setLocked(a.Of, locked, all)
}

func (f *frame) escrowRelease(_ *vm.Caller, a escrowReleaseArgs) (int64, error) {
	ok, err := f.unlock(a.Of, a.Amount, nil)
	if err != nil || !ok {
		return int64(abi.ErrInsufficient), err
	}
	return 0, f.s.w.Credit(a.Of, a.Amount)
}

// escrowForfeit gives a bounded part to somebody and the rest to the reserve: so no code that was voted in
// can carry off what others have locked.
func (f *frame) escrowForfeit(_ *vm.Caller, a escrowForfeitArgs) (int64, error) {
	rest, ok := a.Amount.Sub(a.Reward)
	if !ok || rest.Less(a.Reward) {
		return errno(abi.ErrInvalidArgument)
	}
	reward := a.Reward
	ok, err := f.unlock(a.Of, a.Amount, func(e *world.Escrows) { reward = e.Reward(a.Reward) })
	if err != nil || !ok {
		return int64(abi.ErrInsufficient), err
	}
	rest, _ = a.Amount.Sub(reward) // which is at most a.Reward
	if err := f.s.w.Credit(a.To, reward); err != nil {
		return 0, err
	}
	reward.PutLE(a.Dst)
	return 0, f.s.w.Withdraw(rest)
}

// unlock takes tokens out of an escrow, which the caller gives to somebody. It reports whether there are as
// many; change may change the books of all escrows of this contract before they are written.
func (f *frame) unlock(owner abi.Address, amount abi.Amount, change func(*world.Escrows)) (bool, error) {
	locked, all, err := f.locked(owner)
	if err != nil {
		return false, err
	}
	locked, ok := locked.Sub(amount)
	if !ok {
		return false, nil
	}
	all.Total, _ = all.Total.Sub(amount) // of which it is a part
	if change != nil {
		change(&all)
	}
	return true, f.setLocked(owner, locked, all)
}

// locked is what this contract holds locked for an owner, and for everybody.
func (f *frame) locked(owner abi.Address) (one abi.Amount, all world.Escrows, err error) {
	if one, err = f.s.w.Escrow(f.self, owner); err != nil {
		return one, all, err
	}
	all, err = f.s.w.Escrows(f.self, f.s.clock.Epoch)
	return one, all, err
}

func (f *frame) setLocked(owner abi.Address, one abi.Amount, all world.Escrows) error {
	if err := f.s.w.SetEscrow(f.self, owner, one); err != nil {
		return err
	}
	return f.s.w.SetEscrows(f.self, all)
}
