package client

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Status is where a chain stands.
type Status struct {
	ChainID     string     `json:"chain_id"`
	Height      uint64     `json:"height"`   // of the last block; 0 before the first
	AppHash     string     `json:"app_hash"` // after that block, lower-case hex
	Epoch       uint64     `json:"epoch"`
	Time        int64      `json:"time"`        // of the last block, unix seconds
	EpochStart  int64      `json:"epoch_start"` // unix seconds
	EpochEnd    int64      `json:"epoch_end"`   // the first block at or past it closes the epoch
	BlockTimeMS int64      `json:"block_time_ms"`
	CatchingUp  bool       `json:"catching_up"`
	MinGasPrice abi.Amount `json:"min_gas_price"` // base units for one unit of gas
	Peers       int        `json:"peers"`
	Metrics     string     `json:"metrics"` // URL for Prometheus, as the node knows itself; "" when switched off
	Program     Program    `json:"program"`
}

// Program says which version of the program executes the blocks.
type Program struct {
	Running string `json:"running"`           // of the node that answers
	Version string `json:"version,omitempty"` // that the chain's blocks belong to; empty: to none
	Planned *struct {
		Version string `json:"version"`
		Height  uint64 `json:"height"` // of its first block
	} `json:"planned,omitempty"`
}

// BlockTime returns the configured time between blocks.
func (s Status) BlockTime() time.Duration { return time.Duration(s.BlockTimeMS) * time.Millisecond }

// Status asks where the chain stands. It fails when something else than a Peerz node answers.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	if err := c.get(ctx, "/status", &s); err != nil {
		return s, err
	}
	if s.ChainID == "" { // CometBFT's RPC has a path of this name too
		return s, fmt.Errorf("%s answers, but is not the API of a Peerz node; CometBFT's RPC is on the port after the API's", c.Base())
	}
	return s, nil
}

// Account is the ledger's record of an address; all zero for one never seen.
type Account struct {
	Address      abi.Address `json:"address"`
	Balance      abi.Amount  `json:"balance"`
	Nonce        uint64      `json:"nonce"`         // next one in the last block's state
	PendingNonce uint64      `json:"pending_nonce"` // next one after what waits in the mempool
	Stake        Stake       `json:"stake"`
	Vesting      *Vesting    `json:"vesting,omitempty"`
}

// Stake is what an account has bonded. Amounts are base units.
type Stake struct {
	Bonded    abi.Amount  `json:"bonded"`
	Votes     abi.Amount  `json:"votes"`     // at the start of this epoch: its power in votes on what is proposed in it
	Unbonding []Unbonding `json:"unbonding"` // by release
	Validator *abi.Hash   `json:"validator,omitempty"`
}

// Unbonding is stake on its way out.
type Unbonding struct {
	Amount  abi.Amount `json:"amount"`
	Release uint64     `json:"release"` // with the beginning of this epoch it is free
}

// Validator is a validator, or a key that waits to become one.
type Validator struct {
	Key     abi.Hash    `json:"key"`
	Address string      `json:"address"` // what consensus calls it
	Owner   abi.Address `json:"owner"`
	Stake   abi.Amount  `json:"stake"`  // of the owner now
	Power   int64       `json:"power"`  // in consensus
	Target  int64       `json:"target"` // the power that the stake gives it, step by step
	State   string      `json:"state"`  // waiting, trial, active, absent or leaving
	Silent  uint64      `json:"silent"` // blocks in a row, up to now, that it did not sign
	Last    Duty        `json:"last"`   // the epoch before
	Open    Duty        `json:"open"`   // the open epoch so far
}

// Duty counts blocks, each weighted by the validator's power.
type Duty struct {
	Signed abi.Amount `json:"signed"`
	Due    abi.Amount `json:"due"`
}

// Validators is the validator set, with those that wait or leave.
type Validators struct {
	Power      int64       `json:"power"` // of all together
	Stake      abi.Amount  `json:"stake"` // of everybody, whether with a validator or not
	Validators []Validator `json:"validators"`
}

// Validators asks for the validators.
func (c *Client) Validators(ctx context.Context) (v Validators, err error) {
	return v, c.get(ctx, "/validators", &v)
}

// Vesting is what genesis gave an account and time has not released wholly; times are unix seconds.
type Vesting struct {
	Amount   abi.Amount `json:"amount"`
	Released abi.Amount `json:"released"` // of it, into the balance
	Start    int64      `json:"start"`
	Cliff    int64      `json:"cliff"` // nothing is released before
	End      int64      `json:"end"`
}

