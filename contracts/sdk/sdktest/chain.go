// Package sdktest is a chain in memory, so that a contract is tested by plain
// `go test`: call its functions inside Chain.Run, Must or Expect, which treat them as
// one transaction (an abort undoes everything), and look at storage, balances and
// events afterwards.
//
//	chain := sdktest.New(t)
//	chain.Ctx.Caller = alice
//	chain.Must(func() { Register(RegisterArgs{ID: "a"}) })
//	chain.Expect(ErrIDTaken, func() { Register(RegisterArgs{ID: "a"}) })
//
// Other contracts are stood in for by Go functions (Handle, Pure). There is no gas and
// no wasm here: runs in the real sandbox are what `peerz contract test` is for.
package sdktest

import (
	"bytes"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Handler stands in for a contract: it gets the input of a call, and whether that is a
// query. It runs with Ctx.Self as its own address, so it may use storage and ledger.
type Handler func(input []byte, query bool) ([]byte, *sdk.CallError)

// PureHandler stands in for a code that is called by its hash.
type PureHandler func(entry string, input []byte) ([]byte, *sdk.CallError)

// Chain is the world of one test. Change the exported fields between transactions.
type Chain struct {
	Ctx sdk.Ctx // of the contract under test; Self is the address 0xff..ff

	Block             sdk.Hash                          // answer of BlockHash
	Cap, Minted, Fees sdk.Amount                        // the supply; Fees wait for CollectFees
	Reserve           sdk.Amount                        // came back, for MintReserve
	PayoutLimit       *sdk.Amount                       // what contracts may still transfer in this epoch; nil: no limit
	Denied            map[string]bool                   // capabilities that are missing: "mint", "fees", ...
	Infos             map[sdk.Address]sdk.ContractInfo  // answers of Info
	Codes             map[sdk.Hash]sdk.Errno            // answers of CodeCallable; absent: not found
	UpgradeCalls      [][]byte                          // accepted by UpgradeCall, in order
	Outcomes          map[uint64]sdk.UpgradeOutcome     // what OutcomeOf says, by group
	Tried             []uint64                          // groups given to DryRun, in order
	Duties            map[sdk.Address]sdk.Duty          // answers of ValidatorDuty, for any epoch that has one
	Dormant           map[sdk.Address]bool              // whose stake AwakeStake leaves out
	Upgrades          []sdk.NewCode                     // accepted by Upgrade, in order
	ChainParams       map[string]string                 // of the chain, as votes write them
	ParamsAnswer      sdk.Errno                         // to changes of the chain's parameters
	ParamChanges      [][]byte                          // those of SetChainParams that were not refused, in order
	RolledBack        []Failure                         // reported to CodeFailed, in order
	Due               sdk.Amount                        // what Mintable says; Mint creates more as well, and takes from it
	MintLimit         func(amount sdk.Amount) sdk.Errno // nil: only Cap limits
	Gas               uint64                            // answer of GasLeft
	GasStep           uint64                            // by which each GasLeft lowers it

	handlers map[sdk.Address]Handler
	pure     map[sdk.Hash]PureHandler
	names    map[string]sdk.Address
	storage  map[sdk.Address]*store
	balances map[sdk.Address]sdk.Amount
	income   income
	stakes   map[sdk.Address][]since
	proxies  map[sdk.Address][]named
	escrows  map[lock]sdk.Amount
	slashed  uint64 // the epoch after the one of the last Slash
	locked   map[sdk.Address]locks
	events   []Event
	undo     []func()
	since    savepoint // of the call that runs
	depth    int
	t        testing.TB
}

// Failure is a code that was reported as failed.
type Failure struct {
	Contract sdk.Address
	Code     sdk.Hash
	Reason   uint32
}

// New starts a chain and makes it the host of all sdk calls until the test ends. Tests
// that use it must not run in parallel. All capabilities are granted, the cap is 10^27.
func New(t testing.TB) *Chain {
	limit, _ := sdk.ParseAmount("1000000000000000000000000000")
	c := &Chain{
		Cap: limit, Gas: 100_000_000,
		Denied: map[string]bool{}, Infos: map[sdk.Address]sdk.ContractInfo{}, Outcomes: map[uint64]sdk.UpgradeOutcome{},
		Codes: map[sdk.Hash]sdk.Errno{}, Dormant: map[sdk.Address]bool{}, Duties: map[sdk.Address]sdk.Duty{},
		stakes: map[sdk.Address][]since{}, proxies: map[sdk.Address][]named{}, escrows: map[lock]sdk.Amount{}, locked: map[sdk.Address]locks{},
		handlers: map[sdk.Address]Handler{}, pure: map[sdk.Hash]PureHandler{},
		names: map[string]sdk.Address{}, storage: map[sdk.Address]*store{},
		balances: map[sdk.Address]sdk.Amount{}, t: t,
	}
	c.Ctx.Self = sdk.AddressOf(bytes.Repeat([]byte{0xff}, 20))
	sdk.UseHost(c)
	t.Cleanup(func() { sdk.UseHost(nil) })
	return c
}

// Run executes f as one transaction and returns its abort code, 0 for success. Effects
// of an aborted transaction are undone. Any other panic goes on: it is a trap.
func (c *Chain) Run(f func()) (code uint32) {
	before := savepoint{len(c.undo), len(c.events)}
	c.since = before
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case *sdk.AbortError:
			c.revert(before)
			code = failure.Code
		default:
			c.revert(before)
			panic(failure)
		}
	}()
	f()
	return 0
}

