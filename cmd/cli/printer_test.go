package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// foreign is what others may write into a title, a reason or the interface of their contract to change what a
// terminal shows: a line and a column of its own, a cursor that moves up, writing from right to left.
const foreign = "a\nstate\tpassed\x1b[2K\x1b[1A\u202eb\r\xff"

// shown is how people see it, whatever prints it.
const shown = `a\nstate\tpassed\x1b[2K\x1b[1A\u202eb\r\xff`

type named struct{}

func (named) String() string { return foreign }

// Whatever others wrote is in one line and one column, and a terminal shows it and does not obey it.
func TestTextOfOthersIsShown(t *testing.T) {
	for name, write := range map[string]func(p *Printer){
		"text":            func(p *Printer) { p.Printf("title  %s\n", foreign) },
		"bytes":           func(p *Printer) { p.Printf("title  %s\n", []byte(foreign)) },
		"an error":        func(p *Printer) { p.Printf("title  %v\n", errors.New(foreign)) },
		"a fmt.Stringer":  func(p *Printer) { p.Printf("title  %s\n", named{}) },
		"a row":           func(p *Printer) { p.Row("title", foreign) },
		"a field":         func(p *Printer) { p.Fields(map[string]any{"title": foreign}) },
		"the name of one": func(p *Printer) { p.Printf("title  "); p.Fields(map[string]any{foreign: json.Number("")}) },
	} {
		var out bytes.Buffer
		env := &Env{Out: &out}
		if err := env.Show(nil, write); err != nil {
			t.Fatal(err)
		}
		if got, want := bytes.TrimRight(out.Bytes(), " \n"), "title  "+shown; string(got) != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Columns that are empty in a line leave no blanks at its end.
func TestLinesEndWithTheirLastWord(t *testing.T) {
	var out bytes.Buffer
	err := (&Env{Out: &out}).Show(nil, func(p *Printer) { p.Printf("name\tvalue\tabout it\n\nok\ttrue\t\nlonger\t\t\n") })
	if want := "name  value  about it\n\nok      true\nlonger\n"; err != nil || out.String() != want {
		t.Errorf("%q, want %q, %v", out.String(), want, err)
	}
}

// A format means what it means with fmt.
func TestFormatsMeanWhatTheyMeanElsewhere(t *testing.T) {
	var out bytes.Buffer
	const format = "%s|%6d|%-6s|%.3s|%x|%#x|%.1f%%|%t|%q|%v|%+v"
	args := []any{"a", 7, "left", "abcdef", []byte{1, 171}, "k", 12.34, true, "x\"y", []int{1, 2}, struct{ A int }{3}}
	NewPrinter(&out).Printf(format, args...)
	if want := fmt.Sprintf(format, args...); out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// Lines of a text that has several are indented, but for the first, and stand apart.
func TestBlock(t *testing.T) {
	var out bytes.Buffer
	p := NewPrinter(&out)
	p.Printf("got  ")
	p.Block(5, "one\ntwo\x1b")
	if want := "got  one\n     two\\x1b\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestNotesAndErrorsQuoteOthersInOneLine(t *testing.T) {
	var out, errs bytes.Buffer
	env := &Env{Out: &out, Err: &errs}
	env.Note("%s", foreign)
	env.fail(errors.New(foreign))
	env.fail(errors.Join(errors.New("two"), errors.Join(Shownf("%s", foreign), errors.New("three"))))
	want := shown + "\nerror: " + shown + "\nerror: two\nerror: " + shown + "\nerror: three\n"
	if errs.String() != want {
		t.Errorf("%q, want %q", errs.String(), want)
	}
}

// In JSON the same characters are escaped in the manner of JSON: programs read what was written.
func TestJSONSaysTheSameAndIsHarmless(t *testing.T) {
	const valid = "\n\x1b\u009b2J\u202e\U000e0041<é"
	var out bytes.Buffer
	env := &Env{Out: &out, Output: "json"}
	if err := env.Show([]string{valid}, nil); err != nil {
		t.Fatal(err)
	}
	if want := "[\n  \"\\n\\u001b\\u009b2J\\u202e\\udb40\\udc41<é\"\n]\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	var back []string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back[0] != valid {
		t.Errorf("%q, %v", back, err)
	}
}
