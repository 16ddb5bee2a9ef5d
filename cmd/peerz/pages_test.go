package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestPages does what pages of docs say, block by block (page0 and so on), in the scenarios of testdata/walk.
func TestPages(t *testing.T) {
	for _, name := range []string{"audit", "economy"} {
		t.Run(name, func(t *testing.T) { walkPage(t, name) })
	}
}

func walkPage(t *testing.T, name string) {
	page, err := os.ReadFile("../../docs/" + name + ".md")
	if err != nil {
		t.Fatal(err)
	}
	scenario, err := os.ReadFile("testdata/walk/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files strings.Builder
	for i, block := range walkBlock.FindAllStringSubmatch(string(page), -1) {
		run := fmt.Sprintf("exec sh -e page%d\n", i)
		if !strings.Contains(string(scenario), run) {
			t.Errorf("block %d of docs/%s.md is not walked: %s", i, name, block[1])
		}
		fmt.Fprintf(&files, "-- page%d --\n%s", i, block[1])
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/"+name+".txtar", append(scenario, files.String()...), 0o600); err != nil {
		t.Fatal(err)
	}
	p := params(t)
	p.Dir = dir
	testscript.Run(t, p)
}
