package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// Show prints one answer: value as JSON, or what text writes. Columns that text separates by
// tabs line up.
func (e *Env) Show(value any, text func(w io.Writer)) error {
	if e.Output == "json" {
		return e.encode(value)
	}
	w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
	text(w)
	return w.Flush()
}

func (e *Env) encode(value any) error {
	j := json.NewEncoder(e.Out)
	j.SetEscapeHTML(false)
	j.SetIndent("", "  ")
	return j.Encode(value)
}

// Note tells the user what is going on during long work; on the error stream, so that it
// never mixes with an answer.
func (e *Env) Note(format string, args ...any) { fmt.Fprintf(e.Err, format+"\n", args...) }

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
