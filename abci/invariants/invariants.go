// Package invariants asks a state whether what must hold in it does: the ledger, which is counted natively, and every
// built-in contract that answers the query `invariants`.
package invariants

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Violation is something that does not hold.
type Violation struct {
	Where string `json:"where"` // ledger, or the name of a contract
	What  string `json:"what"`
	// Fatal says that it is a bug of the program, or damage. A contract at which another code has run since
	// genesis, or that cannot answer, may be as somebody voted for it to be.
	Fatal bool `json:"fatal"`
}

// String is one line.
func (v Violation) String() string { return v.Where + ": " + v.What }

// Report is what a check came to.
type Report struct {
	Height     uint64      `json:"height"`
	Asked      []string    `json:"asked"` // the ledger, and the contracts
	Violations []Violation `json:"violations"`
}

const (
	queryGas  = 20_000_000_000 // a contract bounds its own check; this bounds a broken one
	noMethod  = 65003          // a contract built with the SDK aborts so for a query that it does not have
	maxLength = 1000           // of what a contract says, in bytes
)

// Check asks everything. The error is a fault of this node.
func Check(m *runtime.Machine, v *state.View, h runtime.Header) (*Report, error) {
	r := &Report{Height: v.Height(), Asked: []string{"ledger"}, Violations: []Violation{}}
	w := world.Read(v)
	if err := w.CheckBooks(); err != nil {
		r.Violations = append(r.Violations, Violation{Where: "ledger", What: err.Error(), Fatal: true})
	}
	list, err := w.Contracts()
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if c.Name == "" {
			continue
		}
		input := abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "invariants"), 0)
		out, _, fault, err := m.Query(v, h, c.Address, input, queryGas)
		switch {
		case err != nil:
			return nil, err
		case fault != nil && (fault.Code == abi.CodeEntryMissing || fault.Code == abi.CodeAborted && fault.Abort == noMethod):
			continue
		case fault != nil:
			out = nil
		}
		r.Asked = append(r.Asked, c.Name)
		list, answered := read(out)
		for _, what := range list {
			r.Violations = append(r.Violations, Violation{Where: c.Name, What: what, Fatal: answered && c.Revision == 1})
		}
	}
	return r, nil
}

// read reads the answer of a contract: a map in which ok is true or false, and violations may say what is wrong.
// answered is false for what is no such map.
func read(out []byte) (violations []string, answered bool) {
	r := abi.NewReader(out)
	ok := false
	for range r.Map() {
		switch r.Text() {
		case "ok":
			ok = r.Bool()
		case "violations":
			for range r.Array() {
				text := r.Text()
				violations = append(violations, text[:min(len(text), maxLength)])
			}
		default:
			r.Raw()
		}
	}
	switch {
	case r.Close() != nil:
		return []string{"the contract does not say whether its invariants hold"}, false
	case !ok && len(violations) == 0:
		return []string{"the contract says that its invariants do not hold"}, true
	case ok:
		return nil, true
	}
	return violations, true
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
