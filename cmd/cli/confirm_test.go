package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestAnythingButYesIsANo(t *testing.T) {
	for answer, goesOn := range map[string]bool{"y\n": true, "YES\n": true, "y": true, "\n": false, "": false, "n\n": false, "yesterday\n": false} {
		env := &Env{In: strings.NewReader(answer), Err: &bytes.Buffer{}}
		if err := env.ask(); (err == nil) != goesOn || err != nil && codeOf(err) != "declined" {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

// Scripts, pipes and jobs without an input are told, not asked.
func TestOnlyAPersonIsAsked(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, in := range []*Env{{In: null}, {In: strings.NewReader("n\n")}} {
		var said bytes.Buffer
		in.Err = &said
		if err := in.Confirm("the deposit is %d", 5); err != nil || said.String() != "the deposit is 5\n" {
			t.Errorf("%v, %q", err, said.String())
		}
	}
	if terminal(null) {
		t.Error("the null device is no person")
	}
}
