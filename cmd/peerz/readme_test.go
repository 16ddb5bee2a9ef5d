package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// tourBlock is a block of commands in a page that a reader pastes one after the other.
var tourBlock = regexp.MustCompile("(?s)<!-- tour -->\n```sh\n(.*?)```")

// TestTour runs what README.md tells a newcomer to type, on a devnet as it says to start
// one. After each block it waits for the next epoch, as a person would.
func TestTour(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := tourBlock.FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 5 {
		t.Fatalf("README.md has %d blocks of commands that say that they are the tour", len(blocks))
	}
	var script strings.Builder
	script.WriteString("exec peerz devnet --epoch 3s --port-base $PORT &devnet&\nready\n")
	for _, block := range blocks {
		for line := range strings.Lines(block[1]) {
			line, _, _ = strings.Cut(line, " #")
			if line = strings.TrimSpace(line); line != "" {
				script.WriteString("exec " + strings.ReplaceAll(line, " examples/", " $REPO/examples/") + "\n")
			}
		}
		script.WriteString("epoch +1\n")
	}
	script.WriteString("epoch +4\nexec peerz gov show 1\nstdout executed\nexec peerz gov show 2\nstdout 'probation|executed'\nexec peerz rewards show 258008cdd776\nstdout 'paid +[1-9]'\n")
	script.WriteString("kill -INT devnet\nwait devnet\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tour.txtar"), []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p := params(t)
	p.Dir = dir
	testscript.Run(t, p)
}
