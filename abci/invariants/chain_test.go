package invariants_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// On a chain where people worked and were paid everything holds, and everything was asked, instances too, to the last record.
func TestEverythingHolds(t *testing.T) {
	c := audittest.New(t)
	c.Register("developers", "ada", "ben")
	for range 3 {
		c.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{3}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
		c.Close()
	}
	market, coin, pair := economy(c)
	view := c.View()
	defer view.Close()
	for gas, doubts := range map[uint64]int{invariants.InBlock: 0, 5_000: 3} {
		r, err := invariants.Check(c.Machine(), view, c.Header(), gas)
		if err != nil || len(r.Violations) > 0 || r.Fault() != nil || len(r.Doubts) != doubts {
			t.Fatalf("%+v, %v", r, err)
		}
		for _, name := range []string{"ledger", "rewards", "roles", "governance", "jobs " + market.String(), "token " + coin.String(), "pool " + pair.String()} {
			if wanted := doubts == 0 || !strings.Contains(name, " "); slices.Contains(r.Asked, name) != wanted {
				t.Errorf("with %d gas, %s asked: %t; %v", gas, name, !wanted, r)
			}
		}
	}
}

// economy makes a market with a bond and a job, a token with holders, and a pool with liquidity.
func economy(c *audittest.Chain) (market, coin, pair abi.Address) {
	alice, bob := chain.InMessage(audittest.Account("alice")), chain.InMessage(audittest.Account("bob"))
	market = c.Deploy("alice", jobs.Name, &jobs.TermsInfo{Fee: 50_000, RoyaltyBurn: 100_000, Bond: 200_000, Least: tokens(1), Review: 3600, Judging: 3600})
	coin = c.Deploy("alice", token.Name, &token.InstantiateArgs{Symbol: "USDX", Name: "Dollars", Decimals: 18, Cap: tokens(1000),
		Holders: []token.Holding{{Account: alice, Amount: tokens(900)}, {Account: bob, Amount: tokens(100)}}})
	pair = c.Deploy("alice", pool.Name, &pool.InstantiateArgs{Token: chain.InMessage(coin), Fee: 3000, Burn: 200_000, Least: tokens(1)})

	call := func(who string, at abi.Address, input []byte, funds sdk.Amount) {
		c.CallAt(who, at, input, abi.Amount(funds))
	}
	call("alice", market, jobs.Client{}.RegisterModel(jobs.RegisterModelArgs{Name: "talk", Version: "1", Licence: "MIT", Locator: "x"}).Input, sdk.Amount{})
	call("bob", market, jobs.Client{}.Bond().Input, tokens(10))
	call("alice", market, jobs.Client{}.Create(jobs.CreateArgs{Model: 1, Kind: jobs.Inference, Locator: "x", Deadline: uint64(c.Time()) + 1000, Work: 1000}).Input, tokens(5))
	call("bob", market, jobs.Client{}.Take(jobs.JobArgs{Job: 1}).Input, sdk.Amount{})
	call("alice", coin, token.Client{}.Approve(token.ApproveArgs{Spender: chain.InMessage(pair), Amount: tokens(900)}).Input, sdk.Amount{})
	call("alice", pair, pool.Client{}.Add(pool.AddArgs{Tokens: tokens(400), Deadline: uint64(c.Time()) + 1000}).Input, tokens(10))
	c.Close()
	call("bob", pair, pool.Client{}.Buy(pool.BuyArgs{Deadline: uint64(c.Time()) + 1000}).Input, tokens(1))
	return market, coin, pair
}

func tokens(n uint64) sdk.Amount { a, _ := abi.U64(n).Mul(abi.Unit); return sdk.Amount(a) }
