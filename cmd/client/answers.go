package client

import v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"

// The answers of the API, which its types describe.
type (
	Status     = v1.Status
	Account    = v1.Account
	Stake      = v1.Stake
	Validator  = v1.Validator
	Validators = v1.Validators
	Duty       = v1.Duty
	Contract   = v1.Contract
	Rescues    = v1.Rescues
	Rescue     = v1.Rescue
	Code       = v1.Code
	Params     = v1.Params
	Receipt    = v1.Receipt
	Event      = v1.Event
	PastEvent  = v1.PastEvent
	Asked      = v1.Tx
	Calls      = v1.Calls
	Called     = v1.Called
)
