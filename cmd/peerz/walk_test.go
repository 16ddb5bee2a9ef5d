package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// walkBlock is a block of commands that belongs to the walk of a page.
var walkBlock = regexp.MustCompile("(?s)<!-- walk -->\n```sh\n(.*?)```")

// TestWalk begins a network as docs/operators.md says: four founders ask to validate, one puts the genesis document
// together, each makes a home, and their nodes make blocks.
func TestWalk(t *testing.T) {
	page, err := os.ReadFile("../../docs/operators.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := walkBlock.FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 3 {
		t.Fatalf("docs/operators.md has %d blocks of the walk", len(blocks))
	}
	var script, files strings.Builder
	for i, block := range blocks {
		text := strings.ReplaceAll(block[1], "PORT=26750\n", "")
		text = strings.ReplaceAll(text, "2027-01-01T00:00:00Z", time.Now().UTC().Format(time.RFC3339))
		fmt.Fprintf(&script, "exec sh -e block%d\n", i)
		fmt.Fprintf(&files, "-- block%d --\n%s", i, text)
	}
	for i := range 4 {
		fmt.Fprintf(&script, "exec peerz node start --home home%d &node%d&\n", i, i)
	}
	script.WriteString(`env PEERZ_HOME=$WORK/home0
ready 3
exec peerz status
stdout '^chain +example-1'
exec peerz account founder0
stdout '^balance +1000 tokens'
stdout '^vesting +9000 tokens more'
exec peerz account founder0 --output json
get TO address
exec peerz tx send $TO 1token --from founder1 --home home1
! exec peerz genesis add-validator genesis.json request0.json
stderr 'validates already'
exec sed -i 's/"bond": "1/"bond": "2/' request0.json
! exec peerz genesis peers request0.json
stderr 'the signature is not the account.s'
kill -INT node0
kill -INT node1
kill -INT node2
kill -INT node3
wait
`)
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/walk.txtar", []byte(script.String()+files.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p := params(t)
	p.Dir = dir
	testscript.Run(t, p)
}