// Must runs f as one transaction and fails the test if it aborts.
func (c *Chain) Must(f func()) {
	c.t.Helper()
	var message string
	code := c.Run(func() {
		defer func() {
			if failure := recover(); failure != nil {
				if abort, ok := failure.(*sdk.AbortError); ok {
					message = abort.Msg
				}
				panic(failure)
			}
		}()
		f()
	})
	if code != 0 {
		c.t.Fatalf("aborted with code %d (%s)", code, message)
	}
}

// Expect runs f as one transaction and fails the test unless it aborts with code.
func (c *Chain) Expect(code uint32, f func()) {
	c.t.Helper()
	if got := c.Run(f); got != code {
		c.t.Fatalf("abort code %d, want %d", got, code)
	}
}

// As sets the caller and the origin of the next transactions, and returns the chain.
func (c *Chain) As(caller sdk.Address) *Chain {
	c.Ctx.Caller, c.Ctx.Origin = caller, caller
	return c
}

// Send runs f as one transaction that brings value from the caller's balance along,
// and returns its abort code.
func (c *Chain) Send(value sdk.Amount, f func()) uint32 {
	c.t.Helper()
	code := c.Run(func() {
		if errno := c.move(c.Ctx.Caller, c.Ctx.Self, value); errno != sdk.OK {
			c.t.Fatalf("the caller cannot pay %s", value)
		}
		c.Ctx.Value = value
		f()
	})
	c.Ctx.Value = sdk.Amount{}
	return code
}

// Query runs f as a query: writing aborts with sdk.ErrReadOnly.
func (c *Chain) Query(f func()) uint32 {
	c.Ctx.ReadOnly = true
	defer func() { c.Ctx.ReadOnly = false }()
	return c.Run(f)
}

// Handle makes h the contract at address a.
func (c *Chain) Handle(a sdk.Address, h Handler) { c.handlers[a] = h }

// Pure makes h the code with this hash.
func (c *Chain) Pure(code sdk.Hash, h PureHandler) { c.pure[code] = h }

// Name registers an address as a built-in name.
func (c *Chain) Name(name string, a sdk.Address) { c.names[name] = a }

// Fund adds to a balance and to Minted: a genesis allocation.
func (c *Chain) Fund(a sdk.Address, amount sdk.Amount) {
	c.balances[a] = c.balances[a].Add(amount)
	c.Minted = c.Minted.Add(amount)
}

// Abort is what a Handler returns to say that it aborted with code.
func Abort(code uint32) *sdk.CallError {
	return &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultAborted, Code: code}
}

// Trap is what a Handler returns to say that it trapped.
func Trap() *sdk.CallError {
	return &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultTrap}
}

// savepoint is a moment to which a chain can go back.
type savepoint struct{ undo, events int }

func (c *Chain) revert(to savepoint) {
	for len(c.undo) > to.undo {
		last := c.undo[len(c.undo)-1]
		c.undo = c.undo[:len(c.undo)-1]
		last()
	}
	c.events = c.events[:to.events]
}

// invoke runs a handler as its own transaction inside the caller's.
func (c *Chain) invoke(f func() ([]byte, *sdk.CallError)) (output []byte, err *sdk.CallError) {
	if c.depth >= 8 {
		return nil, &sdk.CallError{Errno: sdk.DepthExceeded}
	}
	c.depth++
	outer, before := c.since, savepoint{len(c.undo), len(c.events)}
	c.since = before
	defer func() { c.depth, c.since = c.depth-1, outer }()
	defer func() {
		if failure := recover(); failure != nil {
			abort, ok := failure.(*sdk.AbortError)
			if !ok {
				panic(failure)
			}
			output, err = nil, Abort(abort.Code)
		}
		if err != nil {
			c.revert(before)
		}
	}()
	return f()
}
