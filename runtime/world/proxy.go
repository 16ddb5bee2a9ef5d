package world

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A proxy votes with the stake of those who have named it, but for those who vote themselves. How much that is is known
// without looking at them, as all stake is: checkpoints of the sum, and beside them what of it is silent since when, for
// dormant stake has no proxy. That is one record, however many owners there are and however long they have been silent: their
// last signatures are told apart to a 128th of the time that can be asked about. Delegation is one level: a proxy does
// not hand on what others gave it.

// ProxyAt returns whom an owner had named at the start of an epoch; zero: nobody.
func (r Reader) ProxyAt(owner abi.Address, epoch uint64) (proxy abi.Address, err error) {
	_, err = r.newest(key(prefixProxy, owner[:]), epoch, func(c *abi.Reader) { proxy = c.Address() })
	return proxy, err
}

// DelegatedAt returns the stake of those who had named a proxy at the start of an epoch, without what was dormant
// then, as it is known now.
func (r Reader) DelegatedAt(proxy abi.Address, epoch uint64) (abi.Amount, error) {
	clock, err := r.Clock()
	if err != nil {
		return abi.Amount{}, err
	}
	total, err := r.checkpoint(key(prefixDelegated, proxy[:]), epoch)
	after := DormantAfter(clock.Length)
	if err != nil || total.IsZero() || epoch <= after {
		return total, err
	}
	list, err := r.silentOf(proxy)
	if err != nil {
		return total, err
	}
	rest, ok := total.Sub(list.before(epoch - after))
	if !ok { // slashed since then
		rest = abi.Amount{}
	}
	return rest, nil
}

// silentSum is the stake of a proxy's owners who signed last in an epoch, or in one of those just behind it.
type silentSum struct {
	epoch uint64
	stake abi.Amount
}

// silentSums are those of a proxy, by epoch.
type silentSums []silentSum

func (r Reader) silentOf(proxy abi.Address) (list silentSums, err error) {
	_, err = r.load(key(prefixSilentOf, proxy[:]), func(c *abi.Reader) {
		for n := c.Array(); n > 0 && c.Err() == nil; n-- {
			fields(c, 2)
			list = append(list, silentSum{c.Uint(), c.Amount()})
		}
	})
	return list, err
}

func (w World) setSilentOf(proxy abi.Address, list silentSums) error {
	if len(list) == 0 {
		return w.delete(key(prefixSilentOf, proxy[:]))
	}
	b := abi.AppendArray(nil, len(list))
	for _, s := range list {
		b = s.stake.AppendCBOR(abi.AppendUint(abi.AppendArray(b, 2), s.epoch))
	}
	return w.set(key(prefixSilentOf, proxy[:]), b)
}

// before adds up those of epochs before one.
func (l silentSums) before(epoch uint64) (total abi.Amount) {
	for _, s := range l {
		if s.epoch < epoch {
			total = sum(total, s.stake)
		}
	}
	return total
}

// change takes one stake out of the sum of an epoch, and puts another in, after it has put together what is older than
// anybody can ask about; false when there is less in it.
func (l silentSums) change(epoch, oldest uint64, before, after abi.Amount) (silentSums, bool) {
	if old := l.before(oldest); !old.IsZero() {
		l = slices.DeleteFunc(l, func(s silentSum) bool { return s.epoch < oldest })
		l, _ = l.change(oldest, 0, abi.Amount{}, old)
	}
	i, found := slices.BinarySearchFunc(l, epoch, func(s silentSum, at uint64) int { return cmp.Compare(s.epoch, at) })
	if !found {
		l = slices.Insert(l, i, silentSum{epoch: epoch})
	}
	rest, ok := l[i].stake.Sub(before)
	total, ok2 := rest.Add(after)
	if l[i].stake = total; total.IsZero() {
		l = slices.Delete(l, i, i+1)
	}
	return l, ok && ok2
}

