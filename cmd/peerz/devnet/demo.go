package devnet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// demoEpoch is the length of an epoch of a new devnet with a demo.
const demoEpoch = 5 * time.Second

// The people of the demo: alice has jobs done, bob does them, carol owns the model and provides liquidity. Dora writes code,
// sam talks about it; alice sponsors both. Validators are there anyway.
const (
	customer = "alice"
	provider = "bob"
	owner    = "carol"
)

// economy is a small one, on a devnet.
type economy struct {
	*chain.Chain
	env    *cli.Env
	home   string
	market *chain.Instance
	pool   *chain.Instance
	coin   *chain.Instance
	model  uint64
	first  sync.Map // what the user was told once
}

// demo runs the economy until ctx ends, and tells when each role has first been paid for something that happened.
func demo(ctx context.Context, env *cli.Env, info Info) {
	its := *env
	its.Home, its.API = info.Home, []string{info.API}
	node, err := chain.Of(&its)
	if err != nil {
		env.Note("warning: no demo: %v", err)
		return
	}
	e := &economy{Chain: node, env: env, home: info.Home}
	var working sync.WaitGroup
	defer working.Wait()
	working.Go(func() { e.watch(ctx) })
	working.Go(func() { e.repeat(ctx, "developers", e.develop) })
	working.Go(func() { e.repeat(ctx, "social", e.talk) })
	if err := e.found(ctx); err != nil {
		if ctx.Err() == nil {
			env.Note("warning: the demo's market and pool are not there: %v", err)
		}
		return
	}
	working.Go(func() { e.repeat(ctx, "jobs", e.work) })
	working.Go(func() { e.repeat(ctx, "pool", e.trade) })
}

// repeat does something in each epoch.
func (e *economy) repeat(ctx context.Context, what string, do func(context.Context) error) {
	for last := ^uint64(0); client.Pause(ctx, 300*time.Millisecond) == nil; {
		status, err := e.Status(ctx)
		if err != nil || status.Epoch == last {
			continue
		}
		last = status.Epoch
		if err := do(ctx); err != nil && ctx.Err() == nil && e.once("error "+what) {
			e.env.Note("warning: demo: %s: %v", what, err)
		}
	}
}

// once reports whether something is said for the first time.
func (e *economy) once(what string) bool {
	_, said := e.first.LoadOrStore(what, true)
	return !said
}

// found deploys market, token and pool, has them listed by a vote, and brings in model, bond and liquidity. On a devnet
// that goes on, they are there.
func (e *economy) found(ctx context.Context) (err error) {
	if at, err := e.FindContract(ctx, "market"); err == nil {
		e.market, e.model = &chain.Instance{Chain: e.Chain, Address: at.Address}, 1
		at, err = e.FindContract(ctx, "pool")
		e.pool = &chain.Instance{Chain: e.Chain, Address: at.Address}
		return err
	}
	terms := &jobs.TermsInfo{Fee: 50_000, RoyaltyBurn: 100_000, Bond: 200_000, Least: coins(1), Review: 3600, Judging: 3600}
	if _, e.market, err = e.Deploy(ctx, chain.By(customer), jobs.Name, "market", terms); err != nil {
		return err
	}
	carol, err := e.Address(ctx, owner)
	if err != nil {
		return err
	}
	alice, err := e.Address(ctx, customer)
	if err != nil {
		return err
	}
	issue := &token.InstantiateArgs{Symbol: "USDX", Name: "Dollars of nobody", Decimals: 18, Cap: coins(1_000_000),
		Holders: []token.Holding{{Account: chain.InMessage(carol), Amount: coins(960_000)}, {Account: chain.InMessage(alice), Amount: coins(40_000)}}}
	if _, e.coin, err = e.Deploy(ctx, chain.By(owner), token.Name, "usdx", issue); err != nil {
		return err
	}
	pair := &pool.InstantiateArgs{Token: chain.InMessage(e.coin.Address), Fee: 3000, Burn: 200_000, Least: coins(1)}
	if _, e.pool, err = e.Deploy(ctx, chain.By(owner), pool.Name, "pool", pair); err != nil {
		return err
	}
	return errors.Join(together(
		func() error { return e.list(ctx) },
		func() error { return e.provide(ctx) },
		func() error {
			_, _, err := chain.Act(ctx, e.market, chain.By(provider), jobs.Client{}.Bond(), coins(1000))
			return err
		})...)
}

// together runs functions at once, and returns their errors.
func together(list ...func() error) []error {
	errs := make([]error, len(list))
	var running sync.WaitGroup
	for i, f := range list {
		running.Go(func() { errs[i] = f() })
	}
	running.Wait()
	return errs
}

// coins are so many whole tokens.
func coins(n uint64) sdk.Amount {
	a, _ := abi.U64(n).Mul(abi.Unit)
	return sdk.Amount(a)
}

