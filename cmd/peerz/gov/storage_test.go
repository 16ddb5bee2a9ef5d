package gov

import (
	"bytes"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// A voter sees which records an upgrade adds, changes and removes, and how much of them there is then.
func TestWhatBecomesOfRecordsIsShown(t *testing.T) {
	var out bytes.Buffer
	w := cli.NewPrinter(&out)
	showStorage(w, []storageChange{{"rewards", "72", 1, 20, 3, 4000, 5000}, {"rewards", "others", 0, 0, 7, 80, 0}})
	rows := strings.Split(out.String(), "\n")
	for i, want := range []string{"Carrying it out changes records", "", "contract keys begin with added changed removed bytes bytes then",
		"rewards 72 1 20 3 4000 5000", "rewards others 0 0 7 80 0"} {
		if got := strings.Join(strings.Fields(rows[i]), " "); !strings.HasPrefix(got, want) {
			t.Errorf("line %d: %q, want %q", i, got, want)
		}
	}
}
