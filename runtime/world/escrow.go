package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Escrow returns what a contract holds locked for an owner.
func (r Reader) Escrow(contract, owner abi.Address) (a abi.Amount, err error) {
	_, err = r.load(key(prefixEscrow, contract[:], owner[:]), func(c *abi.Reader) { a = c.Amount() })
	return a, err
}

// SetEscrow writes what a contract holds locked for an owner. The caller keeps Escrows in step.
func (w World) SetEscrow(contract, owner abi.Address, a abi.Amount) error {
	k := key(prefixEscrow, contract[:], owner[:])
	if a.IsZero() {
		return w.delete(k)
	}
	return w.set(k, a.AppendCBOR(nil))
}

// rewardPart is the part of what a contract held locked at an epoch's start that it can give away in the
// epoch, one in so many.
const rewardPart = 10

// Escrows is what a contract holds locked for everybody, by epoch.
type Escrows struct {
	Epoch    uint64     // of the two below
	Before   abi.Amount // Total when the epoch began
	Rewarded abi.Amount // of what was forfeited in it, given to others
	Total    abi.Amount
}

// Escrows returns what a contract holds locked for everybody, as of an epoch.
func (r Reader) Escrows(contract abi.Address, epoch uint64) (e Escrows, err error) {
	_, err = r.load(key(prefixEscrows, contract[:]), func(c *abi.Reader) {
		fields(c, 4)
		e = Escrows{c.Uint(), c.Amount(), c.Amount(), c.Amount()}
	})
	if e.Epoch != epoch {
		e = Escrows{Epoch: epoch, Before: e.Total, Total: e.Total}
	}
	return e, err
}

// SetEscrows writes what a contract holds locked for everybody.
func (w World) SetEscrows(contract abi.Address, e Escrows) error {
	b := abi.AppendUint(abi.AppendArray(nil, 4), e.Epoch)
	return w.set(key(prefixEscrows, contract[:]), e.Total.AppendCBOR(e.Rewarded.AppendCBOR(e.Before.AppendCBOR(b))))
}

// Reward adds to what the contract gives to others of what is forfeited, as much of amount as it may in the
// epoch, and returns how much that is.
func (e *Escrows) Reward(amount abi.Amount) abi.Amount {
	most, _, _ := e.Before.MulDiv(abi.U64(1), abi.U64(rewardPart)) // rounded down, to the reserve's favour
	rest, ok := most.Sub(e.Rewarded)
	if !ok {
		return abi.Amount{}
	}
	if rest.Less(amount) {
		amount = rest
	}
	e.Rewarded = sum(e.Rewarded, amount)
	return amount
}
