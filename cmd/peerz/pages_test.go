package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestAuditPage does what docs/audit.md says, block by block (page0 and so on), in the scenario of testdata/walk.
func TestAuditPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	scenario, err := os.ReadFile("testdata/walk/audit.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files strings.Builder
	for i, block := range walkBlock.FindAllStringSubmatch(string(page), -1) {
		run := fmt.Sprintf("exec sh -e page%d\n", i)
		if !strings.Contains(string(scenario), run) {
			t.Errorf("block %d of docs/audit.md is not walked: %s", i, block[1])
		}
		fmt.Fprintf(&files, "-- page%d --\n%s", i, block[1])
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/audit.txtar", append(scenario, files.String()...), 0o600); err != nil {
		t.Fatal(err)
	}
	p := params(t)
	p.Dir = dir
	testscript.Run(t, p)
}
