package genesis

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Summary is what founders compare, and what a chain would begin with.
type Summary struct {
	ChainID       string       `json:"chain_id"`
	Time          time.Time    `json:"time"`
	Program       string       `json:"program"`
	AppHash       string       `json:"app_hash"` // of the state before the first block
	Cap           abi.Amount   `json:"cap"`
	Minted        abi.Amount   `json:"minted"`  // all that exists from the start
	Vesting       abi.Amount   `json:"vesting"` // of it: released over time
	Accounts      int          `json:"accounts"`
	Code          []Code       `json:"contracts"`
	Guardian      *abi.Address `json:"guardian,omitempty"`       // who may once stop a proposal, or have some wait; absent: nobody
	GuardianUntil uint64       `json:"guardian_until,omitempty"` // the epoch with whose beginning that ends
	Doubts        []string     `json:"doubts,omitempty"`         // what is legal, and what founders should know
}

// Code is a contract of a document.
type Code struct {
	Name string   `json:"name"`
	Hash abi.Hash `json:"code_hash"`
}

// Check says what is wrong with a document, or what its chain begins with. It builds the state as every node of
// the chain will do.
func (d *Draft) Check() (s Summary, err error) {
	if err := d.checkProfile(); err != nil {
		return s, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	if err := d.Doc.ValidateAndComplete(); err != nil {
		return s, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	s = Summary{ChainID: d.Doc.ChainID, Time: d.Doc.GenesisTime, Program: d.State.Program, Accounts: len(d.State.Accounts)}
	if s.Code, err = d.checkContracts(); err != nil {
		return s, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	if err = d.guardian(&s); err != nil {
		return s, fmt.Errorf("%w: %w", ErrDraft, err)
	}
	if len(d.Doc.Validators) == 0 {
		s.doubt("nobody validates: no block comes")
	}
	s.ownCode()
	return s, d.execute(&s)
}

// checkProfile finds what no network has.
func (d *Draft) checkProfile() error {
	want := consensusParams(evidenceAge(d.State))
	switch {
	case d.State.Profile != profileNetwork:
		return fmt.Errorf("its profile is %q: only one that `peerz genesis new` has begun is a network's", d.State.Profile)
	case !reflect.DeepEqual(d.Doc.ConsensusParams, want):
		return errors.New("its consensus_params are not those that this program needs")
	case d.Doc.InitialHeight > 1:
		return fmt.Errorf("its initial height is %d, want 1", d.Doc.InitialHeight)
	case len(d.Doc.AppHash) > 0:
		return errors.New("it has an app_hash: that follows from the rest")
	case d.State.Program == "":
		return errors.New("it does not say which version of the program executes its first block")
	}
	return nil
}

// checkContracts finds contracts that are not the built-in ones with their capabilities: whatever else holds one
// could do what only a vote may.
func (d *Draft) checkContracts() (list []Code, err error) {
	if len(d.State.Contracts) != len(builtins) {
		return nil, fmt.Errorf("it has %d contracts, want the %d built-in ones", len(d.State.Contracts), len(builtins))
	}
	for i, c := range d.State.Contracts {
		b := builtins[i]
		switch {
		case c.Name != b.name:
			return nil, fmt.Errorf("contract %d is %s, want %s", i, c.Name, b.name)
		case !slices.Equal(c.Capabilities, b.capabilities):
			return nil, fmt.Errorf("contract %s has the capabilities %v, want %v", c.Name, c.Capabilities, b.capabilities)
		}
		list = append(list, Code{c.Name, c.CodeHash})
	}
	return list, nil
}

// guardian reads whom the arguments of governance name.
func (d *Draft) guardian(s *Summary) error {
	i := slices.IndexFunc(d.State.Contracts, func(c runtime.GenesisContract) bool { return c.Name == governance.Name })
	var args struct{ Guardian map[string]json.RawMessage }
	err := json.Unmarshal(d.State.Contracts[i].Init, &args)
	if err == nil && args.Guardian != nil {
		err = errors.Join(json.Unmarshal(args.Guardian["account"], &s.Guardian), json.Unmarshal(args.Guardian["until"], &s.GuardianUntil))
	}
	if err != nil {
		return fmt.Errorf("arguments of %s: %w", governance.Name, err)
	}
	return nil
}

// execute builds the state, in memory.
func (d *Draft) execute(s *Summary) (err error) {
	engine, err := runtime.NewEngine(runtime.Config{Interpreter: true}) // which need not compile
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	store, err := state.Open("genesis", state.Config{FS: vfs.NewMem(), NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	machine := runtime.New(engine)
	defer machine.Close()
	g := *d.State
	for _, v := range d.Doc.Validators {
		g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: [32]byte(v.PubKey.Bytes()), Power: v.Power})
	}
	ov := store.Overlay()
	if _, err := machine.InitChain(ov, &g, d.Doc.ChainID, d.Doc.GenesisTime.Unix()); err != nil {
		return fmt.Errorf("%w: %w", ErrDraft, err)
	}
	root, err := ov.Root()
	if err != nil {
		return err
	}
	s.AppHash = hex.EncodeToString(root[:])
	return s.read(world.Read(ov))
}

// read takes from the state what founders want to know.
func (s *Summary) read(r world.Reader) error {
	supply, err := r.Supply()
	if err != nil {
		return err
	}
	s.Cap, s.Minted = supply.Cap, supply.Minted
	vestings, err := r.Vestings()
	for _, v := range vestings {
		s.Vesting, _ = s.Vesting.Add(v.Amount) // a part of what is minted
	}
	return err
}

// doubt notes what is legal and may be a mistake.
func (s *Summary) doubt(format string, args ...any) {
	s.Doubts = append(s.Doubts, fmt.Sprintf(format, args...))
}

// ownCode finds the code of a built-in contract that is another one than this program's.
func (s *Summary) ownCode() {
	for _, c := range s.Code {
		if own, ok := contracts.Get(c.Name); !ok || own.Hash != c.Hash.String() {
			s.doubt("the code of %s, %s, is not this program's", c.Name, c.Hash)
		}
	}
}
