package state

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

var rewrite = flag.Bool("rewrite", false, "write testdata anew; a changed root is a fork")

// The file holds roots and whole proofs, so that another implementation can
// check itself, and so that no change here moves a root unnoticed:
//
//	set KEY VALUE | delete KEY | root HEX | proof KEY HEX (protobuf CommitmentProof)
func TestGolden(t *testing.T) {
	const file = "testdata/golden.txt"
	got := golden(t)
	if *rewrite {
		must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if got != string(want) {
		g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range g {
			if i >= len(w) || g[i] != w[i] {
				t.Fatalf("line %d is %q", i+1, g[i])
			}
		}
		t.Fatal("lines are missing")
	}
}

func golden(t *testing.T) string {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	var out strings.Builder
	step := func(prove []string, pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] == "" {
				fmt.Fprintf(&out, "delete %s\n", pairs[i])
			} else {
				fmt.Fprintf(&out, "set %s %s\n", pairs[i], pairs[i+1])
			}
		}
		v := block(t, s, pairs...)
		fmt.Fprintf(&out, "root %x\n", v.Root)
		view := s.View()
		defer view.Close()
		for _, key := range prove {
			p, err := view.Prove([]byte(key))
			must(t, err)
			raw, err := p.Marshal()
			must(t, err)
			fmt.Fprintf(&out, "proof %s %s\n", key, hex.EncodeToString(raw))
		}
	}
	step(nil)
	step([]string{"alice", "absent"}, "alice", "1")
	step([]string{"alice", "absent"}, "bob", "2")
	step(nil, "carol", "3", "dave", "4", "erin", "5", "frank", "6")
	step([]string{"alice", "frank", "absent", "nobody"}, "alice", "7", "bob", "")
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprint("key", i), fmt.Sprint("value", i))
	}
	step([]string{"key42", "key100"}, many...)
	for i := range many {
		if i%2 == 1 {
			many[i] = ""
		}
	}
	step([]string{"alice"}, many...)
	step(nil, "alice", "", "carol", "", "dave", "", "erin", "", "frank", "")
	return out.String()
}
