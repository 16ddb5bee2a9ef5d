package cli

import (
	"fmt"
	"io"
	"time"
)

// Progress tells a person at a terminal how far long work is. Elsewhere it says
// nothing: logs and pipes have no use for it.
type Progress struct {
	out        io.Writer // nil: say nothing
	what, unit string
	last       time.Time
}

// Progress begins to tell about work that is counted in a unit.
func (e *Env) Progress(what, unit string) *Progress {
	p := &Progress{what: what, unit: unit, last: time.Now()}
	if terminal(e.Err) {
		p.out = e.Err
	}
	return p
}

// Step says how much is done, a few times a second; total is 0 if nobody knows it.
func (p *Progress) Step(done, total int) {
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

// End removes the line that Step wrote.
func (p *Progress) End() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
