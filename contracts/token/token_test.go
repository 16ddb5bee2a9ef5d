package main

import (
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	alice = sdk.AddressOf([]byte{1})
	bob   = sdk.AddressOf([]byte{2})
	carol = sdk.AddressOf([]byte{3})
)

// issued is a token of which alice has a hundred; carol may issue as many again.
func issued(t *testing.T) *sdktest.Chain {
	chain := sdktest.New(t)
	chain.Must(func() {
		Instantiate(token.InstantiateArgs{Symbol: "USDX", Name: "Dollars of nobody", Decimals: 6, Cap: sdk.U64(200),
			Holders: []token.Holding{{Account: alice, Amount: sdk.U64(100)}}, Issuer: &carol})
	})
	return chain
}

func wantBalances(t *testing.T, want map[sdk.Address]uint64) {
	t.Helper()
	for account, n := range want {
		if got := Balance(token.BalanceArgs{Account: account}).Amount; got != sdk.U64(n) {
			t.Errorf("%x has %s, want %d", account.Bytes()[0], got, n)
		}
	}
}

func TestT3OnlyWhoIsApprovedMovesWhatOthersHave(t *testing.T) {
	chain := issued(t)
	from := token.TransferFromArgs{From: alice, To: bob, Amount: sdk.U64(30)}
	chain.As(bob).Expect(token.ErrAllowance, func() { TransferFrom(from) })
	chain.As(alice).Must(func() { Approve(token.ApproveArgs{Spender: bob, Amount: sdk.U64(50)}) })
	chain.As(bob).Must(func() { TransferFrom(from) })
	chain.Expect(token.ErrAllowance, func() { TransferFrom(from) })
	chain.As(alice).Expect(token.ErrApproved, func() { Approve(token.ApproveArgs{Spender: bob, Was: sdk.U64(50)}) })
	chain.Must(func() { Approve(token.ApproveArgs{Spender: bob, Was: sdk.U64(20)}) })
	if got := Allowance(token.AllowanceArgs{Owner: alice, Spender: bob}).Amount; !got.IsZero() {
		t.Errorf("bob may still move %s", got)
	}
	wantBalances(t, map[sdk.Address]uint64{alice: 70, bob: 30})
}

func TestT2TheIssuerAloneIssuesUpToTheCap(t *testing.T) {
	chain := issued(t)
	mint := func(n uint64) func() { return func() { Mint(token.TransferArgs{To: bob, Amount: sdk.U64(n)}) } }
	chain.As(alice).Expect(token.ErrNotIssuer, mint(1))
	chain.As(carol).Expect(token.ErrSupplyCap, mint(101))
	chain.Must(mint(100))
	chain.Expect(token.ErrSupplyCap, mint(1))
	chain.As(bob).Must(func() { Burn(token.BurnArgs{Amount: sdk.U64(40)}) })
	chain.As(carol).Must(mint(40)) // what was burned may be issued again
	if got := Info(); got.Supply != sdk.U64(200) || *got.Issuer != carol {
		t.Errorf("%+v", got)
	}
}

func TestAMistakeMovesNothing(t *testing.T) {
	chain := issued(t).As(alice)
	for code, f := range map[uint32]func(){
		token.ErrBalance: func() { Transfer(token.TransferArgs{To: bob, Amount: sdk.U64(101)}) },
		token.ErrNothing: func() { Transfer(token.TransferArgs{To: bob}) },
		token.ErrNobody:  func() { Transfer(token.TransferArgs{Amount: sdk.U64(1)}) },
	} {
		chain.Expect(code, f)
	}
	chain.Fund(alice, sdk.U64(5))
	if code := chain.Send(sdk.U64(5), func() { Transfer(token.TransferArgs{To: bob, Amount: sdk.U64(1)}) }); code != token.ErrFunds {
		t.Errorf("with funds: %d", code)
	}
	wantBalances(t, map[sdk.Address]uint64{alice: 100, bob: 0})
}

func TestATokenWithoutSenseIsNotIssued(t *testing.T) {
	for code, spoil := range map[uint32]func(*token.InstantiateArgs){
		token.ErrSymbol:    func(a *token.InstantiateArgs) { a.Symbol = "US$" },
		token.ErrTokenName: func(a *token.InstantiateArgs) { a.Name = "two\nlines" },
		token.ErrDecimals:  func(a *token.InstantiateArgs) { a.Decimals = 19 },
		token.ErrSupplyCap: func(a *token.InstantiateArgs) { a.Holders[0].Amount = sdk.U64(11) },
		token.ErrHolders:   func(a *token.InstantiateArgs) { a.Holders = append(a.Holders, a.Holders[0]) },
		token.ErrNothing:   func(a *token.InstantiateArgs) { a.Holders[0].Amount = sdk.Amount{} },
	} {
		a := token.InstantiateArgs{Symbol: "AB", Name: "a", Cap: sdk.U64(10), Holders: []token.Holding{{Account: alice, Amount: sdk.U64(5)}}}
		spoil(&a)
		sdktest.New(t).Expect(code, func() { Instantiate(a) })
	}
}

// Whatever people do, the balances add up to the supply.
func TestT1BalancesAddUpToTheSupply(t *testing.T) {
	chain := issued(t)
	people := []sdk.Address{alice, bob, carol}
	r := rand.New(rand.NewSource(1))
	for range 2000 {
		who, to, amount := people[r.Intn(3)], people[r.Intn(3)], sdk.U64(uint64(r.Intn(60)))
		chain.As(who)
		was := Allowance(token.AllowanceArgs{Owner: who, Spender: to}).Amount
		steps := []func(){
			func() { Transfer(token.TransferArgs{To: to, Amount: amount}) },
			func() { TransferFrom(token.TransferFromArgs{From: to, To: people[r.Intn(3)], Amount: amount}) },
			func() { Approve(token.ApproveArgs{Spender: to, Was: was, Amount: amount}) },
			func() { Mint(token.TransferArgs{To: to, Amount: amount}) },
			func() { Burn(token.BurnArgs{Amount: amount}) },
		}
		chain.Run(steps[r.Intn(len(steps))])
		part := Invariants(token.InvariantsArgs{})
		for part.Next != nil {
			part = Invariants(token.InvariantsArgs{After: part.Next, Sum: part.Sum})
		}
		if !part.Ok {
			t.Fatalf("sum %s, supply %s", part.Sum, part.Supply)
		}
	}
}