// list has market and pool listed as sources, by votes of everybody.
func (e *economy) list(ctx context.Context) error {
	from := func(i *chain.Instance, returned uint64) roles.Source {
		return roles.Source{Kind: roles.FromContracts, Contracts: []sdk.Address{chain.InMessage(i.Address)}, Returned: returned}
	}
	rules, err := governance.Client{Node: e.Chain}.GetParams(ctx)
	if err != nil {
		return err
	}
	for _, one := range []roles.SetSourceArgs{{Role: "compute", Source: from(e.market, 450_000)}, {Role: "models", Source: from(e.market, 450_000)},
		{Role: "liquidity", Source: from(e.pool, 0)}} {
		propose := governance.Client{}.Propose(governance.ProposeArgs{Title: "What " + one.Role + " is paid for is measured by a contract",
			Actions: []governance.Action{{Kind: "call", Contract: roles.Name, Input: sdk.Method("set_source", &one)}}})
		_, made, err := chain.Transact(ctx, e.Chain, chain.By(customer), propose, rules.Deposit)
		if err != nil {
			return err
		}
		if err := e.opened(ctx, made.Proposal); err != nil {
			return err
		}
		vote := func(who string) func() error {
			return func() error {
				call := governance.Client{}.Vote(governance.VoteArgs{Proposal: made.Proposal, Option: "yes"})
				_, _, err := chain.Transact(ctx, e.Chain, chain.By(who), call, sdk.Amount{})
				return err
			}
		}
		if err := errors.Join(together(vote(customer), vote(provider), vote(owner))...); err != nil {
			return err
		}
	}
	e.env.Note("demo: alice, bob and carol have voted that a market of jobs and a pool measure compute, models and liquidity: `peerz gov list`")
	return nil
}

// opened waits until a proposal can be voted on.
func (e *economy) opened(ctx context.Context, id uint64) error {
	for {
		p, err := governance.Client{Node: e.Chain}.GetProposal(ctx, governance.ProposalArgs{Proposal: id})
		if err != nil || p.State != "waiting" {
			return err
		}
		if err := client.Pause(ctx, 0); err != nil {
			return err
		}
	}
}

// provide registers the model and fills the pool.
func (e *economy) provide(ctx context.Context) error {
	model := jobs.RegisterModelArgs{Name: "small talk", Version: "1.0", Licence: "Apache-2.0", Artifact: hashOf("weights"),
		Locator: "https://example.org/model", Royalty: 100_000}
	_, made, err := chain.Act(ctx, e.market, chain.By(owner), jobs.Client{}.RegisterModel(model), sdk.Amount{})
	if err != nil {
		return err
	}
	e.model = made.Model
	approve := token.Client{}.Approve(token.ApproveArgs{Spender: chain.InMessage(e.pool.Address), Amount: coins(40_000)})
	if _, _, err := chain.Act(ctx, e.coin, chain.By(customer), approve, sdk.Amount{}); err != nil {
		return err
	}
	// not by the owner of the model, who comes and goes in docs/economy.md: the pool must not be empty then
	_, _, err = chain.Act(ctx, e.pool, chain.By(customer), pool.Client{}.Add(pool.AddArgs{Tokens: coins(40_000), Deadline: ^uint64(0) >> 1}), coins(10_000))
	return err
}

// work is a job, from the offer to the payment.
func (e *economy) work(ctx context.Context) error {
	status, err := e.Status(ctx)
	if err != nil {
		return err
	}
	offer := jobs.CreateArgs{Model: e.model, Kind: jobs.Inference, Input: hashOf(fmt.Sprint("question ", status.Height)), Locator: "https://example.org/question",
		Deadline: uint64(status.Time) + 600, Work: 600}
	_, made, err := chain.Act(ctx, e.market, chain.By(customer), jobs.Client{}.Create(offer), coins(20))
	if err != nil {
		return err
	}
	job := jobs.JobArgs{Job: made.Job}
	if _, _, err := chain.Act(ctx, e.market, chain.By(provider), jobs.Client{}.Take(job), sdk.Amount{}); err != nil {
		return err
	}
	result := jobs.DeliverArgs{Job: made.Job, Result: hashOf("answer"), Locator: "https://example.org/answer"}
	if _, _, err := chain.Act(ctx, e.market, chain.By(provider), jobs.Client{}.Deliver(result), sdk.Amount{}); err != nil {
		return err
	}
	_, _, err = chain.Act(ctx, e.market, chain.By(customer), jobs.Client{}.Accept(job), sdk.Amount{})
	return err
}

// trade buys a little.
func (e *economy) trade(ctx context.Context) error {
	_, _, err := chain.Act(ctx, e.pool, chain.By(provider), pool.Client{}.Buy(pool.BuyArgs{Deadline: ^uint64(0) >> 1}), coins(5))
	return err
}

// watch tells when a role has first been paid.
func (e *economy) watch(ctx context.Context) {
	paid := 0
	for next := uint64(0); client.Pause(ctx, time.Second) == nil; {
		latest, err := rewards.Client{Node: e.Chain}.Latest(ctx)
		if err != nil {
			continue
		}
		for ; next <= latest.Epoch; next++ {
			r, err := rewards.Client{Node: e.Chain}.Epoch(ctx, rewards.EpochArgs{Epoch: next})
			if err != nil || r.State != "matured" {
				break
			}
			for _, role := range r.Roles {
				if !role.Paid.IsZero() && e.once("paid "+role.Role) {
					paid++
					e.env.Note("demo: %s was paid %s for epoch %d: `peerz rewards payouts --epoch %d --role %s`", role.Role, chain.Tokens(role.Paid), r.Epoch, r.Epoch, role.Role)
				}
			}
			if paid == len(r.Roles) && e.once("all") {
				e.env.Note("demo: %s: each has been paid for something that happened", strings.Join(names(r.Roles), ", "))
			}
		}
	}
}

func names(list []rewards.RoleShare) (out []string) {
	for _, r := range list {
		out = append(out, r.Role)
	}
	return out
}
