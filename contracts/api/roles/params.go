package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Params are the parameters that governance can change.
//
//peerz:params
type Params struct {
	Reveal        uint64     `unit:"epochs"` // epochs after an epoch in which its reports are revealed, up to 1; 0: reports are open
	Late          uint64     `unit:"ppm"`    // ppm, the last part of an epoch in which a submission belongs to the next one, up to 500,000
	MaxAge        uint64     `unit:"epochs"` // epochs: older work is refused, and references are retained as long; up to 10,000; 0: no limit
	Bond          sdk.Amount // base units, at least, of a submission; up to 1,000 tokens
	Deposit       sdk.Amount // base units for a sheet that is committed; up to 1,000 tokens
	Registration  uint64     `unit:"epochs"` // epochs in which verified work waits for its account to be registered, 1 to 1,000, and no more than max_age unless that is 0
	RecoveryDelay uint64     `unit:"epochs"` // epochs in which an account can object to the move of its id, 1 to 1,000
	DisputeBond   sdk.Amount // base units, of who disputes; 1 base unit to 1,000 tokens
	DisputeReward uint64     `unit:"ppm"` // ppm, the disputer's part of the bonds that are lost when a dispute is upheld, up to 500,000
	MinStake      sdk.Amount // base units that an attestor has bonded at least; 1 base unit to 1,000,000 tokens
}
