package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Vesting is what genesis gave an account and time has yet to release: tokens that exist, and are in no
// balance until then. It is released evenly from Start to End, and none of it before Cliff.
type Vesting struct {
	Account abi.Address
	Amount  abi.Amount // base units, of genesis; at least 1
	Paid    abi.Amount // of it: released into the account's balance so far
	Start   uint64     // unix seconds
	Cliff   uint64     // unix seconds, Start to End
	End     uint64     // unix seconds, after Start
}

// Bounds of the vesting of a genesis: every boundary goes through all that have not ended.
const (
	MaxVestings       = 1000
	MaxVestingSeconds = 100 * 366 * 86_400
)

// Due is how much of the amount is released by a moment, rounded down: the last moment releases the rest.
func (v Vesting) Due(at uint64) abi.Amount {
	switch {
	case at < v.Cliff || at <= v.Start:
		return abi.Amount{}
	case at >= v.End:
		return v.Amount
	}
	due, _, _ := v.Amount.MulDiv(abi.U64(at-v.Start), abi.U64(v.End-v.Start)) // a part of the amount, so it fits
	return due
}

// Vestings lists what is not released yet, by account.
func (r Reader) Vestings() (list []Vesting, err error) {
	err = r.each(key(prefixVesting), func(rest, raw []byte) error {
		v := Vesting{Account: abi.Address(rest)}
		err := parse(rest, raw, func(c *abi.Reader) { readVesting(c, &v) })
		list = append(list, v)
		return err
	})
	return list, err
}

// Vesting returns what is not released yet of one account's; ok is false when there is nothing.
func (r Reader) Vesting(a abi.Address) (v Vesting, ok bool, err error) {
	v.Account = a
	ok, err = r.load(key(prefixVesting, a[:]), func(c *abi.Reader) { readVesting(c, &v) })
	return v, ok, err
}

func readVesting(c *abi.Reader, v *Vesting) {
	fields(c, 5)
	v.Amount, v.Paid, v.Start, v.Cliff, v.End = c.Amount(), c.Amount(), c.Uint(), c.Uint(), c.Uint()
}

// SetVesting writes an account's vesting, or removes it when all of it is released. What is not released counts
// as minted: the caller has created it, or credits what it has released.
func (w World) SetVesting(v Vesting) error {
	k := key(prefixVesting, v.Account[:])
	if v.Paid == v.Amount {
		return w.delete(k)
	}
	b := v.Paid.AppendCBOR(v.Amount.AppendCBOR(abi.AppendArray(nil, 5)))
	return w.set(k, abi.AppendUint(abi.AppendUint(abi.AppendUint(b, v.Start), v.Cliff), v.End))
}

// vesting adds what is not released yet.
func (r Reader) vesting() (total abi.Amount, err error) {
	list, err := r.Vestings()
	for _, v := range list {
		left, ok := v.Amount.Sub(v.Paid)
		if !ok {
			return total, errBooks
		}
		total = sum(total, left)
	}
	return total, err
}
