package genesis

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// profileNetwork is what the genesis of a network calls itself.
const profileNetwork = "network"

// ErrDraft wraps what is wrong with a document, or cannot be added to it.
var ErrDraft = errors.New("genesis")

// Draft is the genesis document of a network while its founders put it together: somebody begins it, adds
// accounts and validators, and all of them check it and compare its hash before anything starts.
type Draft struct {
	Doc   *comet.GenesisDoc
	State *runtime.Genesis
}

// Network says what a draft begins with. Everything else is the default of a network: nobody holds anything.
type Network struct {
	// ChainID names the chain, 1 to 50 bytes. No other chain has the same: transactions are for a chain id.
	ChainID string
	// Time is when the chain begins, in whole seconds. A node that is started earlier waits for it.
	Time time.Time
	// Epoch is the length of an epoch: whole seconds, at least one.
	Epoch time.Duration
	// Guardian is who may once stop a proposal, or have some wait, in the epochs before GuardianUntil, which is at most
	// governance.MaxMandate; zero: nobody.
	Guardian      abi.Address
	GuardianUntil uint64
	// Program is the version that executes the first block.
	Program string
}

// NewDraft begins a document.
func NewDraft(n Network) (*Draft, error) {
	o := Options{ChainID: n.ChainID, Time: n.Time.UTC(), Epoch: n.Epoch, terms: networkTerms}
	if err := o.checkChain(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	if n.Time.Nanosecond() != 0 || n.Time.Unix() <= 0 {
		return nil, fmt.Errorf("%w: time %s: want whole seconds, after 1970", ErrDraft, n.Time)
	}
	if n.Guardian.IsZero() != (n.GuardianUntil == 0) || n.GuardianUntil > governance.MaxMandate {
		return nil, fmt.Errorf("%w: a guardian has a mandate of 1 to %d epochs", ErrDraft, governance.MaxMandate)
	}
	if !n.Guardian.IsZero() {
		o.guardian = &governance.Guardian{Account: sdk.AddressOf(n.Guardian[:]), Until: n.GuardianUntil}
	}
	doc, state, err := o.build()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	state.Program = n.Program
	return &Draft{doc, state}, nil
}

// ReadDraft reads a document. It fails for what is no genesis of a chain of its own: one that continues a state
// is complete as it is.
func ReadDraft(raw []byte) (*Draft, error) {
	doc := new(comet.GenesisDoc)
	if err := cmtjson.Unmarshal(raw, doc); err != nil {
		return nil, fmt.Errorf("%w: not a genesis document: %w", ErrDraft, err)
	}
	state, err := abci.ParseGenesis(doc.AppState)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	if len(state.State) > 0 {
		return nil, fmt.Errorf("%w: it continues the state of another chain, and nothing can be added", ErrDraft)
	}
	return &Draft{doc, state}, nil
}

// Bytes writes the document, always in the same form.
func (d *Draft) Bytes() ([]byte, error) {
	raw, err := json.Marshal(d.State)
	if err != nil {
		return nil, err
	}
	d.Doc.AppState = raw
	return cmtjson.MarshalIndent(d.Doc, "", "  ")
}

// AddAccount gives an account tokens, and stake on top of them: a bond without a validator, as AddValidator adds one with it.
func (d *Draft) AddAccount(a runtime.GenesisAccount, bond abi.Amount) error {
	held := !a.Balance.IsZero() || a.Vesting != nil
	switch {
	case slices.ContainsFunc(d.State.Accounts, func(b runtime.GenesisAccount) bool { return b.Address == a.Address }):
		return fmt.Errorf("%w: account %s is there already", ErrDraft, a.Address)
	case !held && bond.IsZero():
		return fmt.Errorf("%w: account %s would hold nothing", ErrDraft, a.Address)
	case !bond.IsZero() && slices.ContainsFunc(d.State.Bonds, func(b runtime.GenesisBond) bool { return b.Account == a.Address }):
		return fmt.Errorf("%w: account %s has a bond already", ErrDraft, a.Address)
	}
	if held {
		d.State.Accounts = append(d.State.Accounts, a)
	}
	if !bond.IsZero() {
		d.State.Bonds = append(d.State.Bonds, runtime.GenesisBond{Account: a.Address, Amount: bond})
	}
	return nil
}
