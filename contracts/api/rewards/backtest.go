package rewards

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// RecordsArgs ask for a page of what was verified in a role.
type RecordsArgs struct {
	Epoch uint64 // sealed
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
}

// RecordsResult is a page of up to 50 records.
type RecordsResult struct {
	Records []VerifiedRecord // by id
	Next    string           `cbor:"next,omitempty"` // for after; absent on the last page
}

// VerifiedRecord is what a participant did in an epoch, and what it counts.
type VerifiedRecord struct {
	ID       string       `cbor:"id"` // of the participant
	Account  sdk.Address  // that is paid
	Measures []sdk.Amount // sums of all contributions, in the units and order that the role defines
	Score    sdk.Amount   // that pays
	Limit    *sdk.Amount  // the most that it earns, of what somebody paid for; absent: no limit
}

// Alternative is what would have been different in a past epoch. What is absent was as it was.
type Alternative struct {
	Code    sdk.Hash         `cbor:"code,omitempty"`    // of the formula
	Weights []RoleWeight     `cbor:"weights,omitempty"` // voted, every role once
	Params  []governed.Param `cbor:"params,omitempty"`  // in the place of those that the epoch was closed with
}

// BacktestArgs ask what an alternative would have scored in a sealed epoch.
type BacktestArgs struct {
	Change Alternative
	Epoch  uint64
	Role   string
	Page   uint64 // of 50 records by id, from 0
}

// BacktestResult is a page of up to 50 records, scored again with the inputs of the epoch.
type BacktestResult struct {
	Scores []Rescored // by id; empty when the code failed
	Reason uint64     // why the code cannot pay: a fault, or 100 and up; else 0
}

// Rescored is a record and both its scores.
type Rescored struct {
	ID  string     `cbor:"id"` // of the participant
	Old sdk.Amount // that pays
	New sdk.Amount // by the code
}

// BacktestWeightsArgs ask for the weights that an alternative would have given a closed epoch.
type BacktestWeightsArgs struct {
	Change Alternative
	Epoch  uint64
}

// BacktestWeightsResult are the weights by role id, as they were and as they would have been.
type BacktestWeightsResult struct {
	Epoch  uint64   // its own number: of epochs that were closed as one, the first
	Old    []uint64 `unit:"ppm"`
	New    []uint64 `unit:"ppm"` // empty when the code failed
	Reason uint64   // why the code cannot pay: a fault, or 100 and up; else 0
}

// RecordsOfPage is how many records a page has, but for the last of a role.
const RecordsOfPage = 50
