package vm_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

var rewrite = flag.Bool("rewrite", false, "write the prices into the page on gas anew")

// The page that explains gas shows the prices that are charged.
func TestGasPage(t *testing.T) {
	const page, begin, end = "../docs/GAS.md", "-rewrite -->\n", "<!-- end of prices"
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the page has no table of prices")
	}
	var want strings.Builder
	want.WriteString("| price | gas | for each | instructions |\n|---|---:|---|---|\n")
	for _, p := range vm.Schedule() {
		fmt.Fprintf(&want, "| %s | %d | %s | %s |\n", p.Class, p.Gas, p.Per, p.Ops)
	}
	if *rewrite {
		if err := os.WriteFile(page, []byte(head+begin+want.String()+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got != want.String() {
		t.Errorf("the page says\n%s\nprices are\n%s", got, want.String())
	}
}
