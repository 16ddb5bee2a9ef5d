package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Params are the rules of the chain that can be chosen: consensus state, never configuration. Genesis
// chooses them, and votes change those of Votable.
type Params struct {
	EpochSeconds    uint64     `json:"epoch_seconds"`     // length of an epoch's grid
	Probation       uint64     `json:"probation"`         // epochs that new code keeps a way back
	MinGasPrice     abi.Amount `json:"min_gas_price"`     // base units per gas
	MaxTxGas        uint64     `json:"max_tx_gas"`        // gas limit of one transaction; must pay for a load of the largest code
	MaxBlockGas     uint64     `json:"max_block_gas"`     // sum of gas limits in one block
	HookGas         uint64     `json:"hook_gas"`          // of each end_epoch hook and migration
	BlockHookGas    uint64     `json:"block_hook_gas"`    // of each end_block hook
	CodeDelayBlocks uint64     `json:"code_delay_blocks"` // from upload until callable
	GrowthGas       uint64     `json:"growth_gas"`        // of each byte that the state has more after a write or an upload; every node keeps it for ever
	Unbonding       uint64     `json:"unbonding"`         // whole epochs that stake waits before it is free, and can still be slashed
	Slash           uint64     `json:"slash"`             // ppm of the stake and what is unbonding that is lost for signing against oneself
	EvidenceSeconds uint64     `json:"evidence_seconds"`  // how old a proof of it can be; unbonding takes no less
	MaxBlockBytes   uint64     `json:"max_block_bytes"`   // of a block, as consensus counts them
	Emission        uint64     `json:"emission"`          // ppm of what the schedule allows that is minted; 0 at genesis: all of it
}

// DefaultCap is the number of base units that can ever exist: 10^9 tokens.
var DefaultCap, _ = abi.ParseAmount("1000000000000000000000000000")

// WithDefaults fills fields that are zero.
func (p Params) WithDefaults() Params {
	set := func(v *uint64, d uint64) {
		if *v == 0 {
			*v = d
		}
	}
	set(&p.EpochSeconds, 86_400)
	set(&p.Probation, 3)
	set(&p.MaxTxGas, 100_000_000)
	set(&p.MaxBlockGas, 1_000_000_000)
	set(&p.HookGas, 500_000_000)
	set(&p.BlockHookGas, 100_000_000)
	set(&p.CodeDelayBlocks, 2)
	set(&p.GrowthGas, 400)
	set(&p.Unbonding, 21)
	set(&p.Slash, 50_000)
	set(&p.MaxBlockBytes, 4<<20)
	set(&p.Emission, allEmission)
	set(&p.EvidenceSeconds, min(172_800, p.unbondingSeconds()))
	if p.MinGasPrice.IsZero() {
		p.MinGasPrice = abi.U64(100_000_000)
	}
	return p
}

// unbondingSeconds is the least time that unbonding takes; within bounds that the checks uphold it cannot overflow.
func (p Params) unbondingSeconds() uint64 { return p.Unbonding * p.EpochSeconds }

// Params returns the rules of the chain.
func (r Reader) Params() (p Params, err error) {
	_, err = r.load(key(prefixParams), func(c *abi.Reader) {
		fields(c, 14)
		p = Params{c.Uint(), c.Uint(), c.Amount(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint(), c.Uint()}
	})
	return p, err
}

// SetParams writes the rules of the chain.
func (w World) SetParams(p Params) error {
	b := abi.AppendUint(abi.AppendUint(abi.AppendArray(nil, 14), p.EpochSeconds), p.Probation)
	b = p.MinGasPrice.AppendCBOR(b)
	for _, n := range []uint64{p.MaxTxGas, p.MaxBlockGas, p.HookGas, p.BlockHookGas, p.CodeDelayBlocks, p.GrowthGas,
		p.Unbonding, p.Slash, p.EvidenceSeconds, p.MaxBlockBytes, p.Emission} {
		b = abi.AppendUint(b, n)
	}
	return w.set(key(prefixParams), b)
}
