package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// step is one block of a scenario file.
type step struct {
	line  int      // of the first line, from 1
	lines []string // commands and comments
	want  string   // answers, joined by newlines
}

const dashes = "----"

func parseScenario(file string) (steps []step, err error) {
	var st step
	inAnswers := false
	var answers []string
	flush := func() {
		if len(st.lines) > 0 {
			st.want = strings.Join(answers, "\n")
			steps = append(steps, st)
		}
		st, answers, inAnswers = step{}, nil, false
	}
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimRight(line, " \t\r")
		switch {
		case line == "":
			flush()
		case line == dashes && len(st.lines) == 0:
			return nil, fmt.Errorf("line %d: answers without a command", i+1)
		case line == dashes:
			inAnswers = true
		case inAnswers:
			answers = append(answers, line)
		default:
			if len(st.lines) == 0 {
				st.line = i + 1
			}
			st.lines = append(st.lines, strings.TrimSpace(line))
		}
	}
	flush()
	if len(steps) == 0 {
		return nil, errors.New("the scenario has no steps")
	}
	return steps, nil
}

// print writes the step with the answers it got.
func (st step) print(out *bytes.Buffer, got string) {
	if out.Len() > 0 {
		out.WriteByte('\n')
	}
	for _, l := range st.lines {
		out.WriteString(l + "\n")
	}
	if got != "" {
		out.WriteString(dashes + "\n" + got + "\n")
	}
}

// names lists who acts in a scenario: alice always, and everybody named by `as`.
func names(steps []step) []string {
	list := []string{"alice"}
	known := map[string]bool{"alice": true}
	for _, st := range steps {
		for _, l := range st.lines {
			name, ok := strings.CutPrefix(l, "as ")
			if name = strings.TrimSpace(name); ok && !known[name] {
				known[name] = true
				list = append(list, name)
			}
		}
	}
	return list
}
