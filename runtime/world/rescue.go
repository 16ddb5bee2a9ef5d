package world

import (
	"encoding/binary"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Signal is what an owner of stake says about the code that a contract shall have. An owner has one for each
// contract; it stands until it is changed or withdrawn, until a rescue of the contract ends the round, or until it
// is as old as stake gets that is not dormant.
type Signal struct {
	Round   uint64
	Code    abi.Hash
	Against bool
	Epoch   uint64 // in which it was given
}

// Support is the stake behind a code for a contract, as it is now.
type Support struct{ For, Against abi.Amount }

// Rescue is how far a contract is from getting another code by its owners' signals.
type Rescue struct {
	Round uint64   // rescues so far; signals of earlier rounds are void
	Code  abi.Hash // with the most support, as far as signals told
	Since uint64   // the epoch with whose beginning it had enough, plus one; 0: it has not
	Fault uint32   // why it could not be made live when its time had come; 0 if that was not tried
}

// SignalLife is how many epochs a signal stands at most.
func SignalLife(c Clock) uint64 { return DormantAfter(c.Length) }

func signalKey(owner, contract abi.Address) []byte { return key(prefixSignal, owner[:], contract[:]) }

func signalEndKey(epoch uint64, owner, contract abi.Address) []byte {
	return key(prefixSignalEnd, be64(epoch), owner[:], contract[:])
}

func supportKey(contract abi.Address, round uint64, code abi.Hash) []byte {
	return key(prefixSupport, contract[:], be64(round), code[:])
}

// Signal returns what an owner says about a contract; ok is false if it says nothing.
func (r Reader) Signal(owner, contract abi.Address) (s Signal, ok bool, err error) {
	ok, err = r.load(signalKey(owner, contract), func(c *abi.Reader) {
		fields(c, 4)
		s = Signal{c.Uint(), c.Hash(), c.Bool(), c.Uint()}
	})
	return s, ok, err
}

// SetSignal changes what an owner says about a contract; the zero Code withdraws it.
func (w World) SetSignal(owner, contract abi.Address, s Signal) error {
	if err := w.DropSignal(owner, contract); err != nil || s.Code.IsZero() {
		return err
	}
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	if err := w.set(signalEndKey(s.Epoch+SignalLife(clock), owner, contract), []byte{1}); err != nil {
		return err
	}
	b := abi.AppendBytes(abi.AppendUint(abi.AppendArray(nil, 4), s.Round), s.Code[:])
	if err := w.set(signalKey(owner, contract), abi.AppendUint(abi.AppendBool(b, s.Against), s.Epoch)); err != nil {
		return err
	}
	stake, err := w.Stake(owner)
	if err != nil {
		return err
	}
	return w.support(contract, s, abi.Amount{}, stake)
}

// DropSignal takes back what an owner says about a contract, if it says something.
func (w World) DropSignal(owner, contract abi.Address) error {
	s, ok, err := w.Signal(owner, contract)
	if err != nil || !ok {
		return err
	}
	stake, err := w.Stake(owner)
	if err != nil {
		return err
	}
	if err := w.support(contract, s, stake, abi.Amount{}); err != nil {
		return err
	}
	clock, err := w.Clock()
	if err != nil {
		return err
	}
	if err := w.delete(signalEndKey(s.Epoch+SignalLife(clock), owner, contract)); err != nil {
		return err
	}
	return w.delete(signalKey(owner, contract))
}

// DropOldSignals takes back signals that have stood for as long as they may by an epoch, at most limit of them.
func (w World) DropOldSignals(epoch uint64, limit int) error {
	var due [][]byte
	it := w.src.Iterate(key(prefixSignalEnd), key(prefixSignalEnd, be64(epoch+1)), false)
	for len(due) < limit && it.Next() {
		due = append(due, append([]byte(nil), it.Key()[1:]...))
	}
	err := it.Err()
	it.Close()
	if err != nil {
		return fmt.Errorf("world: old signals: %w", err)
	}
	for _, rest := range due {
		if len(rest) != 8+2*abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		if err := w.DropSignal(abi.Address(rest[8:]), abi.Address(rest[8+abi.AddressSize:])); err != nil {
			return err
		}
	}
	return nil
}

// reweigh takes a change of an owner's stake into the support of what it signals.
func (w World) reweigh(owner abi.Address, before, stake abi.Amount) error {
	type given struct {
		contract abi.Address
		signal   Signal
	}
	var list []given
	err := w.each(key(prefixSignal, owner[:]), func(rest, _ []byte) error {
		if len(rest) != abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		s, _, err := w.Signal(owner, abi.Address(rest))
		list = append(list, given{abi.Address(rest), s})
		return err
	})
	if err != nil {
		return err
	}
	for _, g := range list {
		if err := w.support(g.contract, g.signal, before, stake); err != nil {
			return err
		}
	}
	return nil
}

// support changes what is behind the code of a signal by the difference of two stakes. A code that now has more
// than the leading one leads.
func (w World) support(contract abi.Address, s Signal, before, after abi.Amount) error {
	sum, err := w.Support(contract, s.Round, s.Code)
	if err != nil {
		return err
	}
	side := &sum.For
	if s.Against {
		side = &sum.Against
	}
	rest, ok := side.Sub(before)
	total, ok2 := rest.Add(after)
	if !ok || !ok2 {
		return fmt.Errorf("world: support of %s: %w", s.Code, errBooks)
	}
	*side = total
	k := supportKey(contract, s.Round, s.Code)
	if sum == (Support{}) {
		err = w.delete(k)
	} else {
		err = w.set(k, sum.Against.AppendCBOR(sum.For.AppendCBOR(abi.AppendArray(nil, 2))))
	}
	if err != nil {
		return err
	}
	return w.lead(contract, s, sum)
}

func (w World) lead(contract abi.Address, s Signal, sum Support) error {
	r, err := w.Rescue(contract)
	if err != nil || r.Round != s.Round || r.Code == s.Code {
		return err
	}
	leading, err := w.Support(contract, r.Round, r.Code)
	if err != nil || !leading.For.Less(sum.For) {
		return err
	}
	return w.SetRescue(contract, Rescue{Round: r.Round, Code: s.Code})
}

// Support returns what is behind a code for a contract.
func (r Reader) Support(contract abi.Address, round uint64, code abi.Hash) (s Support, err error) {
	_, err = r.load(supportKey(contract, round, code), func(c *abi.Reader) { s = readSupport(c) })
	return s, err
}

func readSupport(c *abi.Reader) Support {
	fields(c, 2)
	return Support{c.Amount(), c.Amount()}
}

// Proposed is a code with what is behind it.
type Proposed struct {
	Code abi.Hash
	Support
}

// Supports lists the codes that owners signal for a contract, by hash, at most limit of them.
func (r Reader) Supports(contract abi.Address, round uint64, limit int) (list []Proposed, err error) {
	prefix := key(prefixSupport, contract[:], be64(round))
	it := r.src.Iterate(prefix, after(prefix), false)
	defer it.Close()
	for len(list) < limit && it.Next() {
		p := Proposed{Code: abi.Hash(it.Key()[len(prefix):])}
		if err := parse(it.Key(), it.Value(), func(c *abi.Reader) { p.Support = readSupport(c) }); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	if err := it.Err(); err != nil {
		return nil, fmt.Errorf("world: scan %x: %w", prefix, err)
	}
	return list, nil
}

// Rescue returns how far a contract is from another code.
func (r Reader) Rescue(contract abi.Address) (x Rescue, err error) {
	_, err = r.load(key(prefixRescue, contract[:]), func(c *abi.Reader) {
		fields(c, 4)
		x = Rescue{c.Uint(), c.Hash(), c.Uint(), uint32(c.Uint())}
	})
	return x, err
}

// SetRescue writes how far a contract is from another code.
func (w World) SetRescue(contract abi.Address, x Rescue) error {
	b := abi.AppendBytes(abi.AppendUint(abi.AppendArray(nil, 4), x.Round), x.Code[:])
	return w.set(key(prefixRescue, contract[:]), abi.AppendUint(abi.AppendUint(b, x.Since), uint64(x.Fault)))
}

// Served reports whether a code was proven in a contract before.
func (r Reader) Served(contract abi.Address, code abi.Hash) (bool, error) {
	return r.load(key(prefixServed, contract[:], code[:]), func(c *abi.Reader) { c.Uint() })
}

// SetServed notes that a proven code of a contract is replaced.
func (w World) SetServed(contract abi.Address, code abi.Hash) error {
	return w.set(key(prefixServed, contract[:], code[:]), []byte{1})
}

// checkSupport compares what is behind each code with the stakes of those who signal it.
func (r Reader) checkSupport() error {
	sums := map[string]Support{}
	err := r.each(key(prefixSignal), func(rest, _ []byte) error {
		if len(rest) != 2*abi.AddressSize {
			return fmt.Errorf("%w %x", ErrCorrupt, rest)
		}
		owner, contract := abi.Address(rest), abi.Address(rest[abi.AddressSize:])
		s, _, err := r.Signal(owner, contract)
		if err != nil {
			return err
		}
		stake, err := r.Stake(owner)
		k := string(supportKey(contract, s.Round, s.Code))
		of := sums[k]
		if s.Against {
			of.Against = sum(of.Against, stake)
		} else {
			of.For = sum(of.For, stake)
		}
		sums[k] = of
		return err
	})
	if err != nil {
		return err
	}
	return r.each(key(prefixSupport), func(rest, v []byte) error {
		return parse(rest, v, func(c *abi.Reader) {
			if got := readSupport(c); got != sums[string(key(prefixSupport, rest))] {
				c.Fail(fmt.Errorf("support of round %d is not that of its owners: %w", binary.BigEndian.Uint64(rest[abi.AddressSize:]), errBooks))
			}
		})
	})
}
