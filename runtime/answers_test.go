package runtime_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// answers is a formula that answers with these bytes.
func answers(t *testing.T, weights, scores string) []byte {
	t.Helper()
	code := bytes.Clone(wasm(t, "testdata/answers.wasm"))
	for name, answer := range map[string]string{"WEIGHTS:": weights, "SCORES::": scores} {
		at := bytes.Index(code, []byte(name))
		if at < 0 || len(answer) > 119 {
			t.Fatalf("%s at %d, an answer of %d bytes", name, at, len(answer))
		}
		code[at+8] = byte(len(answer))
		copy(code[at+9:], answer)
	}
	return code
}

// Bytes that are no answer are the formula's failure, and never the epoch's: whatever is wrong with them, everybody is
// paid by the code before, in the epoch in which it is due, and the chain goes back to that code.
func TestAnswersThatAreNone(t *testing.T) {
	long(t)
	saved := vm.Disk{Dir: t.TempDir()}
	base := []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 60_000} // of society
	weights := string(sdk.Marshal(&formula.WeightsResult{Weights: base}))
	scores := string(sdk.Marshal(&formula.ScoresResult{Scores: []sdk.Amount{sdk.U64(1), sdk.U64(4)}}))
	for about, malformed := range map[string]func(good string) string{
		"nothing":                    func(string) string { return "" },
		"no CBOR":                    func(string) string { return "\xff" },
		"null":                       func(string) string { return "\xf6" },
		"a text":                     func(string) string { return "\x65hello" },
		"a list":                     func(s string) string { return "\x81" + s },
		"an empty map":               func(string) string { return "\xa0" },
		"another key":                func(s string) string { return s[:2] + "x" + s[3:] },
		"a second key":               func(s string) string { return "\xa2" + s[1:] + "\x61z\x00" },
		"a key twice":                func(s string) string { return "\xa2" + s[1:] + s[1:] },
		"bytes behind it":            func(s string) string { return s + "\x00" },
		"cut short":                  func(s string) string { return s[:len(s)-1] },
		"a list of no definite size": func(s string) string { i := listAt(s); return s[:i] + "\x9f" + s[i+1:] + "\xff" },
		"a list of four billion":     func(s string) string { i := listAt(s); return s[:i] + "\x9a\xff\xff\xff\xff" + s[i+1:] },
		"a list of 2^64":             func(s string) string { i := listAt(s); return s[:i] + "\x9b" + strings.Repeat("\xff", 8) + s[i+1:] },
		"a number in its long form":  func(s string) string { i := listAt(s); return s[:i] + "\x98" + string(s[i]&31) + s[i+1:] },
		"texts for numbers": func(s string) string {
			i := listAt(s)
			return s[:i] + string(s[i]) + strings.Repeat("\x61a", int(s[i]&31))
		},
		"negative numbers": func(s string) string {
			i := listAt(s)
			return s[:i] + string(s[i]) + strings.Repeat("\x20", int(s[i]&31))
		},
		"floats": func(s string) string {
			i := listAt(s)
			return s[:i] + string(s[i]) + strings.Repeat("\xf9\x3c\x00", int(s[i]&31))
		},
		"numbers of more than a word": func(s string) string {
			i := listAt(s)
			return s[:i] + string(s[i]) + strings.Repeat("\xc2\x51"+strings.Repeat("\xff", 17), int(s[i]&31))
		},
		"a tag":          func(s string) string { return "\xc1" + s },
		"lists in lists": func(s string) string { i := listAt(s); return s[:i] + strings.Repeat("\x81", 100) },
	} {
		for _, entry := range []string{"weights", "scores"} {
			w, s := weights, scores
			if entry == "weights" {
				w = malformed(w)
			} else {
				s = malformed(s)
			}
			if len(w) > 119 || len(s) > 119 { // it does not fit
				continue
			}
			t.Run(entry+": "+about, func(t *testing.T) { isNoAnswer(t, dressed(t, answers(t, w, s), "formula"), saved) })
		}
	}
}

// listAt is where the list of an answer begins.
func listAt(s string) int { return 2 + int(s[1]&31) }

// isNoAnswer votes a formula in, and sees it end well.
func isNoAnswer(t *testing.T, code []byte, saved vm.Disk) {
	g := society(t)
	g.Params.Probation = 10
	p := playOf(t, g, sandbox.Options{Code: saved})
	p.work(map[string]int{"ada": 1, "ben": 4})
	id := p.enact(code)
	for epoch := uint64(0); epoch < 5; epoch++ {
		if epoch > 1 {
			p.work(map[string]int{"ada": 1, "ben": 4})
			p.closes()
			p.pays(epoch, "last_good", 4)
			if got := p.reason(epoch); got != rewards.ReasonMalformed && got != rewards.ReasonLength {
				t.Errorf("epoch %d has reason %d", epoch, got)
			}
		}
	}
	p.closes()
	p.closes()
	must(t, p.c.Read(world.Reader.CheckBooks))
	if p.formula() == tx.Hash(code) {
		t.Error("the formula stays")
	}
	if said := p.says(id); !strings.Contains(said, "by reason 10") {
		t.Errorf("the proposal says %q", said)
	}
}
