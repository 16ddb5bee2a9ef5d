package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Show prints one answer: value as JSON, or what write says. Columns that it separates by
// tabs line up.
func (e *Env) Show(value any, write func(w io.Writer)) error {
	if e.Output == "json" {
		return e.encode(value)
	}
	w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
	write(visible{w})
	return w.Flush()
}

// visible writes what can be seen: control characters, those that set the direction of writing and the like, which others
// may have put into the state to change what a terminal shows, are escaped. Tabs and ends of lines stay.
type visible struct{ io.Writer }

func (v visible) Write(p []byte) (int, error) {
	_, err := io.WriteString(v.Writer, escapeLines(string(p)))
	return len(p), err
}

// escapeLines is text.Escape for text of several lines with columns.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for k := range cells {
			cells[k] = text.Escape(cells[k])
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}

func (e *Env) encode(value any) error {
	j := json.NewEncoder(e.Out)
	j.SetEscapeHTML(false)
	j.SetIndent("", "  ")
	return j.Encode(value)
}

// Note tells the user what is going on during long work; on the error stream, so that it
// never mixes with an answer.
func (e *Env) Note(format string, args ...any) {
	fmt.Fprintln(e.Err, escapeLines(fmt.Sprintf(format, args...)))
}

// Object reads a JSON object and retains the digits of its numbers.
func Object(text []byte) (out map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return out, d.Decode(&out)
}

// WriteFields writes an object one name a line in alphabetical order, nested values as JSON.
func WriteFields(w io.Writer, object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch value := object[name].(type) {
		case string, json.Number, bool, fmt.Stringer:
			fmt.Fprintf(w, "%s\t%v\n", name, value)
		default:
			text, _ := json.Marshal(value) // came out of JSON
			fmt.Fprintf(w, "%s\t%s\n", name, text)
		}
	}
}

// Time writes unix seconds as people read them, in UTC.
func Time(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05Z") }
