package vm_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// A report says how much of each limit a module takes; of one per function, the function that
// takes the most. Each can be found among the limits by its name.
func TestUsesOfTheLimits(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	report := e.Check(asm.Assemble(`
		memory 1
		global mut i32 0
		func small
		end
		func run i32 -> i32
		  locals i32 i64 i64
		  block; loop; local.get 0; br_table 0 1 0; end; end
		  local.get 0
		end`))
	if !report.Accepted() {
		t.Fatal(report.Reasons)
	}
	got := map[string]int{}
	for _, u := range report.Uses {
		if got[u.Name] = u.Used; u.Used > u.Max || !slices.ContainsFunc(vm.Limits(), func(l vm.Limit) bool { return l.Name == u.Name }) {
			t.Errorf("%+v", u)
		}
	}
	want := map[string]int{
		"functions": 2, "types": 2, "params per function": 1, "locals per function": 3, "loops per function": 1,
		"nesting": 3, "br_table labels": 2, "globals": 1, "memory pages": 1, "exports": 2, "name bytes": 5, "code bytes": report.Size.Bytes,
	}
	maps.DeleteFunc(got, func(name string, _ int) bool { _, asked := want[name]; return !asked })
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if cut := e.Check(nil).Uses; len(cut) != 1 || cut[0] != (vm.Use{Name: "code bytes", Used: 0, Max: vm.Limits()[0].Max}) {
		t.Errorf("of no module: %v", cut)
	}
}
