package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Show prints one answer: value as JSON, or what write says. Columns that it separates by
// tabs line up, and no line ends with the blanks of columns that are empty in it.
func (e *Env) Show(value any, write func(w *Printer)) error {
	if e.Output == "json" {
		return e.encode(value)
	}
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	write(NewPrinter(w))
	if err := w.Flush(); err != nil {
		return err
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	_, err := io.WriteString(e.Out, strings.Join(lines, "\n"))
	return err
}

// encode writes a value as JSON. What a terminal would obey instead of showing it is escaped, as JSON can
// escape every character: programs read the same.
func (e *Env) encode(value any) error {
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	j.SetIndent("", "  ")
	if err := j.Encode(value); err != nil {
		return err
	}
	var out []byte
	for _, r := range b.String() {
		switch {
		case r == '\n' || !text.Hidden(r): // an end of a line is the encoder's: it escapes those in strings
			out = utf8.AppendRune(out, r)
		case r < 0x10000:
			out = fmt.Appendf(out, "\\u%04x", r)
		default:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", high, low)
		}
	}
	_, err := e.Out.Write(out)
	return err
}

// Note tells the user what is going on during long work; on the error stream, so that it
// never mixes with an answer.
func (e *Env) Note(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // go vet compares calls with their formats
	}
	p := NewPrinter(e.Err)
	p.Printf(format, args...)
	p.Printf("\n")
}

// Object reads a JSON object and retains the digits of its numbers.
func Object(text []byte) (out map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return out, d.Decode(&out)
}

// Moment writes unix seconds as people who wait for them read them: in local time, and how far from another moment.
func Moment(seconds, now int64) string {
	text := time.Unix(seconds, 0).Format("Mon 2 Jan 2006 15:04:05 MST")
	if left := time.Duration(seconds-now) * time.Second; left > 0 {
		return fmt.Sprintf("%s, in %s", text, left)
	}
	return text
}

// Time writes unix seconds as people read them, in UTC.
func Time(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05Z") }
