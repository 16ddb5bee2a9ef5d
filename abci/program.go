package abci

import (
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Version is the version of the whole product: node, tools and contracts. The linker sets another one.
var Version = "0.1.0"

// continues names, with commas in between, the versions whose blocks this program executes as they do: those
// that differ in nothing that consensus sees, and those whose rules it still has.
var continues = ""

// Program is what a node knows of its own program.
type Program struct {
	Version   string   // empty: of no version, which executes only chains whose genesis names none
	Continues []string // other versions whose blocks it executes as they do
}

// ThisProgram is the program that runs.
func ThisProgram() Program {
	p := Program{Version: Version}
	if continues != "" {
		p.Continues = strings.Split(continues, ",")
	}
	return p
}

// Executes reports whether the program may execute blocks that belong to a version; every one may execute
// those that belong to none.
func (p Program) Executes(version string) bool {
	return version == "" || version == p.Version || slices.Contains(p.Continues, version)
}

// WrongProgramError says that the next block is another version's to execute. The state stands before it.
type WrongProgramError struct {
	Height uint64        // of that block
	Want   string        // the version that it belongs to
	Have   Program       // that runs
	Chain  world.Program // what votes have decided
}

// Error says what to do.
func (e *WrongProgramError) Error() string {
	plan := e.Chain.Plan
	switch {
	case plan.Height == e.Height:
		return fmt.Sprintf("block %d begins version %s of the program, and this is %s: install %s and start it on the same home; the state stands after block %d, complete, and the node goes on from there",
			e.Height, e.Want, e.Have.Version, e.Want, e.Height-1)
	case plan.Height > e.Height && e.Have.Executes(plan.Version):
		return fmt.Sprintf("block %d belongs to version %s of the program, and this is %s, which begins with block %d: start %s until it stops there",
			e.Height, e.Want, e.Have.Version, plan.Height, e.Want)
	}
	return fmt.Sprintf("block %d belongs to version %s of the program, and this is %s: install %s and start it on the same home; the state stands after block %d, complete",
		e.Height, e.Want, e.Have.Version, e.Want, e.Height-1)
}

// CheckProgram says whether this program may execute the next block: a WrongProgramError if not.
func (a *App) CheckProgram() error {
	view := a.State().View()
	defer view.Close()
	return a.checkProgram(view, a.next())
}

func (a *App) checkProgram(src world.Source, height uint64) error {
	chain, err := world.Read(src).Program()
	if err != nil {
		return err
	}
	if want := chain.Next(height); !a.cfg.Program.Executes(want) {
		return &WrongProgramError{Height: height, Want: want, Have: a.cfg.Program, Chain: chain}
	}
	return nil
}

// stopForProgram is called behind every commit: if the next block is another version's, the node stops here,
// in order, before it takes part in deciding that block. An operator is told of a plan as soon as it is made.
func (a *App) stopForProgram(view *state.View, height uint64) error {
	chain, err := world.Read(view).Program()
	if err != nil {
		return err
	}
	if plan := chain.Plan; plan != a.plan {
		a.plan = plan
		a.tellPlan(plan)
	}
	if err := a.checkProgram(view, height+1); err != nil {
		a.fail(err)
	}
	return nil
}

func (a *App) tellPlan(plan world.Plan) {
	switch {
	case plan == (world.Plan{}):
		a.cfg.Log.Info("no other version of the program is planned")
	case a.cfg.Program.Executes(plan.Version):
		a.cfg.Log.Info("a vote has planned this version of the program", "version", plan.Version, "height", plan.Height)
	default:
		a.cfg.Log.Warn("a vote has planned another version of the program; this one stops before that block", "version", plan.Version, "height", plan.Height, "running", a.cfg.Program.Version)
	}
}
