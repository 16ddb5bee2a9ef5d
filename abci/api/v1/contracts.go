package v1

import (
	"encoding/json"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Contract is the registry's record of a contract.
type Contract struct {
	Name         string           `json:"name" doc:"Of a contract that genesis made; empty for others, whatever their label says."`
	Label        string           `json:"label"`
	Address      abi.Address      `json:"address"`
	CodeHash     abi.Hash         `json:"code_hash"`
	LastGood     *abi.Hash        `json:"last_good,omitempty" doc:"The code before, while this one is on probation."`
	ProbationEnd uint64           `json:"probation_end,omitempty" doc:"The first epoch that can begin with the code proven."`
	Previous     *abi.Hash        `json:"previous,omitempty" doc:"The code that this one replaced, for good: the way back."`
	MigrateBack  *abi.Hash        `json:"migrate_back,omitempty" doc:"The code that makes the storage fit the one before."`
	BackFault    uint32           `json:"back_fault,omitempty" doc:"Code of the fault with which the way back failed when it was last tried; absent: it works."`
	Failing      uint64           `json:"failing,omitempty" doc:"Epochs in a row in which a hook of the contract, or a hook's calls of it, failed."`
	Failed       *abi.Hash        `json:"failed,omitempty" doc:"The code that was rolled back last."`
	FailedReason uint32           `json:"failed_reason,omitempty"`
	FailedEpoch  uint64           `json:"failed_epoch,omitempty"`
	Capabilities []abi.Capability `json:"capabilities"`
	Creator      abi.Address      `json:"creator" doc:"The zero address for a contract that genesis made."`
	Revision     uint32           `json:"revision" doc:"How often its code was changed."`
	Interface    json.RawMessage  `json:"interface,omitempty" doc:"What its code says of its methods and errors; only where one contract is asked for."`
}

// ContractAt is a contract after a block.
type ContractAt struct {
	Contract
	Source string `json:"source,omitempty" doc:"Folder of the program's repository whose source gives this code, byte for byte; absent for code that did not come with the program of this node."`
	At
}

// Storage is how much a contract has stored.
type Storage struct {
	Keys  uint64 `json:"keys"`
	Bytes uint64 `json:"bytes" doc:"Of its keys and their values."`
	More  bool   `json:"more" doc:"Whether there are others: no more than 100,000 keys are counted."`
	At
}

// Contracts is a part of the registry, by address.
type Contracts struct {
	Contracts []Contract `json:"contracts"`
	At
	Page
}

// Code is the record of a stored code.
type Code struct {
	CodeHash   abi.Hash `json:"code_hash"`
	Size       uint64   `json:"size" doc:"Bytes."`
	CallableAt uint64   `json:"callable_at" doc:"First height at which it may run."`
	Callable   bool     `json:"callable" doc:"In the block after height."`
	At
}

// QueryResult is what a contract, or a formula, answered.
type QueryResult struct {
	Result  json.RawMessage `json:"result" doc:"As the interface describes it."`
	Height  uint64          `json:"height" doc:"The answer is from the state after this block."`
	GasUsed uint64          `json:"gas_used"`
}

// RawQuery is a query for which no interface is needed.
type RawQuery struct {
	Input string `json:"input" doc:"Hex of the CBOR that the contract's query entry gets." pattern:"^([0-9a-f]{2})*$"`
}

// RawResult is the answer to a raw query.
type RawResult struct {
	Output  string `json:"output" doc:"Hex of what the contract returned."`
	Height  uint64 `json:"height" doc:"The answer is from the state after this block."`
	GasUsed uint64 `json:"gas_used"`
}
