package world

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Program says which version of the program executes the blocks of a chain: the native record of what votes
// have decided. Its zero value is that of a chain whose genesis names none, in format 1.
type Program struct {
	Version string // in force; empty: any, until the first plan
	Format  uint64 // of the records of this state, counted from 1
	Plan    Plan   // what comes next; zero: nothing
}

// Plan is another version of the program, from a height on.
type Plan struct {
	Version string
	Height  uint64 // of the first block that it executes
}

// ProgramParam is the name that changes of parameters have for the plan. Its value is the text of a Plan, or
// empty to drop it.
const ProgramParam = "program"

// MaxVersion is the longest name of a version, in bytes.
const MaxVersion = 32

// maxPlanHeight is the last height that consensus can count.
const maxPlanHeight = 1<<63 - 1

// FirstFormat is the format of the records of a state that says nothing of it.
const FirstFormat = 1

// CheckVersion says what is wrong with the name of a version: it has 1 to MaxVersion of letters, digits, dot,
// plus and hyphen.
func CheckVersion(v string) error {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-"
	foreign := func(r rune) bool { return !strings.ContainsRune(allowed, r) }
	if v == "" || len(v) > MaxVersion || strings.ContainsFunc(v, foreign) {
		return fmt.Errorf("version %.40q: want 1 to %d letters, digits, dots, + or -", v, MaxVersion)
	}
	return nil
}

// String is the plan as changes of parameters have it: VERSION@HEIGHT, empty for none.
func (p Plan) String() string {
	if p == (Plan{}) {
		return ""
	}
	return p.Version + "@" + strconv.FormatUint(p.Height, 10)
}

// ParsePlan reads the text of a plan, in the one form that String writes. The error wraps ErrParams.
func ParsePlan(s string) (p Plan, err error) {
	if s == "" {
		return p, nil
	}
	version, height, _ := strings.Cut(s, "@")
	if err := CheckVersion(version); err != nil {
		return Plan{}, fmt.Errorf("%w: %s: %w", ErrParams, ProgramParam, err)
	}
	p.Version = version
	p.Height, err = strconv.ParseUint(height, 10, 64)
	if err != nil || p.Height < 1 || p.Height > maxPlanHeight || p.String() != s {
		return Plan{}, fmt.Errorf("%w: %s: %.60q is no VERSION@HEIGHT", ErrParams, ProgramParam, s)
	}
	return p, nil
}

// Change returns the program with the plan that changes of parameters name, and whether that is another one.
// It fails, with an error that wraps ErrParams, for what is no plan, or one for a block that is not behind height.
func (p Program) Change(list []ParamValue, height uint64) (after Program, changed bool, err error) {
	for _, c := range list {
		if c.Name != ProgramParam {
			continue
		}
		plan, err := ParsePlan(c.Text)
		if err != nil {
			return p, false, err
		}
		if plan != (Plan{}) && plan.Height <= height {
			return p, false, fmt.Errorf("%w: %s: block %d is not ahead of this one, %d", ErrParams, ProgramParam, plan.Height, height)
		}
		changed, p.Plan = plan != p.Plan, plan
	}
	return p, changed, nil
}

// Next is the version that must execute a block: any when it is empty.
func (p Program) Next(height uint64) string {
	if p.Plan.Height == height {
		return p.Plan.Version
	}
	return p.Version
}

// Program returns which version of the program executes the chain's blocks.
func (r Reader) Program() (p Program, err error) {
	p.Format = FirstFormat
	_, err = r.load(key(prefixProgram), func(c *abi.Reader) {
		fields(c, 4)
		p = Program{c.Text(), c.Uint(), Plan{c.Text(), c.Uint()}}
		if p.Format < FirstFormat {
			c.Fail(errors.New("format 0"))
		}
	})
	return p, err
}

// SetProgram writes which version executes the chain's blocks.
func (w World) SetProgram(p Program) error {
	b := abi.AppendUint(abi.AppendText(abi.AppendArray(nil, 4), p.Version), p.Format)
	return w.set(key(prefixProgram), abi.AppendUint(abi.AppendText(b, p.Plan.Version), p.Plan.Height))
}
