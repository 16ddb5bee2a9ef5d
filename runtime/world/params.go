package world

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Params are the rules of the chain that can be chosen: consensus state, never configuration.
type Params struct {
	EpochSeconds    uint64     `json:"epoch_seconds"`     // length of an epoch's grid
	Probation       uint64     `json:"probation"`         // epochs that new code keeps a way back
	MinGasPrice     abi.Amount `json:"min_gas_price"`     // base units per gas
	MaxTxGas        uint64     `json:"max_tx_gas"`        // gas limit of one transaction
	MaxBlockGas     uint64     `json:"max_block_gas"`     // sum of gas limits in one block
	HookGas         uint64     `json:"hook_gas"`          // of each end_epoch hook and migration
	BlockHookGas    uint64     `json:"block_hook_gas"`    // of each end_block hook
	CodeDelayBlocks uint64     `json:"code_delay_blocks"` // from upload until callable
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
	if p.MinGasPrice.IsZero() {
		p.MinGasPrice = abi.U64(1_000_000)
	}
	return p
}
