package world

import (
	"encoding/binary"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Stake is dormant at the start of an epoch when its owner has signed no transaction in the epochs before: in 60
// of them, and at least in seven days. How much is, is known without looking at the owners: under each epoch lies
// the stake of those who signed last in it, and the stake that is dormant at the start of an epoch is that of all
// epochs which are far enough behind it. It is judged now: who signs today moves to today's epoch, and is
// dormant at no start that anybody can still ask about.
const (
	dormantEpochs  = 60
	dormantSeconds = 7 * 86_400

	// AwakeMemory is of how many epochs, that of now among them, one can ask who was awake. Stakes that are silent for longer lie
	// together.
	AwakeMemory = 128
)

// DormantAfter is how many epochs of a length stake is silent before it is dormant.
func DormantAfter(epochSeconds uint64) uint64 {
	return max(dormantEpochs, (dormantSeconds+epochSeconds-1)/max(epochSeconds, 1))
}

// Signed returns the epoch of the last transaction that an owner of stake has signed; ok is false for who has none.
func (r Reader) Signed(owner abi.Address) (epoch uint64, ok bool, err error) {
	ok, err = r.load(key(prefixSigned, owner[:]), func(c *abi.Reader) { epoch = c.Uint() })
	return epoch, ok, err
}

// Awake reports whether an owner was awake at the start of an epoch.
func (r Reader) Awake(owner abi.Address, epoch uint64) (bool, error) {
	signed, ok, err := r.Signed(owner)
	if err != nil || !ok { // who gave up all of it has signed that
		return err == nil, err
	}
	clock, err := r.Clock()
	return err == nil && signed+DormantAfter(clock.Length) >= epoch, err
}

// AwakeStakeAt is the part of TotalStakeAt whose owners are not dormant at the start of an epoch. known is false
// for an epoch that is yet to begin, or AwakeMemory or more epochs back.
func (r Reader) AwakeStakeAt(epoch uint64) (total abi.Amount, known bool, err error) {
	clock, err := r.Clock()
	if err != nil || epoch > clock.Epoch || clock.Epoch-epoch >= AwakeMemory {
		return total, false, err
	}
	if total, err = r.TotalStakeAt(epoch); err != nil {
		return total, false, err
	}
	after := DormantAfter(clock.Length)
	if epoch <= after {
		return total, true, nil
	}
	it := r.src.Iterate(key(prefixSilent), key(prefixSilent, be64(epoch-after)), false)
	defer it.Close()
	for it.Next() {
		var silent abi.Amount
		if err := parse(it.Key(), it.Value(), func(c *abi.Reader) { silent = c.Amount() }); err != nil {
			return total, false, err
		}
		rest, ok := total.Sub(silent)
		if !ok { // slashed since then
			rest = abi.Amount{}
		}
		total = rest
	}
	if err := it.Err(); err != nil {
		return total, false, fmt.Errorf("world: silent stake: %w", err)
	}
	return total, true, nil
}

// Wake notes that an account has signed a transaction in an epoch, if it has stake. It writes once in an epoch.
func (w World) Wake(owner abi.Address, epoch uint64) error {
	signed, ok, err := w.Signed(owner)
	if err != nil || !ok || signed == epoch {
		return err
	}
	stake, err := w.Stake(owner)
	if err != nil {
		return err
	}
	if err := w.shiftSilent(owner, signed, stake, abi.Amount{}); err != nil {
		return err
	}
	if err := w.setSigned(owner, epoch); err != nil {
		return err
	}
	return w.shiftSilent(owner, epoch, abi.Amount{}, stake)
}

// restake takes a change of an owner's stake into the sums of silent stake.
func (w World) restake(owner abi.Address, before, stake abi.Amount) error {
	signed, ok, err := w.Signed(owner)
	if err != nil {
		return err
	}
	switch {
	case !ok:
		clock, err := w.Clock()
		if err != nil {
			return err
		}
		signed = clock.Epoch
		if err := w.setSigned(owner, signed); err != nil {
			return err
		}
	case stake.IsZero():
		if err := w.delete(key(prefixSigned, owner[:])); err != nil {
			return err
		}
	}
	return w.shiftSilent(owner, signed, before, stake)
}

func (w World) setSigned(owner abi.Address, epoch uint64) error {
	return w.set(key(prefixSigned, owner[:]), abi.AppendUint(nil, epoch))
}

// moveSilent changes the sum of those who signed last in an epoch by the difference of two stakes.
func (w World) moveSilent(epoch uint64, before, after abi.Amount) error {
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	k := key(prefixSilent, be64(max(epoch, clock.oldestSilent())))
	sum, err := w.silent(k)
	if err != nil {
		return err
	}
	rest, ok := sum.Sub(before)
	sum, ok2 := rest.Add(after)
	if !ok || !ok2 {
		return fmt.Errorf("world: silent stake of epoch %d: %w", epoch, errBooks)
	}
	if sum.IsZero() {
		return w.delete(k)
	}
	return w.set(k, sum.AppendCBOR(nil))
}

func (r Reader) silent(k []byte) (sum abi.Amount, err error) {
	_, err = r.load(k, func(c *abi.Reader) { sum = c.Amount() })
	return sum, err
}

// oldestSilent is the epoch under which the stake of all lies that signed last in it or before: nobody can ask
// about a start at which one of them was awake and the other dormant.
func (c Clock) oldestSilent() uint64 {
	if c.Epoch <= AwakeMemory {
		return 0
	}
	since := c.Epoch - AwakeMemory
	return since - min(since, DormantAfter(c.Length))
}

// AgeSilent puts together what a new epoch need not tell apart any more: one sum, however many owners there are.
func (w World) AgeSilent() error {
	clock, err := w.Clock()
	if err != nil || clock.oldestSilent() == 0 {
		return err
	}
	k := key(prefixSilent, be64(clock.oldestSilent()-1))
	sum, err := w.silent(k)
	if err != nil || sum.IsZero() {
		return err
	}
	if err := w.delete(k); err != nil {
		return err
	}
	return w.moveSilent(clock.oldestSilent(), abi.Amount{}, sum)
}

// checkSilent compares the sums of silent stake with all stake, and with the owners'.
func (r Reader) checkSilent() error {
	clock, err := r.Clock()
	if err != nil {
		return err
	}
	sums := map[uint64]abi.Amount{}
	err = r.each(key(prefixSigned), func(rest, _ []byte) error {
		if len(rest) != abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		owner := abi.Address(rest)
		signed, _, err := r.Signed(owner)
		if err != nil {
			return err
		}
		stake, err := r.Stake(owner)
		signed = max(signed, clock.oldestSilent())
		sums[signed] = sum(sums[signed], stake)
		return err
	})
	if err != nil {
		return err
	}
	var all abi.Amount
	err = r.each(key(prefixSilent), func(rest, v []byte) error {
		var stored abi.Amount
		err := parse(rest, v, func(c *abi.Reader) { stored = c.Amount() })
		if err == nil && stored != sums[binary.BigEndian.Uint64(rest)] {
			err = fmt.Errorf("world: the owners who signed last in epoch %x have %s, not %s: %w", rest, sums[binary.BigEndian.Uint64(rest)], stored, errBooks)
		}
		all = sum(all, stored)
		return err
	})
	if err != nil {
		return err
	}
	total, err := r.TotalStakeAt(latest)
	if err == nil && all != total {
		err = fmt.Errorf("world: silent stakes add up to %s, not %s: %w", all, total, errBooks)
	}
	return err
}
