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
