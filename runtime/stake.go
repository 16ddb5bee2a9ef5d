package runtime

import (
	"cmp"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// The bytes that a message about stake can add to the state, keys included: each pays growth_gas.
const (
	bondGrowth   = 100 // two checkpoints
	unbondGrowth = 200 // and an amount on its way out, and its place in the queue
	joinGrowth   = 300 // a validator, its owner's list of keys, and whose key it is
)

// stakes does what a message about stake says. Nothing of it runs code of a contract.
func (s *scope) stakes(sender abi.Address, msg tx.Msg, gas uint64) (data []byte, out outcome, err error) {
	price, growth := prices.Bond.Base, uint64(bondGrowth)
	switch msg.(type) {
	case tx.Unbond:
		price, growth = prices.Unbond.Base, unbondGrowth
	case tx.Join:
		price, growth = prices.Join.Base, joinGrowth
	case tx.Leave:
		price, growth = prices.Leave.Base, 0
	}
	if price += growth * s.params.GrowthGas; price > gas {
		return nil, outcome{gas: gas, fault: outOfGas()}, nil
	}
	switch m := msg.(type) {
	case tx.Bond:
		out, err = s.bond(sender, m.Amount)
	case tx.Unbond:
		data, out, err = s.unbond(sender, m.Amount)
	case tx.Join:
		out, err = s.join(sender, m)
	case tx.Leave:
		out, err = s.leave(sender)
	}
	out.gas = price
	return data, out, err
}

// bond moves tokens from the sender's balance to its stake, which counts from the next epoch on.
func (s *scope) bond(sender abi.Address, amount abi.Amount) (outcome, error) {
	acc, err := s.w.Account(sender)
	if err != nil {
		return outcome{}, err
	}
	rest, ok := acc.Balance.Sub(amount)
	switch {
	case amount.IsZero():
		return failed(abi.CodeInvalidArgument, "bond an amount above 0"), nil
	case !ok:
		return failed(abi.CodeInsufficientFunds, "the balance is below the amount"), nil
	}
	stake, err := s.w.Stake(sender)
	if err != nil {
		return outcome{}, err
	}
	acc.Balance = rest
	if err := s.w.SetAccount(sender, acc); err != nil {
		return outcome{}, err
	}
	stake, _ = stake.Add(amount) // both exist, so that it cannot overflow
	s.note("bonded", accountField(sender), amountField("amount", amount), amountField("stake", stake))
	return outcome{}, s.w.SetStake(sender, stake, s.clock.Epoch)
}

// unbond takes tokens out of the sender's stake. They have no power from the next epoch on, can be slashed
// as long as they are on their way out, and reach the balance by themselves.
func (s *scope) unbond(sender abi.Address, amount abi.Amount) (data []byte, out outcome, err error) {
	stake, err := s.w.Stake(sender)
	if err != nil {
		return nil, out, err
	}
	rest, ok := stake.Sub(amount)
	switch {
	case amount.IsZero():
		return nil, failed(abi.CodeInvalidArgument, "unbond an amount above 0"), nil
	case !ok:
		return nil, failed(abi.CodeInsufficientStake, "the stake is below the amount"), nil
	}
	release := s.clock.Epoch + 1 + s.params.Unbonding
	list, err := s.w.Unbonding(sender)
	if err != nil {
		return nil, out, err
	}
	i, found := slices.BinarySearchFunc(list, release, func(u world.Unbonding, at uint64) int { return cmp.Compare(u.Release, at) })
	switch {
	case found:
		list[i].Amount, _ = list[i].Amount.Add(amount) // both exist
	case len(list) >= world.MaxUnbonding:
		return nil, failed(abi.CodeUnbondingFull, "32 amounts are on their way out already; wait until the first of them is free"), nil
	default:
		list = slices.Insert(list, i, world.Unbonding{Release: release, Amount: amount})
	}
	if err := s.w.SetUnbonding(sender, list); err != nil {
		return nil, out, err
	}
	if err := s.w.QueueRelease(sender, release); err != nil {
		return nil, out, err
	}
	s.note("unbonding", accountField(sender), amountField("amount", amount), amountField("stake", rest), number("release", release))
	return encodeFields([]field{number("release", release)}), out, s.w.SetStake(sender, rest, s.clock.Epoch)
}

// maxReleases is how many owners get back in one block what is no longer bonded; others wait for the next.
const maxReleases = 100

// release pays those whose unbonding is over. Tokens that still have power in consensus behind them wait as
// long again, so that they can be slashed for whatever is signed with it.
func (s *scope) release() error {
	due, err := s.w.Due(s.clock.Epoch, maxReleases)
	if err != nil {
		return err
	}
	for _, d := range due {
		backs, err := s.backsPower(d.Owner)
		if err != nil {
			return err
		}
		if backs {
			if err := s.w.PostponeRelease(d, s.clock.Epoch+1+s.params.Unbonding); err != nil {
				return err
			}
			continue
		}
		paid, err := s.w.PayRelease(d)
		if err != nil {
			return err
		}
		if !paid.IsZero() {
			s.note("unbonded", accountField(d.Owner), amountField("amount", paid))
		}
	}
	return nil
}

// backsPower reports whether an owner's keys have more power than its stake gave at the start of the epoch: it is
// going down in steps, or held up because many are absent.
func (s *scope) backsPower(owner abi.Address) (bool, error) {
	keys, err := s.w.KeysOf(owner)
	if err != nil || len(keys) == 0 {
		return false, err
	}
	stake, err := s.w.StakeAt(owner, s.clock.Epoch)
	if err != nil {
		return false, err
	}
	var power int64
	for _, pub := range keys {
		v, _, err := s.w.Validator(pub)
		if err != nil {
			return false, err
		}
		power += v.Power
	}
	return power > max(world.PowerOf(stake), trialPower), nil
}

// join makes a key the sender's validator, in the place of one that it has. It gets power at epoch
// boundaries: little until it has signed, and then step by step the sender's stake.
func (s *scope) join(sender abi.Address, m tx.Join) (outcome, error) {
	stake, err := s.w.Stake(sender)
	if err != nil {
		return outcome{}, err
	}
	fault, err := s.refuseKey(sender, m)
	switch {
	case err != nil || fault != nil:
		return outcome{fault: fault}, err
	case world.PowerOf(stake) == 0:
		return failed(abi.CodeInsufficientStake, "a validator has at least one whole token of stake: bond first"), nil
	}
	v, known, err := s.w.Validator(m.Key)
	if err != nil {
		return outcome{}, err
	}
	if known && !v.Leaving {
		return failed(abi.CodeInvalidArgument, "this key is the account's validator already"), nil
	}
	if fault, err = s.replaceKey(sender, m.Key); err != nil || fault != nil {
		return outcome{fault: fault}, err
	}
	if fault, err = s.findSeat(stake); err != nil || fault != nil {
		return outcome{fault: fault}, err
	}
	v.Owner, v.Leaving = sender, false
	if err := s.w.SetKeyOwner(v.Address(), sender); err != nil {
		return outcome{}, err
	}
	s.note("validator_joined", accountField(sender), hashField("key", m.Key), amountField("stake", stake))
	return outcome{}, s.w.SetValidator(v)
}

// refuseKey says why a key cannot be the sender's: it is no key, did not agree, is jailed, or somebody else's.
func (s *scope) refuseKey(sender abi.Address, m tx.Join) (*Fault, error) {
	if abi.SmallOrder(m.Key) {
		return &Fault{Code: abi.CodeInvalidArgument, Log: "the key is of small order, with which nobody can sign"}, nil
	}
	if !abi.VerifyEd25519(m.Key, tx.KeyProof(s.chain, sender), m.Proof[:]) {
		return &Fault{Code: abi.CodeKeyProof, Log: "the validator key did not sign the proof for this account and chain"}, nil
	}
	address := world.AddressOfKey(m.Key)
	_, jailed, err := s.w.Jailed(address)
	if err != nil {
		return nil, err
	}
	if jailed {
		return &Fault{Code: abi.CodeJailed, Log: "the key has signed against itself: it is never used again"}, nil
	}
	owner, taken, err := s.w.KeyOwner(address)
	if err == nil && taken && owner != sender {
		return &Fault{Code: abi.CodeKeyTaken, Log: "the key is or was another account's validator"}, nil
	}
	return nil, err
}

// replaceKey puts a key last on the sender's list of keys: the one that it has leaves.
func (s *scope) replaceKey(sender abi.Address, pub [32]byte) (*Fault, error) {
	keys, err := s.w.KeysOf(sender)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k == pub {
			continue
		}
		if err := s.retire(k); err != nil {
			return nil, err
		}
	}
	if keys, err = s.w.KeysOf(sender); err != nil {
		return nil, err
	}
	keys = slices.DeleteFunc(keys, func(k [32]byte) bool { return k == pub })
	if len(keys) > 1 {
		return &Fault{Code: abi.CodeValidatorsFull, Log: "an earlier key of the account is still on its way out"}, nil
	}
	return nil, s.w.SetKeysOf(sender, append(keys, pub))
}

