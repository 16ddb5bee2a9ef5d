package sandbox_test

import (
	"os"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

const story = `# Anybody may count.
deploy
----
ok {}

as bob
call add {"by": 7}
call add {"by": 0}
query get
----
ok {"count":"7"}
abort zero
ok {"count":"7"}

wait 5
epoch
as carol
call add {"by": 1} funds=3
----
ok {"count":"8"}
`

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestScenarioTellsTheStory(t *testing.T) {
	code := read(t, "../../examples/counter/counter.wasm")
	for _, o := range []sandbox.Options{{}, {Interpreter: true}} {
		s, err := sandbox.RunScenario(code, []byte(story), o)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Failures) != 0 || string(s.Output) != story {
			t.Errorf("failures %+v, output:\n%s", s.Failures, s.Output)
		}
	}
}

func TestScenarioSaysWhereItDiffers(t *testing.T) {
	code := read(t, "../../examples/counter/counter.wasm")
	s, err := sandbox.RunScenario(code, []byte("deploy\n----\nok {}\n\nquery get\n----\nok {\"count\":\"1\"}\n"), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := sandbox.Failure{Line: 5, Want: `ok {"count":"1"}`, Got: `ok {"count":"0"}`}
	if len(s.Failures) != 1 || s.Failures[0] != want {
		t.Errorf("failures %+v, want %+v", s.Failures, want)
	}
	for _, bad := range []string{"", "----\nok\n", "dance\n", "call nothing\n", "call add {\"by\": 7, \"x\": 1}\n", "wait long\n"} {
		if _, err := sandbox.RunScenario(code, []byte(bad), sandbox.Options{}); err == nil {
			t.Errorf("scenario %q runs", bad)
		}
	}
}

func TestOnceRunsOneCall(t *testing.T) {
	code := read(t, "../../examples/counter/counter.wasm")
	res, err := sandbox.Once(sandbox.Run{Code: code, Entry: "execute", Input: []byte(`{"add": {"by": 3}}`)})
	if err != nil {
		t.Fatal(err)
	}
	if res.String() != `ok {"count":"3"}` || len(res.Changes) != 1 || res.Changes[0].Before != nil || *res.Changes[0].After != "a165636f756e7403" || len(res.Events) != 1 || res.GasUsed == 0 {
		t.Errorf("result %+v, changes %+v", res.Outcome, res.Changes)
	}
	less := res.GasUsed - 1
	short, err := sandbox.Once(sandbox.Run{Code: code, Entry: "execute", Input: []byte(`{"add": {"by": 3}}`), Gas: &less})
	if err != nil || short.Code != abi.CodeOutOfGas {
		t.Errorf("with one gas less: %v, %v", short, err)
	}
	exact, err := sandbox.Once(sandbox.Run{Code: code, Entry: "execute", Input: []byte(`{"add": {"by": 3}}`), Gas: &res.GasUsed})
	if err != nil || exact.Code != abi.CodeOK {
		t.Errorf("with exactly the gas: %v, %v", exact, err)
	}
	if _, err := sandbox.Once(sandbox.Run{Code: code, Entry: "end_epoch"}); err == nil {
		t.Error("a hook runs alone")
	}
}
