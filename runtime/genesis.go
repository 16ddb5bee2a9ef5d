package runtime

import (
	"encoding/json"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Genesis is the state before the first block: the app_state of the genesis file.
type Genesis struct {
	Profile   string            `json:"profile"`
	Program   string            `json:"program,omitempty"` // version of the program that executes the first block; empty: any
	Cap       abi.Amount        `json:"cap"`               // tokens that can ever exist; zero means world.DefaultCap
	Mint      *GenesisMint      `json:"mint,omitempty"`    // set if and only if a contract has the capability "mint"
	Accounts  []GenesisAccount  `json:"accounts"`
	Bonds     []GenesisBond     `json:"bonds,omitempty"` // stake from the start
	Params    world.Params      `json:"params"`          // a zero field takes its default; in the ranges of world.Votables
	Codes     []GenesisCode     `json:"codes"`
	Contracts []GenesisContract `json:"contracts"`

	// State, in order of keys, continues the state of another chain or an earlier
	// one of the same. Nothing else is set then.
	State []GenesisPair `json:"state,omitempty"`

	// Unbounded lets Params lie outside of their ranges, for tests and measurements: no document says so.
	Unbounded bool `json:"-"`

	// Validators is the set that consensus starts with, from its own part of the file: if it names any, they
	// are those of Bonds, each with the whole tokens of its bond as power.
	Validators []ValidatorUpdate `json:"-"`
}

// GenesisMint is the parameters of the capability "mint": what the contracts that hold it can do at
// most, whatever their code says: a rate for 90 days, half of it until a year is over, and half as much each year after it.
type GenesisMint struct {
	PerDay   abi.Amount `json:"per_day"`         // base units that may be created in 86,400 seconds at first, at least 1
	Start    uint64     `json:"start,omitempty"` // of the schedule, unix seconds; 0: the genesis time
	Reserved abi.Amount `json:"reserved"`        // of the cap: what the balances of genesis must leave to be created
}

// GenesisAccount holds tokens from the start.
type GenesisAccount struct {
	Address abi.Address     `json:"address"` // each once
	Balance abi.Amount      `json:"balance"` // base units
	Vesting *GenesisVesting `json:"vesting,omitempty"`
}

// GenesisBond is stake that counts from epoch 0 on. Its tokens are created, on top of the accounts.
type GenesisBond struct {
	Account   abi.Address `json:"account"`
	Amount    abi.Amount  `json:"amount"`
	Validator *abi.Hash   `json:"validator,omitempty"` // ed25519 key of the account's validator; absent: it has none
}

// GenesisCode is callable from the first block.
type GenesisCode struct {
	Wasm []byte `json:"wasm"` // base64 in JSON
}

// GenesisContract is created at genesis. Its address is abi.ContractAddress of the zero
// address and its position in the list.
type GenesisContract struct {
	Name         string           `json:"name"`
	CodeHash     abi.Hash         `json:"code_hash"`
	Capabilities []abi.Capability `json:"capabilities"`
	Init         json.RawMessage  `json:"init,omitempty"` // arguments of instantiate, by the code's interface; may be absent
	Funds        abi.Amount       `json:"funds"`          // created for the contract, on top of the accounts
}
