// Package invariants asks a state whether what must hold in it does: the ledger, which is counted natively, every
// built-in contract, the instances that a role's source lists, and those of the codes that this program comes with.
package invariants

import (
	"fmt"
	"log/slog"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Violation is something that does not hold.
type Violation struct {
	Where string `json:"where"` // ledger, the name of a contract, or the kind and address of an instance
	What  string `json:"what"`
	// Fatal says that it is a bug of the program, or damage. A contract that does not run this program's code, or at
	// which another code has run since genesis, or that cannot answer, may be as somebody made it to be.
	Fatal bool `json:"fatal"`
}

// String is one line.
func (v Violation) String() string { return v.Where + ": " + v.What }

// Report is what a check came to.
type Report struct {
	Height     uint64      `json:"height"`
	Asked      []string    `json:"asked"` // the ledger, and the contracts
	Violations []Violation `json:"violations"`
	// Doubts are about instances that could not be counted to the end, and those of strangers that may be as somebody made them to be.
	Doubts []Violation `json:"doubts,omitempty"`
}

// What instances may burn in one check, together: strangers make as many, with as many records, as they pay for.
const (
	InBlock = 1_000_000_000   // about a second, at an epoch's boundary
	AtRest  = 100_000_000_000 // for whoever asks by hand
)

// Check asks everything; instances may burn as much gas as given. The error is a fault of this node.
func Check(m *runtime.Machine, v *state.View, h runtime.Header, gas uint64) (*Report, error) {
	r := &Report{Height: v.Height(), Asked: []string{"ledger"}, Violations: []Violation{}}
	w := world.Read(v)
	if err := w.CheckBooks(); err != nil {
		r.Violations = append(r.Violations, Violation{Where: "ledger", What: err.Error(), Fatal: true})
	}
	list, err := w.Contracts()
	if err != nil {
		return nil, err
	}
	return r, r.Contracts(list, gas, func(contract abi.Address, input []byte, gas uint64) (a Answer, err error) {
		var fault *runtime.Fault
		a.Output, a.Gas, fault, err = m.Query(v, h, contract, input, gas)
		if fault != nil {
			a.Output = nil
			a.Absent = fault.Code == abi.CodeEntryMissing || fault.Code == abi.CodeAborted && fault.Abort == sdk.ErrMethod
		}
		return a, err
	})
}

// AtBoundaries is what a node does with a check at the beginning of each epoch: what does not hold is told, and stops the node if it is a
// fault. What a voted code may have caused stops nothing: no contract can halt the chain (I12).
func AtBoundaries(m *runtime.Machine, log *slog.Logger) func(*state.View, runtime.Header) error {
	return func(v *state.View, h runtime.Header) error {
		r, err := Check(m, v, h, InBlock)
		if err != nil {
			return err
		}
		for _, v := range r.Violations {
			log.Error("an invariant does not hold", "height", r.Height, "name", v.Where, "reason", v.What)
		}
		return r.Fault()
	}
}

// Fault is the first violation that is fatal, and nil if there is none: then the node goes on.
func (r *Report) Fault() error {
	for _, v := range r.Violations {
		if v.Fatal {
			return fmt.Errorf("violated invariant after block %d: %s", r.Height, v)
		}
	}
	return nil
}
