package validator

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// An operator whose validator has not the power of its stake is told what gives it that.
func TestNextSaysWhatToDo(t *testing.T) {
	for _, test := range []struct {
		state         string
		power, target int64
		want          string
	}{
		{"waiting", 0, 9, "comes in at the end of an epoch"},
		{"trial", 1, 9, "see that its node runs"},
		{"absent", 3, 9, "start its node"},
		{"leaving", 3, 0, "`peerz validator join`"},
		{"active", 3, 9, "follows its stake"},
		{"active", 9, 9, "nothing has to be done"},
	} {
		if said := next(client.Validator{State: test.state, Power: test.power, Target: test.target}); !strings.Contains(said, test.want) {
			t.Errorf("%s, %d of %d: %q does not say %q", test.state, test.power, test.target, said, test.want)
		}
	}
}
