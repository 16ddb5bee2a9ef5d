package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Health says how long something of a contract has failed without ever succeeding.
type Health struct {
	EndEpoch Streak
	EndBlock Streak
	Calls    Streak // that hooks of other contracts made
}

// Streak counts the epochs in a row in which something failed and never succeeded after that.
type Streak struct {
	Epochs uint64
	Last   uint64 // number of the last epoch that counted, or in which it succeeded again; 1 is epoch 0
	Fault  uint64 // code of the failure that counted last
}

// Fail counts an epoch, once, and not one in which it has succeeded after a failure.
func (s *Streak) Fail(epoch, fault uint64) {
	if s.Last != epoch+1 {
		s.Epochs, s.Last, s.Fault = s.Epochs+1, epoch+1, fault
	}
}

// Succeed ends the streak.
func (s *Streak) Succeed(epoch uint64) {
	if s.Epochs > 0 {
		*s = Streak{Last: epoch + 1}
	}
}

// Longest is the longest of the streaks.
func (h Health) Longest() uint64 { return max(h.EndEpoch.Epochs, h.EndBlock.Epochs, h.Calls.Epochs) }

// Health returns how long a contract has failed.
func (r Reader) Health(a abi.Address) (h Health, err error) {
	_, err = r.load(key(prefixHealth, a[:]), func(c *abi.Reader) {
		fields(c, 9)
		for _, s := range []*Streak{&h.EndEpoch, &h.EndBlock, &h.Calls} {
			*s = Streak{c.Uint(), c.Uint(), c.Uint()}
		}
	})
	return h, err
}

// SetHealth writes how long a contract has failed.
func (w World) SetHealth(a abi.Address, h Health) error {
	if h == (Health{}) {
		return w.delete(key(prefixHealth, a[:]))
	}
	return w.set(key(prefixHealth, a[:]), appendUints(nil, h.EndEpoch.Epochs, h.EndEpoch.Last, h.EndEpoch.Fault,
		h.EndBlock.Epochs, h.EndBlock.Last, h.EndBlock.Fault, h.Calls.Epochs, h.Calls.Last, h.Calls.Fault))
}

// Failing is a contract that is to go back when the hooks of the block have run.
type Failing struct {
	Contract abi.Address
	Reason   uint32
}

// Failing lists the contracts that are to go back.
func (r Reader) Failing() (list []Failing, err error) {
	err = r.each(key(prefixFailing), func(rest, v []byte) error {
		f := Failing{Contract: abi.Address(rest)}
		err := parse(rest, v, func(c *abi.Reader) { f.Reason = uint32(c.Uint()) })
		list = append(list, f)
		return err
	})
	return list, err
}

// SetFailing has a contract go back when the hooks of the block have run.
func (w World) SetFailing(f Failing) error {
	return w.set(key(prefixFailing, f.Contract[:]), abi.AppendUint(nil, uint64(f.Reason)))
}

// DropFailing takes a contract off the list.
func (w World) DropFailing(a abi.Address) error { return w.delete(key(prefixFailing, a[:])) }
