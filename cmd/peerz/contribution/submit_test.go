package contribution

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
)

var known = []roles.RoleInfo{{Name: "models", Measures: []roles.Measure{{Name: "deployments", Unit: "deployments"}, {Name: "uses", Unit: "requests"}}}}

func TestMeasuresAreInTheOrderOfTheRole(t *testing.T) {
	for pairs, want := range map[string]string{
		"uses=10 deployments=2": "[2 10]", "uses=10": "[0 10]", // those left out are 0
		"stars=1": "models is paid for deployments (deployments), uses (requests)", "uses": "the value is empty", "uses=-1": "not a non-negative integer",
	} {
		values, err := readMeasures(known, "models", strings.Fields(pairs))
		got := fmt.Sprint(values)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", pairs, got, want)
		}
	}
	if _, err := readMeasures(known, "gardeners", nil); err == nil || !strings.Contains(err.Error(), `no role "gardeners"`) {
		t.Error(err)
	}
}

// A participant's contribution in a period has one reference, whatever file it is in, in at most 64 bytes.
func TestAContributionOfAFileHasAReference(t *testing.T) {
	long := strings.Repeat("x", 60)
	for _, c := range []struct{ period, id, want string }{
		{"2026-06", "ann", "2026-06/ann"},
		{"2026-06", long, ""},
		{"a\nb", "ann", ""},
	} {
		got := periodRef(c.period, c.id)
		if len(got) > 64 || strings.Contains(got, "\n") || len(got) < 64 && got != c.want {
			t.Errorf("%q of %q has the reference %q", c.period, c.id, got)
		}
	}
	if periodRef("2026-06", long) == periodRef("2026-07", long) {
		t.Error("two periods have one reference")
	}
}
