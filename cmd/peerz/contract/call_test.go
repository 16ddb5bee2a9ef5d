package contract

import (
	"bytes"
	"testing"
)

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
		{[]string{"rewards"}, "", ""},
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

func TestARawInputIsHex(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []byte // nil: a mistake in usage
	}{
		{"", []byte{}}, {"82", []byte{0x82}}, {"0xA0", []byte{0xa0}}, {"8", nil}, {"add", nil}, {"82 61", nil},
	} {
		got, err := hexInput(c.raw)
		if (err == nil) != (c.want != nil) || !bytes.Equal(got, c.want) {
			t.Errorf("%q: %x, %v", c.raw, got, err)
		}
	}
}
