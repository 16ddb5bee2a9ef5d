package runtime

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// scope is where calls take place: a state, a moment, and what they leave behind. A block has
// one; a query or a simulation has one over a scratch overlay.
type scope struct {
	m      *Machine
	ov     *state.Overlay
	w      world.World
	chain  abi.Hash // sha256 of the chain id
	height uint64
	time   uint64 // unix seconds of the block
	hash   abi.Hash
	params world.Params
	clock  world.Clock
	origin abi.Address // sender of the transaction; zero in hooks and queries

	events     []Event
	eventsLeft eventSpace // of the transaction or hook that runs
	codes      []abi.Hash // uploaded in this block
	calls      []observed // not yet settled
	warm       warmth
	traced     *calls // of the transaction that runs; nil but where a block is executed again
	undone     bool   // it is a branch, of which nothing stays
}

// newScope reads the rules and the clock for calls at header h.
func (m *Machine) newScope(ov *state.Overlay, h Header) (*scope, error) {
	s := &scope{m: m, ov: ov, w: world.New(ov), chain: sha256.Sum256([]byte(h.ChainID)),
		height: h.Height, time: uint64(max(h.Time, 0)), hash: h.Hash}
	var err error
	if s.params, err = s.w.Params(); err != nil {
		return nil, err
	}
	s.clock, err = s.w.Clock()
	return s, err
}

// savepoint is a moment to which a scope can go back.
type savepoint struct {
	cp            state.Checkpoint
	events, codes int
	eventsLeft    eventSpace
}

func (s *scope) savepoint() savepoint {
	return savepoint{s.ov.Checkpoint(), len(s.events), len(s.codes), s.eventsLeft}
}

// revert undoes everything since k: writes, events, uploads.
func (s *scope) revert(k savepoint) {
	if invariant.Enabled() {
		invariant.Assert(k.events <= len(s.events) && k.codes <= len(s.codes),
			"I2", "a savepoint of %d events, %d codes lies ahead of the scope", k.events, k.codes)
	}
	s.ov.Revert(k.cp)
	s.events, s.eventsLeft = s.events[:k.events], k.eventsLeft
	s.codes = s.codes[:k.codes]
}

// note reports an event of the host itself.
func (s *scope) note(kind string, fields ...field) {
	s.events = append(s.events, Event{Type: kind, Data: encodeFields(fields)})
	s.step(kind)
}

// step tells who watches it that the machine comes to a step.
func (s *scope) step(name string) {
	switch {
	case s.m.Steps == nil:
	case s.undone:
		s.m.Steps(name + ", on a branch")
	default:
		s.m.Steps(name)
	}
}

// nodeError is a failure of this node on its way through the sandbox (I7).
type nodeError struct{ err error }

func (e *nodeError) Error() string { return e.err.Error() }
func (e *nodeError) Unwrap() error { return e.err }

// nodeFault wraps err so that no layer takes it for the guest's fault; nil stays nil.
func nodeFault(err error) error {
	if err == nil {
		return nil
	}
	var n *nodeError
	if errors.As(err, &n) {
		return err
	}
	return &nodeError{fmt.Errorf("runtime: node fault: %w", err)}
}
