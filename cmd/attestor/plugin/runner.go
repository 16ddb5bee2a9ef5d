package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Limits bound one run of a plug-in.
type Limits struct {
	Time      time.Duration
	Memory    uint64 // bytes, of all its processes together
	Output    int    // bytes
	Processes int    // at once
}

// DefaultLimits are those of a daemon that says nothing else.
var DefaultLimits = Limits{Time: time.Minute, Memory: 1 << 30, Output: 64 << 10, Processes: 64}

// Runner runs plug-ins.
type Runner struct {
	// Program is this program with the arguments after which the name of a plug-in stands: the process that Main
	// confines.
	Program []string
	Limits  Limits

	together bool // without a space of processes of its own, as where that is not allowed
}

// Outcome is what came of one submission: an answer, or a *Fault.
type Outcome struct {
	Answer Answer
	Err    error
}

// Ask asks a plug-in about submissions, in one run. When that fails each is asked about alone, so that one
// which a stranger made to break the plug-in takes no other with it. The outcomes are in the order of asked.
func (r Runner) Ask(ctx context.Context, name string, asked []Submission) []Outcome {
	outcomes := make([]Outcome, len(asked))
	answers, err := r.once(ctx, name, asked)
	switch {
	case err == nil:
		for i := range asked {
			outcomes[i].Answer = answers[i]
		}
	case len(asked) == 1 || ctx.Err() != nil || errors.Is(err, ErrStart):
		for i := range asked {
			outcomes[i].Err = err
		}
	default:
		for i := range asked {
			outcomes[i] = r.Ask(ctx, name, asked[i:i+1])[0]
		}
	}
	return outcomes
}

func (r Runner) once(ctx context.Context, name string, asked []Submission) ([]Answer, error) {
	input, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	output, err := r.run(ctx, name, input)
	if err != nil {
		return nil, err
	}
	answers, err := readAnswers(output, asked)
	if err != nil {
		return nil, &Fault{ErrAnswer, fmt.Sprintf("plug-in %s: %v", name, err)}
	}
	return answers, nil
}

// run starts a plug-in, watches it, and returns its output when it ends well.
func (r Runner) run(ctx context.Context, name string, input []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "peerz-plugin-*")
	if err != nil {
		return nil, &Fault{ErrStart, fmt.Sprintf("plug-in %s: %v", name, err)}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	timeout := time.AfterFunc(r.Limits.Time, func() { end(r.fault(ErrTime, name, "took longer than %s", r.Limits.Time)) })
	defer timeout.Stop()

	output := &head{most: r.Limits.Output, full: func() { end(r.fault(ErrOutput, name, "wrote more than %d bytes", r.Limits.Output)) }}
	said := &head{most: maxReason}
	begin := func(attributes *syscall.SysProcAttr) (*exec.Cmd, error) {
		cmd := exec.Command(r.Program[0], append(r.Program[1:len(r.Program):len(r.Program)], name)...)
		cmd.Dir, cmd.Env = dir, environment(dir)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), output, said
		cmd.SysProcAttr, cmd.WaitDelay = attributes, time.Second
		return cmd, cmd.Start()
	}
	var cmd *exec.Cmd
	if !r.together {
		cmd, err = begin(apart())
	}
	if r.together || err != nil { // not every machine lets a user have a space of processes of its own
		cmd, err = begin(ownGroup())
	}
	if err != nil {
		return nil, &Fault{ErrStart, fmt.Sprintf("plug-in %s: %v", name, err)}
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	err = r.watch(ctx, end, name, cmd.Process.Pid, done)
	var exit *exec.ExitError
	switch {
	case context.Cause(ctx) != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &exit) && exit.ExitCode() == exitStart:
		return nil, r.fault(ErrStart, name, "does not start: %s", firstLine(string(said.text)))
	case err != nil:
		return nil, r.fault(ErrFailed, name, "failed (%v): %s", err, firstLine(string(said.text)))
	}
	return output.text, nil
}

// exitStart is the exit code of a process that was to become a plug-in and could not.
const exitStart = 125

// look is how often the processes of a plug-in are counted.
const look = 20 * time.Millisecond

// watch returns how a plug-in's process ended. It ends it, and all that it started, when ctx ends, and ends ctx with the
// reason when they take too much.
func (r Runner) watch(ctx context.Context, end context.CancelCauseFunc, name string, pid int, done <-chan error) error {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			endTree(pid)
			return <-done
		case <-ticker.C:
			switch use := usage(pid); {
			case use.memory > r.Limits.Memory:
				end(r.fault(ErrMemory, name, "took more than %d MiB of memory", r.Limits.Memory>>20))
			case use.processes > r.Limits.Processes:
				end(r.fault(ErrProcesses, name, "started more than %d processes", r.Limits.Processes))
			}
		}
	}
}

func (r Runner) fault(k Kind, name, format string, args ...any) error {
	return &Fault{k, "plug-in " + name + " " + fmt.Sprintf(format, args...)}
}

// environment is all that a plug-in finds of this process's.
func environment(dir string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8"}
}

// head retains the beginning of what is written to it, and says once when there was more.
type head struct {
	text []byte
	most int
	full func() // nil: nobody asks
}

func (h *head) Write(p []byte) (int, error) {
	fits := min(h.most-len(h.text), len(p))
	h.text = append(h.text, p[:fits]...)
	if fits < len(p) && h.full != nil {
		h.full()
	}
	return len(p), nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
