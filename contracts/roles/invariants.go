package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Invariants checks that all that is held is in this contract's balance (P4).
func Invariants() roles.InvariantsResult {
	r := roles.InvariantsResult{Held: amountAt([]byte{keyHeld}), Balance: sdk.Balance(sdk.Context().Self)}
	r.Ok = !r.Balance.Less(r.Held)
	return r
}
