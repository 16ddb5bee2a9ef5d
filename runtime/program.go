package runtime

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Migration leads the records of a state from one format to the next. It runs once, in the block with which a
// planned version begins, above its overlay: what it writes has to fit into memory, and a migration that
// cannot keep to that is done record by record, when each one is next written.
type Migration struct {
	About string // what changes, one line for operators
	Run   func(world.World) error
}

// migrations are those that this program knows. The first one leads from world.FirstFormat to the format
// after it; none is ever changed or removed, so that every state of the past can be brought here.
var migrations []Migration

// ErrNewerState says that a state has records in a format that this program does not know.
var ErrNewerState = errors.New("the state is of a newer program")

// format is that of the states that the machine writes.
func (m *Machine) format() uint64 { return world.FirstFormat + uint64(len(m.Migrations)) }

// writeProgram notes which version begins a chain, in this program's format.
func (m *Machine) writeProgram(w world.World, version string) error {
	p := world.Program{Version: version, Format: m.format()}
	if p == (world.Program{Format: world.FirstFormat}) {
		return nil // what a state without the record says
	}
	return w.SetProgram(p)
}

// startProgram begins a planned version: with its block the state is brought to its format, and it is in force.
// Whether this program is of that version is the node's to know, before it executes the block (I5).
func (s *scope) startProgram() error {
	p, err := s.w.Program()
	if err != nil || p.Plan.Height != s.height {
		return err
	}
	if p.Format, err = s.m.migrate(s.w, p.Format); err != nil {
		return err
	}
	p.Version, p.Plan = p.Plan.Version, world.Plan{}
	s.note("program_started", textField("version", p.Version), number("format", p.Format))
	return s.w.SetProgram(p)
}

// migrate runs the migrations from a format to the machine's, which it returns.
func (m *Machine) migrate(w world.World, from uint64) (uint64, error) {
	if from > m.format() {
		return from, fmt.Errorf("%w: its format is %d, this program knows %d", ErrNewerState, from, m.format())
	}
	for i, step := range m.Migrations[from-world.FirstFormat:] {
		if err := step.Run(w); err != nil {
			return from, fmt.Errorf("migrate the state from format %d: %w", from+uint64(i), err)
		}
	}
	return m.format(), nil
}

// Migrated is what TryMigrations has done.
type Migrated struct {
	From, To uint64   // formats
	About    []string // of the migrations, in order
}

// TryMigrations runs, above an overlay that the caller drops, what the block would run with which this
// program begins, and checks the books after it. The error says why that block would stop the node.
func (m *Machine) TryMigrations(ov *state.Overlay) (r Migrated, err error) {
	w := world.New(ov)
	p, err := w.Program()
	if err != nil {
		return r, err
	}
	r.From = p.Format
	if r.To, err = m.migrate(w, p.Format); err != nil {
		return r, err
	}
	for _, step := range m.Migrations[r.From-world.FirstFormat:] {
		r.About = append(r.About, step.About)
	}
	return r, w.CheckBooks()
}