// Delegate has an owner's stake vote by a proxy from the next epoch on, whatever it will be; by nobody for zero.
func (w World) Delegate(owner, proxy abi.Address) error {
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	before, err := w.ProxyAt(owner, latest)
	if err != nil || before == proxy {
		return err
	}
	stake, err := w.Stake(owner)
	if err != nil {
		return err
	}
	signed, _, err := w.Signed(owner) // none: there is no stake
	if err != nil {
		return err
	}
	for _, move := range []struct {
		proxy       abi.Address
		from, until abi.Amount
	}{{before, stake, abi.Amount{}}, {proxy, abi.Amount{}, stake}} {
		if err := w.changeDelegated(move.proxy, clock.Epoch+1, move.from, move.until); err != nil {
			return err
		}
		if err := w.moveSilentOf(move.proxy, signed, move.from, move.until); err != nil {
			return err
		}
	}
	return w.set(key(prefixProxy, owner[:], be64(clock.Epoch+1)), abi.AppendBytes(nil, proxy[:]))
}

// changeDelegated takes the change of an owner's stake into the power of its proxy.
func (w World) changeDelegated(proxy abi.Address, number uint64, before, after abi.Amount) error {
	if proxy == (abi.Address{}) || before == after {
		return nil
	}
	total, err := w.checkpoint(key(prefixDelegated, proxy[:]), latest)
	if err != nil {
		return err
	}
	rest, ok := total.Sub(before)
	total, ok2 := rest.Add(after)
	if !ok || !ok2 {
		return fmt.Errorf("world: what %s votes with: %w", proxy, errBooks)
	}
	return w.set(key(prefixDelegated, proxy[:], be64(number)), total.AppendCBOR(nil))
}

// moveSilentOf changes the sum of a proxy's owners who signed last in an epoch.
func (w World) moveSilentOf(proxy abi.Address, epoch uint64, before, after abi.Amount) error {
	if proxy == (abi.Address{}) || before == after {
		return nil
	}
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	list, err := w.silentOf(proxy)
	if err != nil {
		return err
	}
	oldest := clock.roundSilent(clock.oldestSilent())
	list, ok := list.change(max(clock.roundSilent(epoch), oldest), oldest, before, after)
	if !ok {
		return fmt.Errorf("world: silent stake of those whose proxy is %s: %w", proxy, errBooks)
	}
	return w.setSilentOf(proxy, list)
}

// roundSilent is the epoch under which a proxy's owners lie who signed last in one: so there are at most AwakeMemory sums and
// two, and who is silent for almost long enough has no proxy any more.
func (c Clock) roundSilent(epoch uint64) uint64 {
	return epoch - epoch%((DormantAfter(c.Length)+2*AwakeMemory-1)/AwakeMemory)
}

// shiftSilent changes the sums in which an owner's stake is: of all, and of its proxy.
func (w World) shiftSilent(owner abi.Address, epoch uint64, before, after abi.Amount) error {
	if err := w.moveSilent(epoch, before, after); err != nil {
		return err
	}
	proxy, err := w.ProxyAt(owner, latest)
	if err != nil {
		return err
	}
	return w.moveSilentOf(proxy, epoch, before, after)
}

// checkProxies compares what proxies vote with with the stakes of those who have named them.
func (r Reader) checkProxies() error {
	wanted, seen := map[abi.Address]abi.Amount{}, map[abi.Address]bool{}
	var proxies []abi.Address // in the order of those who named them
	err := r.each(key(prefixProxy), func(rest, _ []byte) error {
		if len(rest) != abi.AddressSize+8 {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		owner := abi.Address(rest[:abi.AddressSize])
		if seen[owner] {
			return nil
		}
		seen[owner] = true
		proxy, err := r.ProxyAt(owner, latest)
		if err != nil {
			return err
		}
		stake, err := r.Stake(owner)
		if _, known := wanted[proxy]; !known && proxy != (abi.Address{}) {
			proxies = append(proxies, proxy)
		}
		wanted[proxy] = sum(wanted[proxy], stake)
		return err
	})
	if err != nil {
		return err
	}
	for _, proxy := range proxies {
		stake := wanted[proxy]
		total, err := r.checkpoint(key(prefixDelegated, proxy[:]), latest)
		if err != nil {
			return err
		}
		list, err := r.silentOf(proxy)
		if err != nil {
			return err
		}
		silent := list.before(latest)
		if total != stake || silent != stake {
			return fmt.Errorf("world: %s votes with %s, by epochs %s, and its owners have %s: %w", proxy, total, silent, stake, errBooks)
		}
	}
	return nil
}
