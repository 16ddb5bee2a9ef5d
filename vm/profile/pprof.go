package profile

import (
	"fmt"
	"io"

	"github.com/google/pprof/profile"

	"github.com/peerz-ai/peerz-chain/vm"
)

// Write writes the account in the format of pprof, one sample for each stack: `go tool pprof
// -http=: FILE` shows it as a flame graph. The bytes depend on the account alone.
func (p *Profile) Write(w io.Writer) error {
	out := &profile.Profile{
		SampleType:        []*profile.ValueType{{Type: "gas", Unit: "gas"}, {Type: "calls", Unit: "count"}},
		DefaultSampleType: "gas",
	}
	locations := map[[2]string]*profile.Location{}
	p.root.walk(func(n *node, _ vm.Gas) {
		out.Sample = append(out.Sample, &profile.Sample{
			Location: n.stack(out, locations),
			Value:    []int64{int64(min(n.own, vm.MaxGas)), int64(n.count)},
		})
	})
	if err := out.Write(w); err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return nil
}

// stack lists the locations from n outwards, as pprof wants them.
func (n *node) stack(out *profile.Profile, locations map[[2]string]*profile.Location) (stack []*profile.Location) {
	for ; n.parent != nil; n = n.parent {
		key := [2]string{n.kind, n.name}
		l, ok := locations[key]
		if !ok {
			f := &profile.Function{ID: uint64(len(out.Function) + 1), Name: n.label(), SystemName: n.label(), Filename: n.kind}
			l = &profile.Location{ID: f.ID, Line: []profile.Line{{Function: f}}}
			out.Function, out.Location = append(out.Function, f), append(out.Location, l)
			locations[key] = l
		}
		stack = append(stack, l)
	}
	return stack
}

// label is a name that cannot be taken for a function's of another kind.
func (n *node) label() string {
	if n.kind == Host {
		return "host " + n.name
	}
	return n.name
}
