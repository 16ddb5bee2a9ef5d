package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// IncomeEpochs is how many epochs with an income bound what a contract pays out.
const IncomeEpochs = 30

// reserveFactor is how many times what it mints in an epoch by the rate a contract can draw from the reserve.
const reserveFactor = 2

// Income is what a contract with the capability "mint" has brought into circulation, and paid out, by epoch.
type Income struct {
	Epoch   uint64     // of the four below; what is of an earlier one has become a Pool
	Minted  abi.Amount // by the rate
	Fees    abi.Amount // collected: whoever pays them draws nothing from the reserve
	Drawn   abi.Amount // minted again from the reserve, at most reserveFactor times Minted
	PaidOut abi.Amount // sent to others, at most twice the largest pool
	Pools   []Pool     // of the IncomeEpochs epochs before, oldest first; those without an income are left out
}

// Pool is an epoch's income.
type Pool struct {
	Epoch  uint64
	Amount abi.Amount // minted + fees + drawn
}

// Income returns what a contract has brought in and paid out, as of an epoch, which is not before those
// that it has an income of.
func (r Reader) Income(contract abi.Address, epoch uint64) (in Income, err error) {
	_, err = r.load(key(prefixIncome, contract[:]), func(c *abi.Reader) {
		fields(c, 6)
		in = Income{Epoch: c.Uint(), Minted: c.Amount(), Fees: c.Amount(), Drawn: c.Amount(), PaidOut: c.Amount()}
		for n := c.Array(); n > 0 && c.Err() == nil; n-- {
			fields(c, 2)
			in.Pools = append(in.Pools, Pool{c.Uint(), c.Amount()})
		}
	})
	in.advance(epoch)
	return in, err
}

// SetIncome writes what a contract has brought in and paid out.
func (w World) SetIncome(contract abi.Address, in Income) error {
	b := abi.AppendUint(abi.AppendArray(nil, 6), in.Epoch)
	b = in.PaidOut.AppendCBOR(in.Drawn.AppendCBOR(in.Fees.AppendCBOR(in.Minted.AppendCBOR(b))))
	b = abi.AppendArray(b, len(in.Pools))
	for _, p := range in.Pools {
		b = p.Amount.AppendCBOR(abi.AppendUint(abi.AppendArray(b, 2), p.Epoch))
	}
	return w.set(key(prefixIncome, contract[:]), b)
}

// advance turns to a later epoch.
func (in *Income) advance(epoch uint64) {
	if in.Epoch == epoch {
		return
	}
	if p := in.pool(); !p.IsZero() {
		in.Pools = append(in.Pools, Pool{in.Epoch, p})
	}
	for len(in.Pools) > 0 && in.Pools[0].Epoch+IncomeEpochs < epoch {
		in.Pools = in.Pools[1:]
	}
	*in = Income{Epoch: epoch, Pools: in.Pools}
}

// pool is the income of the epoch so far: at most what can exist, so that it cannot overflow.
func (in *Income) pool() abi.Amount { return sum(sum(in.Minted, in.Fees), in.Drawn) }

// Drawable is what may be minted from the reserve in the rest of the epoch, if there is as much.
func (in *Income) Drawable() abi.Amount {
	rest, ok := times(in.Minted, reserveFactor).Sub(in.Drawn)
	if !ok {
		return abi.Amount{}
	}
	return rest
}

// PayoutLimit is what may be paid out in the epoch: twice the largest pool of it and the IncomeEpochs before.
func (in *Income) PayoutLimit() abi.Amount {
	largest := in.pool()
	for _, p := range in.Pools {
		if largest.Less(p.Amount) {
			largest = p.Amount
		}
	}
	return times(largest, 2)
}

// Mint adds to what it has by the rate.
func (in *Income) Mint(amount abi.Amount) { in.Minted = sum(in.Minted, amount) }

// Collect adds to the fees that it has collected.
func (in *Income) Collect(amount abi.Amount) { in.Fees = sum(in.Fees, amount) }

// Draw adds to what it has from the reserve.
func (in *Income) Draw(amount abi.Amount) { in.Drawn = sum(in.Drawn, amount) }

// PayOut adds to what it has paid out, and reports whether it may: if not, nothing is added.
func (in *Income) PayOut(amount abi.Amount) bool {
	total := sum(in.PaidOut, amount)
	if in.PayoutLimit().Less(total) {
		return false
	}
	in.PaidOut = total
	return true
}

// sum and times stop at the largest amount, which no cap allows.
func sum(a, b abi.Amount) abi.Amount {
	if s, ok := a.Add(b); ok {
		return s
	}
	return largestAmount
}

func times(a abi.Amount, n uint64) abi.Amount {
	if p, ok := a.Mul(abi.U64(n)); ok {
		return p
	}
	return largestAmount
}

var largestAmount = abi.Amount{Hi: ^uint64(0), Lo: ^uint64(0)}
