package invariants

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// answer is what a contract says: a map in which ok is true or false, and violations may say what is wrong. Or it is a part of an
// answer, with a next.
type answer struct {
	violations []string
	answered   bool         // false for what is no such map
	next, sum  []byte       // whatever the contract wants to be given for the next part
	blames     *abi.Address // the contract whose word alone says that something does not hold
}

const maxLength = 1000 // of what a contract says, in bytes

// input is the query for the part behind an answer; behind none, for the first.
func (a *answer) input() []byte {
	b := abi.AppendText(abi.AppendArray(nil, 2), "invariants")
	if a.next == nil {
		return abi.AppendMap(b, 0)
	}
	if a.sum == nil {
		return append(abi.AppendText(abi.AppendMap(b, 1), "after"), a.next...)
	}
	b = append(abi.AppendText(abi.AppendMap(b, 2), "sum"), a.sum...)
	return append(abi.AppendText(b, "after"), a.next...)
}

func read(out []byte) (a answer) {
	r := abi.NewReader(out)
	ok := false
	for range r.Map() {
		switch r.Text() {
		case "ok":
			ok = r.Bool()
		case "violations":
			for range r.Array() {
				text := r.Text()
				a.violations = append(a.violations, text[:min(len(text), maxLength)])
			}
		case "next":
			a.next = r.Raw()
		case "sum":
			a.sum = r.Raw()
		case "blames":
			address := r.Address()
			a.blames = &address
		default:
			r.Raw()
		}
	}
	switch a.answered = r.Close() == nil; {
	case !a.answered:
		return answer{violations: []string{"the contract does not say whether its invariants hold"}}
	case ok:
		a.violations, a.next = nil, nil
	case a.next == nil && len(a.violations) == 0:
		a.violations = []string{"the contract says that its invariants do not hold"}
	}
	return a
}
