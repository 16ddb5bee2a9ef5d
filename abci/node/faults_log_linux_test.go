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
			hold = 12 * time.Second
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
		said := idleLine.FindAllStringSubmatch(string(text), -1)
		if !slices.ContainsFunc(said, soonAndTrue) {
			t.Errorf("node %d says why no block comes: %q", i, said)
		}
	}
}

// soonAndTrue reports whether a line comes within ten seconds, and tells what a partition of two and two is.
func soonAndTrue(line []string) bool {
	after, err := time.ParseDuration(line[1])
	return err == nil && after <= 10*time.Second && halfVotes.MatchString(line[2])
}

var (
	idleLine  = regexp.MustCompile(`msg="no block comes" height=\d+ for=(\S+) reason="([^"]*)" module=node`)
	halfVotes = regexp.MustCompile(`not enough validators vote: [12]00000/400000 of the power|no peer`)
)
