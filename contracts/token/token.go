package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Keys: one byte that names the kind, then addresses.
const (
	keyTerms     = 't' // terms
	keySupply    = 's' // supply, 16 bytes
	keyBalance   = 'b' // account -> balance
	keyAllowance = 'a' // owner, spender -> what the spender may move
)

const (
	maxHolders  = 100
	maxDecimals = 18
	maxSymbol   = 12
	maxName     = 64
	checkedPart = 500 // holders in one answer of invariants
)

// terms are what an instance begins with, for ever.
//
//peerz:store
type terms struct {
	Symbol   string
	Name     string
	Decimals uint64
	Cap      sdk.Amount
	Issuer   sdk.Address // zero: nobody
}

func loadTerms() (t terms) { sdk.Load([]byte{keyTerms}, &t); return t }

func balanceKey(account sdk.Address) []byte { return sdk.Key(keyBalance, account.Bytes()) }

func allowanceKey(owner, spender sdk.Address) []byte {
	return sdk.Key(keyAllowance, owner.Bytes(), spender.Bytes())
}

// number is an amount as it is stored; 0 is not.
//
//peerz:store
type number struct {
	Amount sdk.Amount
}

func amountAt(key []byte) sdk.Amount {
	var n number
	sdk.Load(key, &n)
	return n.Amount
}

func putAmount(key []byte, amount sdk.Amount) {
	if amount.IsZero() {
		sdk.Delete(key)
		return
	}
	sdk.Save(key, &number{amount})
}

// Instantiate issues the first tokens.
func Instantiate(a token.InstantiateArgs) {
	takeNoFunds()
	mustBeSound(&a)
	t := terms{Symbol: a.Symbol, Name: a.Name, Decimals: a.Decimals, Cap: a.Cap}
	if a.Issuer != nil {
		t.Issuer = *a.Issuer
	}
	sdk.Save([]byte{keyTerms}, &t)
	for i, h := range a.Holders {
		for _, other := range a.Holders[:i] {
			if other.Account == h.Account {
				sdk.Abort(token.ErrHolders, "a holder is named twice")
			}
		}
		issue(h.Account, h.Amount)
	}
}

