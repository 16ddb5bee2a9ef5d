package contract

import "testing"

func TestACallIsThreeWordsOrOneObject(t *testing.T) {
	for _, c := range []struct {
		args         []string
		method, want string // empty: a mistake in usage
	}{
		{[]string{"rewards", "claim"}, "claim", "{}"},
		{[]string{"rewards", "claim", `{"account":"alice"}`}, "claim", `{"account":"alice"}`},
		{[]string{"rewards", `{"claim":{"account":"alice"}}`}, "claim", `{"account":"alice"}`},
		{[]string{"rewards", `{"claim":{},"weights":{}}`}, "", ""},
		{[]string{"rewards", `{}`}, "", ""},
		{[]string{"rewards", `{"claim":`}, "", ""},
		{[]string{"rewards", "claim", `{"account":`}, "", ""},
	} {
		call, err := readCall(c.args)
		if (err == nil) != (c.method != "") {
			t.Errorf("%q: %v", c.args, err)
		} else if err == nil && (call.Contract != "rewards" || call.Method != c.method || string(call.Args) != c.want) {
			t.Errorf("%q: %+v", c.args, call)
		}
	}
}
