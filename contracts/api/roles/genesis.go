package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InstantiateArgs are the contract's initial state. Role ids are list positions, the
// same as in the contract rewards.
type InstantiateArgs struct {
	Roles     []RoleDefinition
	Bonds     []GenesisBond     `cbor:"bonds,omitempty"` // the funds that come along are their sum
	Attestors []GenesisAttestor `cbor:"attestors,omitempty"`
	Unbonding uint64            // epochs, up to 10,000
	Params    Params
}

// GenesisBond is stake that counts from epoch 0 on.
type GenesisBond struct {
	Account sdk.Address
	Amount  sdk.Amount // base units
}

// GenesisAttestor is an account that attests from epoch 0 on, with its bond as power.
type GenesisAttestor struct {
	Account sdk.Address
	Pubkey  *sdk.Hash // of the validator that follows its stake; absent: none
}