//go:noinline
func mustBeSound(a *token.InstantiateArgs) {
	if len(a.Symbol) < 2 || len(a.Symbol) > maxSymbol || !alphanumeric(a.Symbol) {
		sdk.Abort(token.ErrSymbol, "bad symbol")
	}
	if a.Name == "" || len(a.Name) > maxName || !text.IsLine(a.Name) {
		sdk.Abort(token.ErrTokenName, "bad name")
	}
	if a.Decimals > maxDecimals {
		sdk.Abort(token.ErrDecimals, "too many decimals")
	}
	if len(a.Holders) > maxHolders {
		sdk.Abort(token.ErrHolders, "too many holders")
	}
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// takeNoFunds aborts when tokens of the chain come along: nothing would ever move them again.
func takeNoFunds() {
	if !sdk.Context().Value.IsZero() {
		sdk.Abort(token.ErrFunds, "takes no funds")
	}
}

// issue adds to an account's balance and to the supply, within the cap (T2).
//
//go:noinline
func issue(to sdk.Address, amount sdk.Amount) {
	mustBeSomething(amount)
	supply, ok := amountAt([]byte{keySupply}).CheckedAdd(amount)
	if !ok || loadTerms().Cap.Less(supply) {
		sdk.Abort(token.ErrSupplyCap, "above the cap")
	}
	putAmount([]byte{keySupply}, supply)
	credit(to, amount)
}

func mustBeSomething(amount sdk.Amount) {
	if amount.IsZero() {
		sdk.Abort(token.ErrNothing, "amount is 0")
	}
}

//go:noinline
func credit(to sdk.Address, amount sdk.Amount) {
	if to.IsZero() {
		sdk.Abort(token.ErrNobody, "zero address")
	}
	putAmount(balanceKey(to), amountAt(balanceKey(to)).Add(amount)) // at most the supply
}

//go:noinline
func debit(from sdk.Address, amount sdk.Amount) {
	rest, ok := amountAt(balanceKey(from)).CheckedSub(amount)
	if !ok {
		sdk.Abort(token.ErrBalance, "the account has less")
	}
	putAmount(balanceKey(from), rest)
}

// move takes from one and gives to another (T1).
//
//go:noinline
func move(from, to sdk.Address, amount sdk.Amount) {
	takeNoFunds()
	mustBeSomething(amount)
	debit(from, amount)
	credit(to, amount)
	sdk.Emit("token.transfer", sdk.Addr("from", from), sdk.Addr("to", to), sdk.Amt("amount", amount))
}

// Transfer moves tokens of the caller.
func Transfer(a token.TransferArgs) { move(sdk.Context().Caller, a.To, a.Amount) }

// TransferFrom moves tokens of somebody who has approved that (T3).
func TransferFrom(a token.TransferFromArgs) {
	key := allowanceKey(a.From, sdk.Context().Caller)
	rest, ok := amountAt(key).CheckedSub(a.Amount)
	if !ok {
		sdk.Abort(token.ErrAllowance, "not approved")
	}
	putAmount(key, rest)
	move(a.From, a.To, a.Amount)
}

// Approve lets a spender move up to an amount of the caller's tokens.
func Approve(a token.ApproveArgs) {
	takeNoFunds()
	owner := sdk.Context().Caller
	key := allowanceKey(owner, a.Spender)
	if amountAt(key) != a.Was {
		sdk.Abort(token.ErrApproved, "another amount is approved now")
	}
	putAmount(key, a.Amount)
	sdk.Emit("token.approved", sdk.Addr("owner", owner), sdk.Addr("spender", a.Spender), sdk.Amt("amount", a.Amount))
}

// Mint issues tokens.
func Mint(a token.TransferArgs) {
	takeNoFunds()
	caller := sdk.Context().Caller
	if t := loadTerms(); t.Issuer.IsZero() || t.Issuer != caller {
		sdk.Abort(token.ErrNotIssuer, "not the issuer")
	}
	issue(a.To, a.Amount)
	sdk.Emit("token.minted", sdk.Addr("to", a.To), sdk.Amt("amount", a.Amount))
}

// Burn takes tokens of the caller out of the supply.
func Burn(a token.BurnArgs) {
	takeNoFunds()
	mustBeSomething(a.Amount)
	owner := sdk.Context().Caller
	debit(owner, a.Amount)
	putAmount([]byte{keySupply}, amountAt([]byte{keySupply}).Sub(a.Amount))
	sdk.Emit("token.burned", sdk.Addr("from", owner), sdk.Amt("amount", a.Amount))
}

// Info describes the token.
func Info() token.InfoResult {
	t := loadTerms()
	r := token.InfoResult{Symbol: t.Symbol, Name: t.Name, Decimals: t.Decimals, Supply: amountAt([]byte{keySupply}), Cap: t.Cap}
	if !t.Issuer.IsZero() {
		r.Issuer = &t.Issuer
	}
	return r
}

// Balance returns what an account has.
func Balance(a token.BalanceArgs) token.BalanceResult {
	return token.BalanceResult{Amount: amountAt(balanceKey(a.Account))}
}

// Allowance returns how much a spender may move.
func Allowance(a token.AllowanceArgs) token.BalanceResult {
	return token.BalanceResult{Amount: amountAt(allowanceKey(a.Owner, a.Spender))}
}

// Invariants checks that balances add up to the supply (T1).
func Invariants(a token.InvariantsArgs) token.InvariantsResult {
	prefix := []byte{keyBalance}
	start := prefix
	if a.After != nil {
		start = append(balanceKey(*a.After), 0)
	}
	r := token.InvariantsResult{Sum: a.Sum, Supply: amountAt([]byte{keySupply})}
	entries := sdk.Scan(start, sdk.PrefixEnd(prefix), false, checkedPart)
	for _, entry := range entries {
		var n number
		if !sdk.Unmarshal(entry.Value, &n) {
			sdk.Abort(sdk.ErrState, "balance")
		}
		r.Sum = r.Sum.Add(n.Amount)
		last := sdk.AddressOf(entry.Key[1:])
		r.Next = &last
	}
	if len(entries) == 0 {
		r.Next = nil
	}
	r.Ok = r.Next == nil && r.Sum == r.Supply
	return r
}
