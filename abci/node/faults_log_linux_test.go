package node

import (
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// calm are harms that nothing is broken by: a network heals from them, and nobody is to be woken.
var calm = []string{"two apart", "all apart", "one is not heard", "stop one", "kill one"}

// A network that was apart says why no block comes, within ten seconds and on every node, and has no line at
// ERROR in its log: nothing was wrong with any node.
func TestLogsOfANetworkThatHeals(t *testing.T) {
	if testing.Short() {
		t.Skip("four processes for a minute")
	}
	random := rand.New(rand.NewPCG(1, 1))
	f := newFleet(t, 4, random)
	f.await(3, f.nodes...)
	for _, h := range harms {
		if !slices.Contains(calm, h.name) {
			continue
		}
		hold := 2 * time.Second
		if h.name == "two apart" {
			hold = 10 * time.Second
		}
		f.harmed(h, hold, random)
	}
	for i, v := range f.nodes {
		text, err := os.ReadFile(v.log.Name())
		must(t, err)
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "level=ERROR") {
				t.Errorf("node %d: %s", i, line)
			}
		}
		said := idleLine.FindStringSubmatch(string(text))
		if said == nil {
			t.Errorf("node %d did not say why no block came", i)
			continue
		}
		if after, err := time.ParseDuration(said[1]); err != nil || after > 10*time.Second || !halfVotes.MatchString(said[2]) {
			t.Errorf("node %d says after %s: %s", i, said[1], said[2])
		}
	}
}

var (
	idleLine  = regexp.MustCompile(`msg="no block comes" module=node height=\d+ for=(\S+) reason="([^"]*)"`)
	halfVotes = regexp.MustCompile(`not enough validators vote: 200000/400000 of the power|no peer`)
)
