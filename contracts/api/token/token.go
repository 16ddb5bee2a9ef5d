// Package token is the interface of a fungible token that a contract issues: its methods, what they take and return, and its abort codes.
// Contracts call it by Caller, Go programs by Client.
//
// An instance is one token, and its code never changes. Amounts are its own base units.
//
//peerz:contract token 1.0.0
package token

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate issues the first tokens, and says who may issue more, if anybody may.
	//
	//peerz:instantiate
	Instantiate(InstantiateArgs)

	// Transfer moves tokens of the caller.
	//
	//peerz:execute transfer
	Transfer(TransferArgs)

	// Approve lets a spender move up to an amount of the caller's tokens. It says how much the spender
	// could move before, so that a spender who uses that first does not get both.
	//
	//peerz:execute approve
	Approve(ApproveArgs)

	// TransferFrom moves tokens of somebody who has approved that, and uses the approval up.
	//
	//peerz:execute transfer_from
	TransferFrom(TransferFromArgs)

	// Mint issues tokens, up to the cap. Only the issuer may call it.
	//
	//peerz:execute mint
	Mint(TransferArgs)

	// Burn takes tokens of the caller out of the supply.
	//
	//peerz:execute burn
	Burn(BurnArgs)

	// Info describes the token.
	//
	//peerz:query info
	Info() InfoResult

	// Balance returns what an account has.
	//
	//peerz:query balance
	Balance(BalanceArgs) BalanceResult

	// Allowance returns how much a spender may move.
	//
	//peerz:query allowance
	Allowance(AllowanceArgs) BalanceResult

	// Invariants checks, holder by holder, that balances add up to the supply.
	//
	//peerz:query invariants
	Invariants(InvariantsArgs) InvariantsResult
}

// Holding is what an account has.
type Holding struct {
	Account sdk.Address
	Amount  sdk.Amount
}

// InstantiateArgs describe a new token.
type InstantiateArgs struct {
	Symbol   string       // 2 to 12 letters and digits
	Name     string       // for people: a line of at most 64 bytes
	Decimals uint64       // how many digits of an amount are behind the point, up to 18
	Cap      sdk.Amount   // of what is issued
	Holders  []Holding    // of the first tokens, at most 100
	Issuer   *sdk.Address // may issue more, for ever; absent: nobody
}

// TransferArgs say what goes where.
type TransferArgs struct {
	To     sdk.Address
	Amount sdk.Amount
}

// ApproveArgs change what a spender may move.
type ApproveArgs struct {
	Spender sdk.Address
	Was     sdk.Amount // what it may move now
	Amount  sdk.Amount // what it may move from now on
}

// TransferFromArgs say what goes from whom to whom.
type TransferFromArgs struct {
	From   sdk.Address
	To     sdk.Address
	Amount sdk.Amount
}

// BurnArgs say how much.
type BurnArgs struct {
	Amount sdk.Amount
}

// InfoResult describes the token.
type InfoResult struct {
	Symbol   string
	Name     string
	Decimals uint64
	Supply   sdk.Amount
	Cap      sdk.Amount
	Issuer   *sdk.Address // absent: nobody issues more
}

// BalanceArgs name an account.
type BalanceArgs struct {
	Account sdk.Address
}

// BalanceResult is an amount.
type BalanceResult struct {
	Amount sdk.Amount
}

// AllowanceArgs name an owner and a spender.
type AllowanceArgs struct {
	Owner   sdk.Address
	Spender sdk.Address
}

// InvariantsArgs say where a check goes on.
type InvariantsArgs struct {
	After *sdk.Address // the last account that was counted
	Sum   sdk.Amount   `cbor:"sum,omitempty"` // of those before
}

// InvariantsResult is a part of the check: at most 500 holders.
type InvariantsResult struct {
	Ok     bool // of the last part: the sum is the supply
	Sum    sdk.Amount
	Supply sdk.Amount
	Next   *sdk.Address // for after; absent in the last part
}

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrSymbol    = 601 // a symbol has 2 to 12 letters and digits
	ErrTokenName = 602 // a name is a line of at most 64 bytes
	ErrDecimals  = 603 // at most 18 decimals
	ErrSupplyCap = 604 // more than the cap would be issued
	ErrHolders   = 605 // at most 100 first holders, each once, none with nothing
	ErrNobody    = 606 // the zero address can have no tokens
	ErrBalance   = 607 // the account has less
	ErrAllowance = 608 // the owner has not approved as much
	ErrApproved  = 609 // the spender may move another amount now than the caller says
	ErrNotIssuer = 610 // the caller may not issue tokens
	ErrFunds     = 611 // this contract takes no tokens of the chain
	ErrNothing   = 612 // an amount of 0
)
