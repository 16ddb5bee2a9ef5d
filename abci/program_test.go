package abci

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// planned is a chain that goes on at height 41, of which a vote has decided which program executes it.
func planned(t *testing.T, decided world.Program) *chain {
	t.Helper()
	old := newChain(t)
	old.block()
	view, _ := old.app.Latest()
	ov := view.Overlay()
	must(t, world.New(ov).SetProgram(decided))
	g, err := runtime.ExportState(ov, nil)
	must(t, err)
	view.Close()
	old.close()
	raw, err := json.Marshal(g)
	must(t, err)
	c := &chain{t: t, fs: vfs.NewMem()}
	c.open()
	pub := key(9).Public()
	_, err = c.app.InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: testChain, InitialHeight: 41, Time: time.Unix(testStart, 0), AppStateBytes: raw,
		Validators: []abcitypes.ValidatorUpdate{abcitypes.Ed25519ValidatorUpdate(pub[:], 10)},
	})
	must(t, err)
	return c
}

// wrong is the error with which a program refuses the next block, or nil.
func (c *chain) wrong(p Program) *WrongProgramError {
	c.app.cfg.Program = p
	var wrong *WrongProgramError
	if err := c.app.CheckProgram(); errors.As(err, &wrong) {
		return wrong
	} else if err != nil {
		c.t.Error(err)
	}
	return nil
}

var (
	oldProgram = Program{Version: "a"}
	newProgram = Program{Version: "b"}
	bothRules  = Program{Version: "b2", Continues: []string{"a", "b"}}
)

// A program of another version stops behind the block before the planned one, having executed that: it is told once,
// and takes part in nothing more. The right one goes on from there on the same data.
func TestAProgramStopsExactlyBeforeThePlannedBlock(t *testing.T) {
	c := planned(t, world.Program{Version: "a", Format: 1, Plan: world.Plan{Version: "b", Height: 43}})
	c.app.cfg.Program = oldProgram
	c.at(41)
	if len(c.faults) > 0 {
		t.Fatal(c.faults)
	}
	c.at(42)
	var wrong *WrongProgramError
	if len(c.faults) != 1 || !errors.As(c.faults[0], &wrong) || wrong.Height != 43 || wrong.Want != "b" {
		t.Fatalf("told %v", c.faults)
	}
	for _, part := range []string{"block 43 begins version b", "this is a", "install b", "stands after block 42"} {
		if !strings.Contains(wrong.Error(), part) {
			t.Errorf("%q lacks %q", wrong, part)
		}
	}
	next := &abcitypes.RequestFinalizeBlock{Height: 43, Time: time.Unix(testStart+43, 0), ProposerAddress: make([]byte, 20)}
	if _, err := c.app.FinalizeBlock(context.Background(), next); err == nil {
		t.Error("it executes the block all the same")
	}
	c.app.Close()
	must(t, c.store.Close())
	for _, p := range []Program{oldProgram, newProgram, bothRules} {
		c.faults = nil
		c.open()
		if refused := c.wrong(p) != nil; refused != (p.Version == "a") {
			t.Errorf("%s is refused: %v", p.Version, refused)
		}
		if p.Version != "a" {
			c.at(int64(c.store.Head().Height) + 1)
		} else if _, err := c.app.FinalizeBlock(context.Background(), next); !errors.As(err, &wrong) || c.store.Head().Height != 42 {
			t.Errorf("after a start that goes on all the same: %v", err)
		}
		c.app.Close()
		must(t, c.store.Close())
	}
}

// Before its time a new program executes nothing, unless it has the old rules too; behind it, an old one nothing.
func TestWhichProgramExecutesWhat(t *testing.T) {
	plan := world.Plan{Version: "b", Height: 50}
	for _, x := range []struct {
		about   string
		decided world.Program
		runs    Program
		says    string // empty: it goes on
	}{
		{"nothing was decided", world.Program{Format: 1}, oldProgram, ""},
		{"too early", world.Program{Version: "a", Format: 1, Plan: plan}, newProgram, "begins with block 50: start a until it stops there"},
		{"early, with the old rules", world.Program{Version: "a", Format: 1, Plan: plan}, bothRules, ""},
		{"in time", world.Program{Version: "a", Format: 1, Plan: plan}, oldProgram, ""},
		{"too late", world.Program{Version: "b", Format: 1}, oldProgram, "belongs to version b of the program, and this is a: install b"},
		{"one that continues it", world.Program{Version: "b", Format: 1}, bothRules, ""},
		{"of no version", world.Program{Version: "b", Format: 1}, Program{}, "install b"},
	} {
		t.Run(x.about, func(t *testing.T) {
			c := planned(t, x.decided)
			c.app.cfg.Program = bothRules
			c.at(41)
			switch wrong := c.wrong(x.runs); {
			case (wrong == nil) != (x.says == ""):
				t.Errorf("says %v", wrong)
			case wrong != nil && !strings.Contains(wrong.Error(), x.says):
				t.Errorf("says %v, want %q", wrong, x.says)
			}
		})
	}
}
