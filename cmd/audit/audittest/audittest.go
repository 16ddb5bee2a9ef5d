// Package audittest is a chain in memory with the contracts of a real one, on which tests make history: work that is
// verified and paid, and votes that change the formula.
package audittest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Chain is the chain. Alice, bob and carol hold the stake and sponsor everybody; val signs all blocks and attests.
type Chain struct {
	*sandbox.Chain
	t        testing.TB
	proposed []uint64 // that nobody has voted on yet
}

var users = []string{"alice", "bob", "carol"}

// New starts one with epochs of 100 seconds.
func New(t testing.TB) *Chain {
	t.Helper()
	key := sha256.Sum256([]byte("the validator signs nothing here"))
	o := genesis.Options{ChainID: sandbox.ChainID, Time: time.Unix(sandbox.Start, 0), Epoch: 100 * time.Second,
		Validators: []genesis.Validator{{Account: sandbox.Key("val").Address(), PubKey: key}}}
	for _, name := range users {
		o.Users = append(o.Users, sandbox.Key(name).Address())
	}
	doc, err := genesis.Document(o)
	must(t, err)
	var g runtime.Genesis
	must(t, json.Unmarshal(doc.AppState, &g))
	inner, err := sandbox.New(&g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, inner.Close()) })
	c := &Chain{Chain: inner, t: t}
	c.Votes([]runtime.Vote{{Validator: world.AddressOfKey(key), Signed: true}})
	c.block(c.Time())
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *Chain) block(at int64, raw ...[]byte) sandbox.Block {
	c.t.Helper()
	b, err := c.Block(at, raw...)
	must(c.t, err)
	return b
}

// Query implements sdk.Querier.
func (c *Chain) Query(_ context.Context, contract string, input []byte) ([]byte, error) {
	out, fault, err := c.Chain.Query(c.address(contract), input, 1_000_000_000)
	if fault != nil {
		err = fmt.Errorf("%s: %v %d %s", contract, fault.Code, fault.Abort, fault.Log)
	}
	return out, err
}

func (c *Chain) address(contract string) (a abi.Address) {
	c.t.Helper()
	must(c.t, c.Read(func(r world.Reader) (err error) { a, _, err = r.ByName(contract); return err }))
	return a
}

// Module implements audit.Codes.
func (c *Chain) Module(_ context.Context, hash sdk.Hash) (module []byte, err error) {
	return module, c.Read(func(r world.Reader) (err error) {
		var ok bool
		if module, ok, err = r.Code(abi.Hash(hash.Bytes())); err == nil && !ok {
			err = fmt.Errorf("no code %x", hash.Bytes())
		}
		return err
	})
}

// Call makes a block with one call, which must succeed, and returns what it returned.
func (c *Chain) Call(who, contract string, input []byte, funds abi.Amount) []byte {
	c.t.Helper()
	return c.CallAt(who, c.address(contract), input, funds)
}

// Deploy makes an instance of one of the contracts that the program comes with.
func (c *Chain) Deploy(who, contract string, args sdk.Marshaler) abi.Address {
	c.t.Helper()
	built, ok := contracts.Get(contract)
	if !ok {
		c.t.Fatalf("no contract %s", contract)
	}
	_, err := c.Upload(who, built.Wasm)
	must(c.t, err)
	nonce, hash := c.Nonce(who), sha256.Sum256(built.Wasm)
	r, err := c.Send(who, tx.Instantiate{CodeHash: hash, Label: fmt.Sprintf("%s-%d", contract, nonce), Input: sdk.Marshal(args)})
	must(c.t, err)
	if r.Code != abi.CodeOK {
		c.t.Fatalf("%s deploys %s: %+v", who, contract, r)
	}
	return abi.ContractAddress(sandbox.Key(who).Address(), nonce)
}

// Nonce is that of an account's next transaction.
func (c *Chain) Nonce(who string) (nonce uint64) {
	c.t.Helper()
	must(c.t, c.Read(func(r world.Reader) error {
		a, err := r.Account(sandbox.Key(who).Address())
		nonce = a.Nonce
		return err
	}))
	return nonce
}

// CallAt is Call of an instance.
func (c *Chain) CallAt(who string, contract abi.Address, input []byte, funds abi.Amount) []byte {
	c.t.Helper()
	raw, err := c.Tx(who, tx.Call{Contract: contract, Input: input, Funds: funds})
	must(c.t, err)
	r := c.block(c.Time(), raw).Receipts[0]
	if r.Code != abi.CodeOK {
		c.t.Fatalf("%s calls %s: %+v", who, contract, r)
	}
	return r.Data
}

// Account is the account that a participant is paid to.
func Account(id string) abi.Address { return sandbox.Key(id).Address() }

// Register registers participants for a role.
func (c *Chain) Register(role string, ids ...string) {
	c.t.Helper()
	for part := range slices.Chunk(ids, 48) {
		args := roles.RegisterArgs{Role: role}
		for _, id := range part {
			consent := chain.Consent(sandbox.Key(id), sandbox.ChainID, id, Account("alice"))
			args.Entries = append(args.Entries, roles.RegisterEntry{ID: id, Account: chain.InMessage(Account(id)), Consent: consent})
		}
		c.Call("alice", roles.Name, roles.Client{}.Register(args).Input, abi.Amount{})
	}
}

// Work is what a participant did.
type Work struct {
	ID       string
	Measures []uint64
}

