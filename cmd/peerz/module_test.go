package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdModule writes a file from its bytes in hex: module FILE [HEX].
func cmdModule(ts *testscript.TestScript, _ bool, args []string) {
	code, err := hex.DecodeString(strings.Join(args[1:], ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), code, 0o644))
}

// cmdUsage runs a command that must end with the exit code for mistakes in usage.
func cmdUsage(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
		ts.Fatalf("%v, want exit code %d", err, exitUsage)
	}
}

// Whether a run succeeds, aborts, traps or has too little gas: the rows of its profile add up to
// what it used, which is what it uses unwatched.
func TestProfilesAddUp(t *testing.T) {
	const scores = `{"role":"developers","measures":[["9"],["16"]],"params":""}`
	for _, args := range [][]string{
		{"../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":4}}`},
		{"../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":0}}`},
		{"../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":4}}`, "--gas", "100000"},
		{"../../examples/counter/counter.wasm", "--entry", "query", "--input", `{"get":{}}`, "--engine", "interpreter"},
		{"../../examples/counter/counter.wasm", "--entry", "instantiate"},
		{"../../examples/formula-sqrt/formula-sqrt.wasm", "--entry", "scores", "--input", scores},
		{"../../contracts/testdata/formula-trap/formula-trap.wasm", "--entry", "scores", "--input", scores},
		{"../../bench/kernels/fib.wasm", "--profile", "bare", "--entry", "run", "--args", "12"},
		{"../../bench/kernels/fib.wasm", "--profile", "bare", "--entry", "run", "--args", "12", "--gas", "0"},
	} {
		var profiled profileAnswer
		answer(t, &profiled, append([]string{"contract", "profile", "--file", filepath.Join(t.TempDir(), "p")}, args...))
		var ran runAnswer
		answer(t, &ran, append([]string{"contract", "run"}, args...))
		sum := uint64(0)
		for _, row := range profiled.Functions {
			sum += row.Own
		}
		if sum != ran.GasUsed || profiled.GasUsed != ran.GasUsed {
			t.Errorf("%q uses %d gas, profiled %d, the rows add up to %d", args, ran.GasUsed, profiled.GasUsed, sum)
		}
	}
}

// answer runs a command and reads its JSON, whatever its exit code.
func answer(t *testing.T, into any, args []string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{out: &out, err: &errs}
	a.run(context.Background(), append(args, "--output", "json"))
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, out.Bytes(), errs.Bytes())
	}
}
