package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Printer writes what people read. What a format says is ours, and its line ends and tabs make lines
// and columns; what its arguments say may be anybody's, so in them every control character, end of
// a line and tab included, and everything else that text.Hidden reports is written as an escape: a
// title cannot forge a row, nor move the cursor of a terminal. It is no io.Writer: nothing is written around it.
type Printer struct{ w io.Writer }

// NewPrinter makes one that writes to w.
func NewPrinter(w io.Writer) *Printer { return &Printer{w} }

// Printf writes in the manner of fmt.Printf. The format is a constant of the program.
func (p *Printer) Printf(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // go vet compares calls with their formats
	}
	fmt.Fprintf(p.w, format, visible(args)...)
}

// Row writes a line of columns.
func (p *Printer) Row(cells ...string) {
	for i, c := range cells {
		cells[i] = text.Escape(c)
	}
	fmt.Fprintln(p.w, strings.Join(cells, "\t"))
}

// Block writes text of several lines, indented by a number of blanks so that each stands apart from
// what is not part of it. The first line is not: it goes on where the line before it ended.
func (p *Printer) Block(indent int, s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			fmt.Fprint(p.w, strings.Repeat(" ", indent))
		}
		fmt.Fprintln(p.w, text.Escape(line))
	}
}

// Fields writes an object one name a line in alphabetical order, nested values as JSON.
func (p *Printer) Fields(object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch value := object[name].(type) {
		case string, json.Number, bool, fmt.Stringer:
			p.Printf("%s\t%v\n", name, value)
		default:
			text, _ := json.Marshal(value) // came out of JSON
			p.Printf("%s\t%s\n", name, text)
		}
	}
}

// visible returns arguments for a format that come out escaped, whatever the verb.
func visible(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = escaped{a}
	}
	return out
}

type escaped struct{ value any }

// Format implements fmt.Formatter: as the value itself would come out, escaped.
func (e escaped) Format(f fmt.State, verb rune) {
	_, _ = io.WriteString(f, text.Escape(fmt.Sprintf(fmt.FormatString(f, verb), e.value)))
}
