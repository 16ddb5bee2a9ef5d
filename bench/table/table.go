// Package table prints figures next to their goals, as a Markdown table that reads well in a
// terminal too.
package table

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// Row is one figure. The goal is an upper bound, or a lower one if AtLeast; zero means none.
type Row struct {
	What    string
	Value   float64
	Unit    string // "" for a ratio
	Goal    float64
	AtLeast bool
	Note    string // absolute figures, the worst case, what was not measured
}

// Print writes the rows. A figure that nobody measured (NaN) is shown as "-".
func Print(w io.Writer, title string, rows []Row) {
	cells := [][]string{{"what", "value", "goal", "met", "detail"}}
	for _, r := range rows {
		cells = append(cells, []string{r.What, r.value(), r.goal(), r.verdict(), r.Note})
	}
	width := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, c := range line {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	fmt.Fprintf(w, "\n%s\n\n", title)
	for i, line := range cells {
		writeLine(w, line, width)
		if i == 0 {
			rule := make([]string, len(width))
			for j, n := range width {
				rule[j] = strings.Repeat("-", n)
			}
			writeLine(w, rule, width)
		}
	}
}

func writeLine(w io.Writer, cells []string, width []int) {
	var b strings.Builder
	for i, c := range cells {
		fmt.Fprintf(&b, "| %-*s ", width[i], c)
	}
	fmt.Fprintln(w, b.String()+"|")
}

func (r Row) value() string { return number(r.Value, r.Unit) }

func (r Row) goal() string {
	if r.Goal == 0 {
		return ""
	}
	if r.AtLeast {
		return ">= " + number(r.Goal, r.Unit)
	}
	return "<= " + number(r.Goal, r.Unit)
}

// verdict judges the value as it is printed.
func (r Row) verdict() string {
	switch {
	case r.Goal == 0 || math.IsNaN(r.Value):
		return ""
	case r.Value <= r.Goal != r.AtLeast || r.value() == number(r.Goal, r.Unit):
		return "yes"
	}
	return "NO"
}

func number(v float64, unit string) string {
	if math.IsNaN(v) {
		return "-"
	}
	text := ""
	switch a := math.Abs(v); {
	case a >= 100:
		text = fmt.Sprintf("%.0f", v)
	case a >= 10:
		text = fmt.Sprintf("%.1f", v)
	case a >= 0.1 || a == 0:
		text = fmt.Sprintf("%.2f", v)
	default:
		text = fmt.Sprintf("%.3f", v)
	}
	if unit != "" {
		text += " " + unit
	}
	return text
}
