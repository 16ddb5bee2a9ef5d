package module

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Whether a run succeeds, aborts, traps or has too little gas: the rows of its profile add up to
// what it used, which is what it uses unwatched.
func TestProfilesAddUp(t *testing.T) {
	const scores = `{"role":"developers","measures":[["9"],["16"]],"params":""}`
	for _, args := range [][]string{
		{"../../../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":4}}`},
		{"../../../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":0}}`},
		{"../../../../examples/counter/counter.wasm", "--entry", "execute", "--input", `{"add":{"by":4}}`, "--gas", "100000"},
		{"../../../../examples/counter/counter.wasm", "--entry", "query", "--input", `{"get":{}}`, "--engine", "interpreter"},
		{"../../../../examples/counter/counter.wasm", "--entry", "instantiate"},
		{"../../../../examples/formula-sqrt/formula-sqrt.wasm", "--entry", "scores", "--input", scores},
		{"../../../../contracts/testdata/formula-trap/formula-trap.wasm", "--entry", "scores", "--input", scores},
		{"../../../../bench/kernels/fib.wasm", "--profile", "bare", "--entry", "run", "--args", "12"},
		{"../../../../bench/kernels/fib.wasm", "--profile", "bare", "--entry", "run", "--args", "12", "--gas", "0"},
	} {
		var profiled profileAnswer
		answer(t, &profiled, append([]string{"profile", "--file", filepath.Join(t.TempDir(), "p")}, args...))
		var ran runAnswer
		answer(t, &ran, append([]string{"run"}, args...))
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
	env := &cli.Env{Out: &out, Err: &errs}
	root := cli.Root(env, "peerz", "", "", Commands(env)...)
	cli.Run(context.Background(), env, root, append(args, "--output", "json"))
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, out.Bytes(), errs.Bytes())
	}
}
