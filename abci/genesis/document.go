package genesis

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Options describes a development chain: a few rich users, some
// validators, and the built-in contracts.
type Options struct {
	// ChainID names the chain, at most 50 bytes.
	ChainID string
	// Time is when the chain begins; it is cut to a whole second. Epochs lie on
	// the grid that starts here, and so does the emission.
	Time time.Time
	// Epoch is the length of an epoch: whole seconds, at least one.
	Epoch time.Duration
	// Users hold UserTokens each and have bonded as much again.
	Users []abi.Address
	// Faucet holds FaucetTokens and has no stake; zero: there is none.
	Faucet abi.Address
	// Validators sign blocks and attest contributions. At least one.
	Validators []Validator

	guardian *governance.Guardian // nil: none

	terms terms // those of a development chain when zero
}

// terms are what a network does slower than a development chain. Times are in epochs.
type terms struct {
	profile                   string
	probation                 uint64 // of new code
	dispute                   uint64 // before rewards are paid
	recovery                  uint64 // before an id is moved by its recovery
	maxAge, retention         uint64 // of work and references, and of the records of what is paid; 0: no limit
	age, stake                uint64 // that work is asked for where it is cheap to make up: epochs, and whole tokens
	shadow                    uint64 // in which a new formula is scored beside the live one
	voting, timelock, upgrade uint64 // of proposals: to vote, and to wait, for parameters and for upgrades
}

var (
	devnetTerms  = terms{profile: "devnet", probation: 3, dispute: 1, recovery: 3, shadow: 1, voting: 3, timelock: 1, upgrade: 1}
	networkTerms = terms{profile: profileNetwork, probation: 7, dispute: 3, recovery: 14, maxAge: 365, retention: 400, age: 7, stake: 10, shadow: 3, voting: 5, timelock: 2, upgrade: 7}
)

// Validator is a validator from the first block on.
type Validator struct {
	Account abi.Address // holds ValidatorTokens, and bonds
	PubKey  [32]byte    // the key that signs blocks
}

// Tokens that a development chain gives out, in whole tokens.
const (
	UserTokens      = 1_000_000
	FaucetTokens    = 1_000_000
	ValidatorTokens = 100_000
)

// Limits of CometBFT's own that belong to the genesis.
const (
	maxBlockBytes = 4 << 20
	evidenceTime  = 48 * time.Hour // or less, if epochs are so short that stake is free before
)

// Document builds the genesis document of a development chain.
func Document(o Options) (*comet.GenesisDoc, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	o.Time, o.terms = o.Time.UTC().Truncate(time.Second), devnetTerms
	doc, state, err := o.build()
	if err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	if doc.AppState, err = json.Marshal(state); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	power := int64(o.validatorBond())
	for i, v := range o.Validators {
		doc.Validators = append(doc.Validators, comet.GenesisValidator{
			PubKey: ed25519.PubKey(v.PubKey[:]), Power: power, Name: fmt.Sprintf("validator%d", i),
		})
	}
	if err := doc.ValidateAndComplete(); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	return doc, nil
}

// build makes a document without its app_state and its validators, and that state.
func (o Options) build() (*comet.GenesisDoc, *runtime.Genesis, error) {
	state, err := o.appState()
	if err != nil {
		return nil, nil, err
	}
	return &comet.GenesisDoc{
		GenesisTime: o.Time, ChainID: o.ChainID, InitialHeight: 1,
		ConsensusParams: consensusParams(evidenceAge(state)),
	}, state, nil
}

func (o Options) check() error {
	if err := o.checkChain(); err != nil {
		return err
	}
	switch {
	case len(o.Validators) == 0:
		return fmt.Errorf("a chain needs a validator")
	case len(o.Users) == 0:
		return fmt.Errorf("a chain needs users who hold the majority of the stake")
	}
	return nil
}