// retire has a validator leave: at once if it has no power, else at the boundaries to come.
func (s *scope) retire(pub [32]byte) error {
	v, ok, err := s.w.Validator(pub)
	if err != nil || !ok || v.Leaving {
		return err
	}
	if v.Power == 0 {
		return s.removeValidator(v)
	}
	v.Leaving = true
	return s.w.SetValidator(v)
}

// findSeat sees to it that one more validator may stay: if there are as many as there can be, the one with
// the least stake leaves, provided that the newcomer has more.
func (s *scope) findSeat(stake abi.Amount) (*Fault, error) {
	set, err := s.w.Validators()
	if err != nil {
		return nil, err
	}
	full := &Fault{Code: abi.CodeValidatorsFull, Log: "there are 256 validators with at least this stake, or too many on their way out"}
	if len(set) >= maxWithLeft {
		return full, nil
	}
	set = slices.DeleteFunc(set, func(v world.Validator) bool { return v.Leaving })
	if len(set) < maxValidators {
		return nil, nil
	}
	least, smallest := stake, -1
	for i, v := range set {
		other, err := s.w.Stake(v.Owner)
		if err != nil {
			return nil, err
		}
		if other.Less(least) {
			least, smallest = other, i
		}
	}
	if smallest < 0 {
		return full, nil
	}
	v := set[smallest]
	s.note("validator_left", accountField(v.Owner), hashField("key", v.PubKey))
	return nil, s.retire(v.PubKey)
}

// leave takes the sender's validator out of the set, at the boundaries to come.
func (s *scope) leave(sender abi.Address) (outcome, error) {
	keys, err := s.w.KeysOf(sender)
	if err != nil {
		return outcome{}, err
	}
	for _, k := range keys {
		v, _, err := s.w.Validator(k)
		if err != nil {
			return outcome{}, err
		}
		if !v.Leaving {
			s.note("validator_left", accountField(sender), hashField("key", k))
			return outcome{}, s.retire(k)
		}
	}
	return failed(abi.CodeNoValidator, "the account has no validator, or it is leaving already"), nil
}
