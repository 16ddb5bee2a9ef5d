package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress tells a person at a terminal how far long work is. Elsewhere it says
// nothing: logs and pipes have no use for it.
type progress struct {
	out        io.Writer // nil: say nothing
	what, unit string
	last       time.Time
}

// progress begins to tell about work that is counted in a unit.
func (a *app) progress(what, unit string) *progress {
	p := &progress{what: what, unit: unit, last: time.Now()}
	if f, ok := a.err.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = f
		}
	}
	return p
}

// step says how much is done, a few times a second; total is 0 if nobody knows it.
func (p *progress) step(done, total int) {
	if p.out == nil || time.Since(p.last) < 200*time.Millisecond {
		return
	}
	p.last = time.Now()
	of := ""
	if total > 0 {
		of = fmt.Sprintf(" of %d", total)
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s: %d%s %s", p.what, done, of, p.unit)
}

// end removes the line that step wrote.
func (p *progress) end() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
