package plugin

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// Main is the process of one plug-in: it confines itself, then it answers as a built-in plug-in does, or runs
// the executable of that path and ends what that leaves behind. Of limits it takes memory and processes; the others are watched from outside.
// It returns the exit code, having said on the error stream why it is not 0.
func Main(name string, limits Limits, builtin map[string]func(in io.Reader, out io.Writer) error, say func(error)) int {
	if err := confine(limits.Memory, limits.Processes); err != nil {
		say(err)
		return exitStart
	}
	if answer, ok := builtin[name]; ok {
		if err := answer(os.Stdin, os.Stdout); err != nil {
			say(err)
			return 1
		}
		return 0
	}
	cmd := exec.Command(name)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = innerGroup()
	runtime.LockOSThread() // what it yields is this thread's, and its children's
	yieldToOthers()
	err := cmd.Run()
	endBelow(os.Getpid())
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode()
	case errors.As(err, &exit): // by a signal
		say(exit)
		return 1
	case err != nil:
		say(err)
		return exitStart
	}
	return 0
}
