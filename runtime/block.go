package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// Block is a block being executed: Begin, then Apply for each transaction, then End.
type Block struct {
	s         *scope
	chainID   string
	gasWanted uint64  // sum of the gas limits of included transactions
	events    []Event // of hooks, kept apart from those of transactions
	updates   []ValidatorUpdate
}

// Begin starts a block: when its time is past the end of the epoch, the boundary runs here.
// All effects stay in ov (I2), and from here to End nothing depends on anything but the state, the header
// and the transactions in their order (I6).
func (m *Machine) Begin(ov *state.Overlay, h Header) (*Block, error) { return m.begin(ov, h, true) }

// begin is Begin. The engine holds the modules of a block that will be committed, and none for one that is executed again.
func (m *Machine) begin(ov *state.Overlay, h Header, held bool) (*Block, error) {
	s, err := m.newScope(ov, h)
	if err != nil {
		return nil, nodeFault(err)
	}
	b := &Block{s: s, chainID: h.ChainID}
	if err := s.startProgram(); err != nil {
		return nil, nodeFault(err)
	}
	if err := s.countVotes(h.Votes); err != nil {
		return nil, nodeFault(err)
	}
	moving, err := s.punish(h.Misbehavior)
	if err != nil {
		return nil, nodeFault(err)
	}
	boundary := s.time >= s.clock.End
	if boundary {
		if err := s.boundary(); err != nil {
			return nil, nodeFault(err)
		}
		if invariant.Enabled() { // (I11)
			if err := s.w.CheckBooks(); err != nil {
				return nil, nodeFault(err)
			}
		}
	}
	if boundary || moving {
		if b.updates, err = s.moveValidators(boundary); err != nil {
			return nil, nodeFault(err)
		}
	}
	if err := s.release(); err != nil {
		return nil, nodeFault(err)
	}
	if err := s.w.DropOldSignals(s.clock.Epoch, maxOldSignals); err != nil {
		return nil, nodeFault(err)
	}
	if err := s.learn(); err != nil {
		return nil, nodeFault(err)
	}
	s.warm.held = held
	s.hold()
	b.events = s.takeEvents()
	return b, nil
}

// End runs the end_block hooks and settles the warm codes. A block whose
// hooks find nothing to do writes nothing.
func (b *Block) End() (BlockEnd, error) {
	s := b.s
	s.origin = abi.Address{}
	hooks, err := s.w.Hooks()
	if err != nil {
		return BlockEnd{}, nodeFault(err)
	}
	for _, a := range hooks {
		if err := s.hook(a, abi.EntryEndBlock, s.params.BlockHookGas); err != nil {
			return BlockEnd{}, nodeFault(err)
		}
	}
	if err := s.settleFailing(); err != nil {
		return BlockEnd{}, nodeFault(err)
	}
	if err := s.tryGroups(); err != nil {
		return BlockEnd{}, nodeFault(err)
	}
	if err := s.settleWarm(); err != nil {
		return BlockEnd{}, nodeFault(err)
	}
	return BlockEnd{Events: append(b.events, s.takeEvents()...), ValidatorUpdates: b.updates, Codes: s.codes}, nil
}

// takeEvents returns the events so far and forgets them.
func (s *scope) takeEvents() []Event {
	e := s.events
	s.events = nil
	return e
}