func (o Options) checkChain() error {
	switch {
	case o.ChainID == "" || len(o.ChainID) > comet.MaxChainIDLen || !text.IsLine(o.ChainID):
		return fmt.Errorf("chain id %q must have 1 to %d bytes of a line", o.ChainID, comet.MaxChainIDLen)
	case o.Epoch < time.Second || o.Epoch%time.Second != 0 || o.Epoch > world.MaxEpochSeconds*time.Second:
		return fmt.Errorf("epoch %s must be whole seconds, 1s to %ds", o.Epoch, world.MaxEpochSeconds)
	}
	return nil
}

// evidenceAge is how old a proof of double-signing can be.
func evidenceAge(g *runtime.Genesis) time.Duration {
	return time.Duration(g.Params.EvidenceSeconds) * time.Second
}

// consensusParams are CometBFT's limits. Gas is ours: it counts in the block's
// parameters, and CometBFT must hand over the whole mempool to choose from.
func consensusParams(evidence time.Duration) *comet.ConsensusParams {
	p := comet.DefaultConsensusParams()
	p.Block.MaxBytes = maxBlockBytes
	p.Version.App = abci.AppVersion
	p.Block.MaxGas = -1
	p.Evidence.MaxAgeNumBlocks = abci.EvidenceBlocks(evidence)
	p.Evidence.MaxAgeDuration = evidence
	return p
}

// validatorBond is what each validator has bonded, in whole tokens: as much as it
// holds, but all validators together at most a quarter of the whole stake, so
// that the users can always decide a vote.
func (o Options) validatorBond() uint64 {
	quarter := uint64(len(o.Users)) * UserTokens / 3
	return min(ValidatorTokens, quarter/max(1, uint64(len(o.Validators))))
}

func (o Options) appState() (*runtime.Genesis, error) {
	g := &runtime.Genesis{
		Profile: o.terms.profile, Cap: o.cap(),
		Params: o.params(),
		Mint:   o.mint(),
	}
	for _, a := range o.Users {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: a, Balance: tokens(UserTokens)})
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: a, Amount: tokens(UserTokens)})
	}
	if !o.Faucet.IsZero() {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: o.Faucet, Balance: tokens(FaucetTokens)})
	}
	for _, v := range o.Validators {
		key := abi.Hash(v.PubKey)
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: v.Account, Balance: tokens(ValidatorTokens)})
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: v.Account, Amount: tokens(o.validatorBond()), Validator: &key})
	}
	return g, o.addContracts(g)
}

// unbonding is how many epochs stake waits before it is free.
const unbonding = 21

func (o Options) params() world.Params {
	epoch := uint64(o.Epoch / time.Second)
	return world.Params{EpochSeconds: epoch, Probation: o.terms.probation, Unbonding: unbonding,
		EvidenceSeconds: min(uint64(evidenceTime/time.Second), unbonding*epoch)}.WithDefaults()
}

// tokens turns whole tokens into base units.
func tokens(n uint64) abi.Amount {
	a, _ := abi.Unit.Mul(abi.U64(n)) // n is one of the small constants above
	return a
}

// mint bounds what the rewards contract can create, whatever its code says: the schedule of rewards, which begins with
// a fifth of the cap in 90 days. 41/45 of the cap are the schedule's.
func (o Options) mint() *runtime.GenesisMint {
	fifth, _, _ := o.cap().MulDiv(abi.U64(20), abi.U64(100))
	perDay, _, _ := fifth.MulDiv(abi.U64(1), abi.U64(90)) // truncated twice, as rewards has it
	free, _, _ := o.cap().MulDiv(abi.U64(4), abi.U64(45))
	reserved, _ := o.cap().Sub(free)
	return &runtime.GenesisMint{PerDay: perDay, Start: uint64(o.Time.Unix()), Reserved: reserved}
}

// cap is how many base units can ever exist.
func (o Options) cap() abi.Amount { return world.DefaultCap }
