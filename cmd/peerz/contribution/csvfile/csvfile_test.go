package csvfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var chain = []Role{
	{Name: "compute", Measures: []roles.Measure{{Name: "inference"}, {Name: "fine_tuning"}}},
	{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes"}}},
}

func TestRead(t *testing.T) {
	const head = "period,participant,role,merged_changes\n"
	for _, c := range []struct{ name, file, period, role, want string }{
		{"one row", head + "2026-06,ann,developers,3\n", "2026-06", "", "ann developers [3]"},
		{"other periods are left out", head + "2026-05,ann,developers,3\n2026-06,bob,developers,1\n", "2026-06", "", "bob developers [1]"},
		{"carriage returns and a BOM", "\ufeff" + strings.ReplaceAll(head+"2026-06,ann,developers,3\n", "\n", "\r\n"), "2026-06", "", "ann developers [3]"},
		{"quotes", head + `"2026-06","ann","developers","3"` + "\n", "2026-06", "", "ann developers [3]"},
		{"no newline at the end", head + "2026-06,ann,developers,3", "2026-06", "", "ann developers [3]"},
		{"one of a role's measures", "period,participant,role,fine_tuning\n2026-06,ann,compute,2\n", "2026-06", "", "ann compute [0 2]"},
		{"with accounts", "period,participant,role,account,merged_changes\n2026-06,ann,developers," + abi.Address{7}.String() + ",3\n2026-06,bob,developers,,1\n", "2026-06", "", "ann developers [3] " + abi.Address{7}.String() + "; bob developers [1]"},
		{"128 bits", head + "2026-06,ann,developers,340282366920938463463374607431768211455\n", "2026-06", "", "ann developers [340282366920938463463374607431768211455]"},
		{
			"several roles, columns in any order",
			"period,participant,role,fine_tuning,merged_changes,inference\n2026-06,ann,developers,,3,\n2026-06,ann,compute,2,,1\n",
			"2026-06", "", "ann developers [3]; ann compute [1 2]",
		},
		{
			"one role of several",
			"period,participant,role,fine_tuning,merged_changes,inference\n2026-06,ann,developers,,3,\n2026-06,ann,compute,2,,1\n",
			"2026-06", "compute", "ann compute [1 2]",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, err := Read(strings.NewReader(c.file), chain, c.period, c.role)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rows {
				one := fmt.Sprint(r.ID, " ", r.Role, " ", r.Measures)
				if r.Account != (abi.Address{}) {
					one += " " + r.Account.String()
				}
				got = append(got, one)
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const head = "period,participant,role,merged_changes\n"
	for _, c := range []struct{ name, file, want string }{
		{"an empty file", "", "the file is empty"},
		{"a header only", head, "header only"},
		{"a foreign header", "a,b\n", "line 1: the header must be"},
		{"no measure", "period,participant,role\n", "line 1: the header must be"},
		{"an unknown measure", "period,participant,role,stars\n", `line 1: unknown column "stars"`},
		{"a column twice", "period,participant,role,merged_changes,merged_changes\n", "appears twice"},
		{"a column too few", head + "2026-06,ann,developers\n", "line 2: has 3 columns, the header has 4"},
		{"a column too many", head + "2026-06,ann,developers,1,\n", "line 2: has 5 columns"},
		{"no participant", head + "2026-06,,developers,1\n", "line 2: the participant is empty"},
		{"a long participant", head + "2026-06," + strings.Repeat("a", 65) + ",developers,1\n", "line 2: participant"},
		{"a strange participant", head + "2026-06,a b,developers,1\n", "line 2: participant"},
		{"no period", head + ",ann,developers,1\n", "line 2: the period is empty"},
		{"a negative value", head + "2026-06,ann,developers,1\n2026-06,bob,developers,-1\n", `line 3: merged_changes: "-1" is not`},
		{"a fraction", head + "2026-06,ann,developers,1.5\n", `line 2: merged_changes: "1.5" is not`},
		{"an exponent", head + "2026-06,ann,developers,1e3\n", `line 2: merged_changes: "1e3" is not`},
		{"no value", head + "2026-06,ann,developers,\n", "line 2: merged_changes: the value is empty"},
		{"129 bits", head + "2026-06,ann,developers,340282366920938463463374607431768211456\n", "does not fit in 128 bits"},
		{"a million digits", head + "2026-06,ann,developers," + strings.Repeat("9", 1_000_000) + "\n", "does not fit in 128 bits"},
		{"an unknown role", head + "2026-06,ann,gardeners,1\n", `line 2: unknown role "gardeners"`},
		{"no account", "period,participant,role,account,merged_changes\n2026-06,ann,developers,ann,1\n", "line 2: "},
		{"a participant twice", head + "2026-06,ann,developers,1\n2026-06,ann,developers,2\n", "line 3: participant ann already has a row for developers in 2026-06, on line 2"},
		{"a bad row of another period", head + "2026-06,ann,developers,1\n2026-05,bob,developers,x\n", "line 3"},
		{"an open quote", head + "2026-06,\"ann,developers,1\n", "line 2"},
		{"a measure of another role", "period,participant,role,inference,fine_tuning,merged_changes\n2026-06,ann,developers,1,,1\n", "not a measure of role developers"},
		{"a measure with digits inside a word", head + "2026-06,ann,developers,1x1\n", `"1x1" is not`},
		{"none of a role's measures", "period,participant,role,merged_changes\n2026-06,ann,compute,\n", "no measure of role compute: add a column inference or fine_tuning"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, err := Read(strings.NewReader(c.file), chain, "2026-06", "")
			if err == nil {
				t.Fatalf("accepted: %v", rows)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want it to contain %q", err, c.want)
			}
		})
	}
}

func TestReadSaysWhatTheFileHolds(t *testing.T) {
	const file = "period,participant,role,merged_changes\n2026-04,ann,developers,1\n2026-05,ann,developers,1\n"
	_, err := Read(strings.NewReader(file), chain, "2026-06", "")
	if !errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), "2026-04 to 2026-05") {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("period,participant,role,merged_changes\n2026-06,ann,developers,3\n")
	f.Add("\ufeffperiod,participant,role,inference\r\n\"2026-06\",\"a\"\"b\",compute,1\r\n")
	f.Fuzz(func(t *testing.T, file string) {
		rows, err := Read(strings.NewReader(file), chain, "2026-06", "")
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.ID != r.Written || r.Period != "2026-06" {
				t.Errorf("accepted a row that the chain would refuse: %+v", r)
			}
		}
	})
}
