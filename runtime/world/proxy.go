package world

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A proxy votes with the stake of those who have named it, but for those who vote themselves. How much that is is known
// without looking at them, as all stake is: checkpoints of the sum, and beside them, by the epoch in which its
// owners signed last, what of it is silent, for dormant stake has no proxy. Delegation is one level: a proxy does
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
	silent, err := r.silentBefore(key(prefixSilentOf, proxy[:]), epoch-after)
	rest, ok := total.Sub(silent)
	if !ok { // slashed since then
		rest = abi.Amount{}
	}
	return rest, err
}

// silentBefore adds up what lies under a prefix and epochs before one.
func (r Reader) silentBefore(prefix []byte, epoch uint64) (total abi.Amount, err error) {
	it := r.src.Iterate(prefix, append(append([]byte(nil), prefix...), be64(epoch)...), false)
	defer it.Close()
	for it.Next() {
		if err := parse(it.Key(), it.Value(), func(c *abi.Reader) { total = sum(total, c.Amount()) }); err != nil {
			return total, err
		}
	}
	if err := it.Err(); err != nil {
		return total, fmt.Errorf("world: silent stake under %x: %w", prefix, err)
	}
	return total, nil
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

// moveSilentOf changes the sum of a proxy's owners who signed last in an epoch. First it puts together what
// nobody tells apart any more: so there are never more sums than epochs that can be asked about, and each is put
// away once.
func (w World) moveSilentOf(proxy abi.Address, epoch uint64, before, after abi.Amount) error {
	if proxy == (abi.Address{}) || before == after {
		return nil
	}
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	prefix, oldest := key(prefixSilentOf, proxy[:]), clock.oldestSilent()
	old, err := w.takeSilent(prefix, oldest)
	if err != nil {
		return err
	}
	if err := w.addSilent(prefix, oldest, abi.Amount{}, old); err != nil {
		return err
	}
	return w.addSilent(prefix, max(epoch, oldest), before, after)
}

// takeSilent removes the sums of epochs before one, and returns what they were together. It comes to no others: of those
// there may be as many as epochs in which somebody has signed.
func (w World) takeSilent(prefix []byte, epoch uint64) (total abi.Amount, err error) {
	if total, err = w.silentBefore(prefix, epoch); err != nil || total.IsZero() {
		return total, err
	}
	var keys [][]byte
	it := w.src.Iterate(prefix, append(append([]byte(nil), prefix...), be64(epoch)...), false)
	for it.Next() {
		keys = append(keys, append([]byte(nil), it.Key()...))
	}
	err = it.Err()
	it.Close()
	for _, k := range keys {
		if err == nil {
			err = w.delete(k)
		}
	}
	return total, err
}

// addSilent changes a sum by the difference of two stakes.
func (w World) addSilent(prefix []byte, epoch uint64, before, after abi.Amount) error {
	k := append(append([]byte(nil), prefix...), be64(epoch)...)
	total, err := w.silent(k)
	if err != nil {
		return err
	}
	rest, ok := total.Sub(before)
	changed, ok2 := rest.Add(after)
	switch {
	case !ok || !ok2:
		return fmt.Errorf("world: silent stake under %x: %w", k, errBooks)
	case changed == total:
		return nil
	case changed.IsZero():
		return w.delete(k)
	}
	return w.set(k, changed.AppendCBOR(nil))
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
		silent, err := r.silentBefore(key(prefixSilentOf, proxy[:]), latest)
		if err != nil {
			return err
		}
		if total != stake || silent != stake {
			return fmt.Errorf("world: %s votes with %s, by epochs %s, and its owners have %s: %w", proxy, total, silent, stake, errBooks)
		}
	}
	return nil
}