// Account asks for an account.
func (c *Client) Account(ctx context.Context, a abi.Address) (acc Account, err error) {
	return acc, c.get(ctx, "/accounts/"+a.String(), &acc)
}

// Contract is the registry's record of a contract.
type Contract struct {
	Name         string          `json:"name,omitempty"` // built-in contracts only
	Label        string          `json:"label,omitempty"`
	Address      abi.Address     `json:"address"`
	CodeHash     abi.Hash        `json:"code_hash"`
	LastGood     string          `json:"last_good,omitempty"` // while the live code is on probation
	ProbationEnd uint64          `json:"probation_end,omitempty"`
	Capabilities []string        `json:"capabilities,omitempty"`
	Creator      abi.Address     `json:"creator"` // of a built-in contract the zero address
	Revision     uint64          `json:"revision"`
	Interface    json.RawMessage `json:"interface,omitempty"` // only when one contract is asked for
}

// Contracts lists every contract of the chain.
func (c *Client) Contracts(ctx context.Context) ([]Contract, error) {
	var answer struct{ Contracts []Contract }
	return answer.Contracts, c.get(ctx, "/contracts", &answer)
}

// Contract asks for one contract, by name or address, with its interface.
func (c *Client) Contract(ctx context.Context, who string) (con Contract, err error) {
	return con, c.get(ctx, "/contracts/"+url.PathEscape(who), &con)
}

// Code is the record of an uploaded code.
type Code struct {
	CodeHash   abi.Hash `json:"code_hash"`
	Size       int      `json:"size"`        // bytes
	CallableAt uint64   `json:"callable_at"` // height of the first block that may run it
	Callable   bool     `json:"callable"`
}

// Code asks for the record of a code.
func (c *Client) Code(ctx context.Context, hash abi.Hash) (code Code, err error) {
	return code, c.get(ctx, "/codes/"+hash.String(), &code)
}

// Wasm asks for the module of a code, as it was uploaded.
func (c *Client) Wasm(ctx context.Context, hash abi.Hash) (wasm []byte, err error) {
	return wasm, c.get(ctx, "/codes/"+hash.String()+"/wasm", &wasm)
}

// Params are the chain's parameters that a client needs.
type Params struct {
	MaxTxGas    uint64 `json:"max_tx_gas"`    // the most gas that one transaction may ask for
	MaxBlockGas uint64 `json:"max_block_gas"` // the most that the transactions of a block ask for together

	EpochSeconds uint64 `json:"epoch_seconds"` // length of an epoch
	Unbonding    uint64 `json:"unbonding"`     // whole epochs that stake waits before it is free
}

// Params asks for the chain's parameters.
func (c *Client) Params(ctx context.Context) (p Params, err error) {
	return p, c.get(ctx, "/params", &p)
}

// ParamsInto asks for all of the chain's parameters and decodes them into out, such as a world.Params.
func (c *Client) ParamsInto(ctx context.Context, out any) error { return c.get(ctx, "/params", out) }

// Query runs a query of a contract, named or by address. input is the CBOR of [method,
// arguments], output the result's CBOR: the clients of contracts/api make and read them.
func (c *Client) Query(ctx context.Context, contract string, input []byte) (output []byte, err error) {
	var answer struct{ Result string }
	if err := c.do(ctx, c.working, http.MethodPost, "/query/"+url.PathEscape(contract), "application/cbor", input, &answer); err != nil {
		return nil, err
	}
	return hex.DecodeString(answer.Result)
}

// QueryJSON runs a query of a contract, named or by address, whose interface the node alone
// knows, and decodes its result into out.
func (c *Client) QueryJSON(ctx context.Context, contract, method string, args, out any) error {
	var answer struct{ Result json.RawMessage }
	err := c.post(ctx, "/query/"+url.PathEscape(contract), map[string]any{method: args}, &answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer.Result, out)
}

// Ready waits until the chain has reached height, asking several times a block.
func (c *Client) Ready(ctx context.Context, height uint64) (Status, error) {
	for {
		s, err := c.Status(ctx)
		if err != nil || s.Height >= height {
			return s, err
		}
		if err := Pause(ctx, s.BlockTime()/4); err != nil {
			return s, err
		}
	}
}

// Pause sleeps for d, at least 20 ms and at most a second, or until ctx ends.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(min(max(d, 20*time.Millisecond), time.Second))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
