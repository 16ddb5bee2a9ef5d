package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InstantiateArgs are the contract's initial state. Role ids are list positions, the
// same as in the contract rewards.
type InstantiateArgs struct {
	Roles     []RoleDefinition
	Attestors []sdk.Address `cbor:"attestors,omitempty"` // that attest from epoch 0 on, with their stake as power
	Params    Params
}
