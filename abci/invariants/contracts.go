package invariants

import (
	"cmp"
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Ask runs a query of a contract, with so much gas at most. The error ends the check.
type Ask func(contract abi.Address, input []byte, gas uint64) (Answer, error)

// Answer is what a contract gave.
type Answer struct {
	Output []byte // nil: it could not answer
	Gas    uint64 // that was burned
	Absent bool   // it has no such query
}

const (
	builtinGas = 20_000_000_000 // a built-in contract bounds its own check; this bounds a broken one
	partGas    = 200_000_000    // of one part of an instance's
	leastShare = 20_000_000     // of an instance's, while there is as much for it
)

// Contracts asks those of the contracts whose answer is somebody's business: those with a built-in name, then the instances, which
// share the gas: what one leaves over is the others'. Which of them is the first changes with the height, so that none is left out for ever.
func (r *Report) Contracts(list []world.Named, gas uint64, ask Ask) error {
	known := known()
	codes := map[abi.Address]abi.Hash{}
	var instances []world.Named
	var listed []abi.Address
	for _, c := range list {
		codes[c.Address] = c.CodeHash
		if c.Name == "" {
			instances = append(instances, c)
			continue
		}
		q := question{run: ask, where: c.Name, at: c.Address, gas: builtinGas, part: builtinGas, counts: true,
			fatal: func(*abi.Address) bool { return c.Revision == 1 }}
		if err := r.ask(&q); err != nil {
			return err
		}
		if c.Name == roles.Name {
			var err error
			if listed, err = sources(c.Address, ask); err != nil {
				return err
			}
		}
	}
	instances = slices.DeleteFunc(instances, func(c world.Named) bool {
		return known[c.CodeHash] == "" && !slices.Contains(listed, c.Address)
	})
	for i := range instances {
		c := instances[(uint64(i)+r.Height)%uint64(len(instances))]
		kind := cmp.Or(known[c.CodeHash], "contract")
		share := min(gas, max(gas/uint64(len(instances)-i), leastShare))
		q := question{run: ask, where: kind + " " + c.Address.String(), at: c.Address, gas: share, part: partGas, counts: slices.Contains(listed, c.Address),
			fatal: func(blamed *abi.Address) bool {
				return known[c.CodeHash] != "" && (blamed == nil || known[codes[*blamed]] != "")
			}}
		if err := r.ask(&q); err != nil {
			return err
		}
		gas -= share - q.gas
	}
	return nil
}

// known are the codes that this program comes with, by what they are. Nobody can change that of an instance.
func known() map[abi.Hash]string {
	all := map[abi.Hash]string{}
	for _, c := range contracts.All() {
		if hash, err := abi.ParseHash(c.Hash); err == nil {
			all[hash] = c.Name
		}
	}
	return all
}

// sources are the contracts that measure for a role, if roles is as this program knows it.
func sources(at abi.Address, ask Ask) (list []abi.Address, err error) {
	a, err := ask(at, sdk.Method("roles", nil), builtinGas)
	var r roles.RolesResult
	if err != nil || !sdk.Unmarshal(a.Output, &r) {
		return nil, err
	}
	for _, role := range r.Roles {
		for _, c := range role.Source.Contracts {
			list = append(list, abi.Address(c.Bytes()))
		}
	}
	return list, nil
}

// question is whom to ask, and what that may take.
type question struct {
	run    Ask
	where  string
	at     abi.Address
	gas    uint64 // for all parts
	part   uint64
	counts bool                           // genesis or governance named it
	fatal  func(blamed *abi.Address) bool // whether what it says is a bug of this program
}

const leastGas = 10_000 // that a part counts as: their number is bounded, whatever they burn

// ask asks one contract, part by part: an answer with a next asks for another query, with that as after, and the answer's sum as sum.
func (r *Report) ask(q *question) error {
	var after answer
	for first := true; ; first = false {
		most := min(q.part, q.gas)
		if most < leastGas {
			r.uncounted(q)
			return nil
		}
		a, err := q.run(q.at, after.input(), most)
		if err != nil || a.Absent {
			return err
		}
		q.gas -= min(q.gas, max(a.Gas, leastGas))
		if a.Output == nil && a.Gas >= most && most < q.part { // not enough is left for a whole part
			r.uncounted(q)
			return nil
		}
		if first {
			r.Asked = append(r.Asked, q.where)
		}
		after = read(a.Output)
		for _, what := range after.violations {
			v := Violation{Where: q.where, What: what, Fatal: after.answered && q.fatal(after.blames)}
			if v.Fatal || q.counts {
				r.Violations = append(r.Violations, v)
			} else {
				r.Doubts = append(r.Doubts, v)
			}
		}
		if after.next == nil {
			return nil
		}
	}
}

func (r *Report) uncounted(q *question) {
	r.Doubts = append(r.Doubts, Violation{Where: q.where, What: "not everything in it was counted: that takes too much gas for one check"})
}
