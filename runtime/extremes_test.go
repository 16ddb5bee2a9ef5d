package runtime_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// change sets some of the arguments with which genesis instantiates a contract.
func change(t testing.TB, g *runtime.Genesis, contract string, to map[string]any) {
	t.Helper()
	for i, c := range g.Contracts {
		if c.Name != contract {
			continue
		}
		var args map[string]any
		must(t, json.Unmarshal(c.Init, &args))
		for k, v := range to {
			args[k] = v
		}
		var err error
		g.Contracts[i].Init, err = json.Marshal(args)
		must(t, err)
	}
}

// Every track is full of the longest proposals, they all pass at one boundary, and the upgrades stay on
// probation: governance's hook still takes each of them, within its gas and its memory.
func TestFullTracksOfTheLongestProposalsAreCarriedOut(t *testing.T) {
	g := society(t)
	g.Params.EpochSeconds = 10_000
	change(t, g, "governance", map[string]any{"max_active": 64, "grace": 10})
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t, c}
	code := wasm(t, "../examples/formula-sqrt/formula-sqrt.wasm")
	send(t, c, "alice", tx.Upload{Code: code})
	block(t, c, c.Time())

	text := strings.Repeat(`,{"kind":"text"}`, 9)
	input := "82" + "6b" + fmt.Sprintf("%x", "set_weights") + "a1" + "5a00000fe0" + strings.Repeat("00", 0xfe0) + "00"
	long := strings.Repeat("00", 4096)
	var upgrades []string
	for _, contract := range []string{"formula", "roles", "governance"} { // for two of them it is unfit
		upgrades = append(upgrades, fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s","migrate":%q}`, contract, tx.Hash(code), long))
	}
	title := strings.Repeat("t", 200)
	ids := 0
	for _, actions := range []string{
		`{"kind":"text"}` + text,
		fmt.Sprintf(`{"kind":"params","contract":"rewards","input":%q}`, input) + text,
		strings.Join(upgrades, ","),
	} {
		for range 64 {
			p.say("alice", "governance", "propose", fmt.Sprintf(`{"title":%q,"actions":[%s]}`, title, actions), tokens(10))
			ids++
			for _, who := range people {
				p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, ids), abi.Amount{})
			}
		}
	}
	for range 4 {
		if events := p.closes(); slices.Contains(events, "hook_failed") {
			t.Fatal("a hook failed")
		}
	}
	for id := 1; id <= ids; id++ {
		if s := p.proposal(uint64(id)); s == "voting" || s == "timelock" || s == "probation" || s == "expired" {
			t.Fatalf("proposal %d is left: %s", id, s)
		}
	}
}