// Works has work submitted and reported on in the open epoch.
func (c *Chain) Works(role string, list ...Work) {
	c.t.Helper()
	params, err := roles.Client{Node: c}.Params(context.Background())
	must(c.t, err)
	for part := range slices.Chunk(list, 48) {
		submit := roles.SubmitArgs{Role: role}
		for i, w := range part {
			submit.Entries = append(submit.Entries, roles.Submission{ID: w.ID, Ref: fmt.Sprintf("%d.%d.%s", c.Height(), i, w.ID),
				Locator: "https://example.org/work", Hash: sdk.HashOf([]byte{1}), Bond: params.Bond})
		}
		bonds, _ := abi.Amount(params.Bond).Mul(abi.U64(uint64(len(part))))
		var at roles.SubmitResult
		if !sdk.Unmarshal(c.Call("alice", roles.Name, roles.Client{}.Submit(submit).Input, bonds), &at) {
			c.t.Fatal("submit answers nonsense")
		}
		c.report(role, at, part)
	}
}

func (c *Chain) report(role string, at roles.SubmitResult, list []Work) {
	c.t.Helper()
	report := roles.ReportArgs{Role: role, Epoch: at.Epoch}
	for i, w := range list {
		f := roles.Finding{Number: at.First + uint64(i), Time: uint64(c.Time())}
		for _, m := range w.Measures {
			f.Measures = append(f.Measures, sdk.U64(m))
		}
		if n := len(report.Sheets); n == 0 || report.Sheets[n-1].Sheet != f.Number/roles.SheetSize {
			report.Sheets = append(report.Sheets, roles.Sheet{Sheet: f.Number / roles.SheetSize})
		}
		last := &report.Sheets[len(report.Sheets)-1]
		last.Findings = append(last.Findings, f)
	}
	c.Call("val", roles.Name, roles.Client{}.Report(report).Input, abi.Amount{})
}

// Void has a dispute of what a participant is to be paid for an epoch upheld, by everybody; two epochs later the record is void, or
// an heir's, if there is one.
func (c *Chain) Void(epoch uint64, role, id string, number uint64, heir string) {
	c.t.Helper()
	params, err := roles.Client{Node: c}.Params(context.Background())
	must(c.t, err)
	dispute := roles.DisputeArgs{Epoch: epoch, Role: role, ID: id, Numbers: []uint64{number}, Reason: "never merged", Heir: heir}
	var begun roles.DisputeResult
	if !sdk.Unmarshal(c.Call("bob", roles.Name, roles.Client{}.Dispute(dispute).Input, abi.Amount(params.DisputeBond)), &begun) {
		c.t.Fatal("dispute answers nonsense")
	}
	c.Call("val", roles.Name, roles.Client{}.VoteDispute(roles.VoteDisputeArgs{Dispute: begun.Dispute, Uphold: true}).Input, abi.Amount{})
}

// Close ends the open epoch, and returns its number once it is sealed.
func (c *Chain) Close() (epoch uint64) {
	c.t.Helper()
	var clock world.Clock
	must(c.t, c.Read(func(r world.Reader) (err error) { clock, err = r.Clock(); return err }))
	c.block(int64(clock.End))
	c.vote()
	for range 1000 {
		c.block(c.Time() + 1)
		account, err := rewards.Client{Node: c}.Epoch(context.Background(), rewards.EpochArgs{Epoch: clock.Epoch})
		must(c.t, err)
		if account.State == "sealed" || account.State == "matured" {
			return clock.Epoch
		}
	}
	c.t.Fatalf("epoch %d is never sealed", clock.Epoch)
	return 0
}

// Propose proposes another formula, for which everybody votes when an epoch has closed; it becomes live some epochs later.
func (c *Chain) Propose(file string) {
	c.t.Helper()
	module, err := os.ReadFile(file)
	must(c.t, err)
	raw, err := c.Tx("alice", tx.Upload{Code: module})
	must(c.t, err)
	if r := c.block(c.Time(), raw).Receipts[0]; r.Code != abi.CodeOK {
		c.t.Fatalf("upload: %+v", r)
	}
	for range 10 { // until it may be called
		c.block(c.Time())
	}
	hash := sha256.Sum256(module)
	c.propose(governance.Action{Kind: "upgrade", Contract: "formula", CodeHash: sdk.HashOf(hash[:])})
}

// ProposeParam proposes another value of a parameter, for which everybody votes likewise.
func (c *Chain) ProposeParam(owner, name, value string) {
	c.t.Helper()
	c.propose(governance.Action{Kind: "params", Contract: owner, Changes: []governed.ParamChange{{Name: name, New: value}}})
}

func (c *Chain) propose(action governance.Action) {
	c.t.Helper()
	propose := governance.ProposeArgs{Title: "another rule", Actions: []governance.Action{action}}
	rules, err := governance.Client{Node: c}.GetParams(context.Background())
	must(c.t, err)
	var made governance.ProposeResult
	if !sdk.Unmarshal(c.Call("alice", governance.Name, governance.Client{}.Propose(propose).Input, abi.Amount(rules.Deposit.Add(rules.Deposit))), &made) { // the report costs at most as much
		c.t.Fatal("propose answers nonsense")
	}
	c.proposed = append(c.proposed, made.Proposal)
}

// vote has everybody agree to what can be voted on.
func (c *Chain) vote() {
	c.t.Helper()
	var waiting []uint64
	for _, id := range c.proposed {
		p, err := governance.Client{Node: c}.GetProposal(context.Background(), governance.ProposalArgs{Proposal: id})
		must(c.t, err)
		if p.State == "waiting" {
			waiting = append(waiting, id)
			continue
		}
		for _, who := range users {
			c.Call(who, governance.Name, governance.Client{}.Vote(governance.VoteArgs{Proposal: id, Option: "yes"}).Input, abi.Amount{})
		}
	}
	c.proposed = waiting
}
