package vm

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
)

// The official WebAssembly core tests (version 1) come with the engine's source. They run here
// through the whole pipeline: what contracts may use must behave as specified after rewriting,
// what the specification calls invalid must be refused.

type specFile struct {
	Commands []specCommand
}

type specCommand struct {
	Type, Filename, Text string
	Line                 int
	ModuleType           string `json:"module_type"`
	Action               struct {
		Type, Module, Field string
		Args                []specValue
	}
	Expected []specValue
}

type specValue struct{ Type, Value string }

// specRun runs one file.
type specRun struct {
	t      *testing.T
	dir    string
	engine *Engine
	in     *instance // of the last module; nil if it was refused
	counts map[string]int
}

func TestCoreSpecification(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	dir := specDir(t)
	for name, kind := range map[string]EngineKind{"compiler": Compiler, "interpreter": Interpreter} {
		t.Run(name, func(t *testing.T) {
			nothing := func(*Caller, []uint64) error { return nil }
			e, err := NewEngine(Host{Module: "spectest", Funcs: []HostFunc{
				{Name: "print", Fn: nothing},
				{Name: "print_i32", Params: []ValueType{I32}, Fn: nothing},
			}}, Rules{Bare: true}, Config{Engine: kind})
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]int{}
			files, err := filepath.Glob(filepath.Join(dir, "*.json"))
			if err != nil || len(files) == 0 {
				t.Fatal("no test files", err)
			}
			for _, file := range files {
				(&specRun{t: t, dir: dir, engine: e, counts: counts}).file(file)
			}
			for _, k := range slices.Sorted(maps.Keys(counts)) {
				t.Log(k, counts[k])
			}
			for k, want := range specCounts {
				if counts[k] != want {
					t.Errorf("%s: %d, was %d", k, counts[k], want)
				}
			}
		})
	}
}

// specCounts pins how much of the suite applies, so that none of it is lost unnoticed.
var specCounts = map[string]int{
	"module": 219, "assert_return": 1798, "assert_trap": 92, "assert_exhaustion": 1,
	"assert_invalid": 989, "assert_malformed": 661,
	"refused float_type": 445, "refused float_op": 38, "refused bad_import": 72, "refused start_section": 5,
	"refused too_large": 1,
}

// specExceptions are where contracts get less than the specification allows: memory ends at
// 256 pages.
var specExceptions = map[string]bool{"memory_grow.json:45": true, "memory_grow.json:48": true}

func specDir(t *testing.T) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		t.Skip("the engine's source is not here: ", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "internal/integration_test/spectest/v1/testdata")
}

func (s *specRun) file(path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	var f specFile
	if err := json.Unmarshal(raw, &f); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range f.Commands {
		s.command(filepath.Base(path), c)
	}
}

func (s *specRun) command(file string, c specCommand) {
	s.t.Helper()
	switch c.Type {
	case "module":
		s.module(file, c)
	case "action", "assert_return", "assert_trap", "assert_exhaustion":
		s.action(file, c)
	case "assert_invalid", "assert_malformed":
		if c.ModuleType == "text" || strings.HasSuffix(c.Filename, ".wat") {
			return
		}
		if s.engine.Check(s.read(c)).Accepted() {
			s.t.Errorf("%s:%d: accepted, but %s (%s)", file, c.Line, c.Type, c.Text)
		}
		s.counts[c.Type]++
	}
}

func (s *specRun) read(c specCommand) []byte {
	code, err := os.ReadFile(filepath.Join(s.dir, c.Filename))
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

func (s *specRun) module(file string, c specCommand) {
	s.in = nil
	code := s.read(c)
	if r := s.engine.Check(code); !r.Accepted() {
		s.counts["refused "+r.Reasons[0].Code]++
		return
	}
	m, err := s.engine.Compile(code)
	if err != nil {
		s.t.Errorf("%s:%d: %v", file, c.Line, err)
		return
	}
	s.counts["module"]++
	if s.in, err = m.take(); err != nil {
		s.t.Fatal(err)
	}
}

// action calls a function of the current module on one instance, whose state persists.
func (s *specRun) action(file string, c specCommand) {
	s.t.Helper()
	if s.in == nil || c.Action.Type != "invoke" || c.Action.Module != "" || !s.in.module.Has(c.Action.Field) {
		s.counts["skipped"]++
		return
	}
	var args []uint64
	for _, a := range c.Action.Args {
		args = append(args, s.value(a))
	}
	r := s.in.run(c.Action.Field, args, MaxGas, 0, nil)
	notStopped := int64(meter.NotStopped)
	s.in.stopped.(api.MutableGlobal).Set(uint64(notStopped))
	if specExceptions[fmt.Sprintf("%s:%d", file, c.Line)] {
		return
	}
	want := map[string]Kind{"assert_trap": Trap, "assert_exhaustion": StackOverflow}[c.Type]
	if r.Kind != want {
		s.t.Errorf("%s:%d: %s ended with %v %v, want %v (%s)", file, c.Line, c.Action.Field, r.Kind, r.Err, want, c.Text)
	} else if len(c.Expected) == 1 && c.Type == "assert_return" && r.Value != s.value(c.Expected[0]) {
		s.t.Errorf("%s:%d: %s returned %d, want %s", file, c.Line, c.Action.Field, r.Value, c.Expected[0].Value)
	}
	s.counts[c.Type]++
}

func (s *specRun) value(v specValue) uint64 {
	n, err := strconv.ParseUint(v.Value, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
