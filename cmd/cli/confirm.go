package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// Confirm says what a command is about to take or risk, and asks a person at a terminal whether to
// go on, unless --yes. Scripts and pipes are not asked. It returns an error when the answer is no.
func (e *Env) Confirm(format string, args ...any) error {
	e.Note(format, args...)
	if e.Yes || !terminal(e.In) || !terminal(e.Err) {
		return nil
	}
	return e.ask()
}

// Agree is Confirm where a script has to say yes too, since what is asked about cannot be taken back.
func (e *Env) Agree(format string, args ...any) error {
	e.Note(format, args...)
	switch {
	case e.Yes:
		return nil
	case !terminal(e.In) || !terminal(e.Err):
		return WithCode("declined", fmt.Errorf("nothing was done: nobody is at a terminal to ask; give --yes"))
	}
	return e.ask()
}

// ask waits for the answer y or yes. Anything else, the end of the input too, is a no.
func (e *Env) ask() error {
	fmt.Fprint(e.Err, "go on? [y/N] ")
	line, err := bufio.NewReader(e.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	}
	return WithCode("declined", fmt.Errorf("nothing was done: answer y to go on, or give --yes"))
}

// terminal reports whether a person is at a stream: it is a character device, though not the null
// device.
func terminal(stream any) bool {
	f, isFile := stream.(*os.File)
	if !isFile {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && !os.SameFile(info, null)
}
