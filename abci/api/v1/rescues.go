package v1

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Rescues is what owners of stake signal about the codes of contracts.
type Rescues struct {
	Stake   abi.Amount `json:"stake" doc:"All, at the start of the epoch."`
	Awake   abi.Amount `json:"awake" doc:"The part whose owners have signed a transaction lately."`
	Rescues []Rescue   `json:"rescues" doc:"By contract and code; of each contract at most 100."`
	At
}

// Rescue is a code that owners of stake signal for a contract.
type Rescue struct {
	Contract string     `json:"contract"`
	Live     abi.Hash   `json:"live" doc:"The code that it has."`
	Code     abi.Hash   `json:"code"`
	Served   bool       `json:"served" doc:"Whether it was proven in the contract before."`
	For      abi.Amount `json:"for"`
	Against  abi.Amount `json:"against"`
	Needed   abi.Amount `json:"needed" doc:"Of for."`
	Limit    abi.Amount `json:"limit" doc:"At which against stops it; 0: nothing does."`
	Epochs   uint64     `json:"epochs" doc:"For which it must have enough."`
	Open     bool       `json:"open" doc:"Whether it had enough when signals were counted last."`
	Due      uint64     `json:"due,omitempty" doc:"If it is open: the epoch with whose beginning it is carried out."`
	Fault    uint32     `json:"fault,omitempty" doc:"Why it could not be made live when it was due; it is tried at every boundary."`
}

// Failing is a built-in contract that fails.
type Failing struct {
	Contract string `json:"contract"`
	Epochs   uint64 `json:"epochs" doc:"In a row."`
	WayBack  bool   `json:"way_back" doc:"Whether it goes back by itself after three; else it waits for a rescue."`
}
