//go:build linux

package plugin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// TestMain lets this test program be the process of a plug-in, as `peerz attestor plugin` is.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "plugin" {
		memory, _ := strconv.ParseUint(os.Args[2], 10, 64)
		os.Exit(Main(os.Args[3], Limits{Memory: memory, Processes: 20}, map[string]func(io.Reader, io.Writer) error{"grow": grow, "share": share},
			func(err error) { fmt.Fprintln(os.Stderr, err) }))
	}
	os.Exit(m.Run())
}

// grow takes memory until it is stopped.
func grow(io.Reader, io.Writer) error {
	var all [][]byte
	for {
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = 1
		}
		all = append(all, block)
		if len(all) > 1<<14 {
			return errors.New("nobody stopped it")
		}
	}
}

// share takes memory that is no data of the process: pages that it could share.
func share(io.Reader, io.Writer) error {
	block, err := syscall.Mmap(-1, 0, 4<<30, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_ANON)
	if err != nil {
		return err
	}
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
		if i%(64<<20) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	return errors.New("nobody stopped it")
}

func runner(t *testing.T, l Limits) Runner {
	t.Helper()
	if l.Time == 0 {
		l.Time = 20 * time.Second
	}
	if l.Memory == 0 {
		l.Memory = 256 << 20
	}
	if l.Output == 0 {
		l.Output = 4096
	}
	if l.Processes == 0 {
		l.Processes = 20
	}
	return Runner{Program: []string{os.Args[0], "plugin", fmt.Sprint(l.Memory)}, Limits: l}
}

// script writes a plug-in in the shell's language.
func script(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "plugin")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// bomb doubles as fast as it can, but never to more than 255 processes, which end by themselves: if the bound
// fails, the test does, and not the machine.
const bomb = `f() { test $1 = 0 || { f $(($1 - 1)) & f $(($1 - 1)) & }; sleep 5; }; f 7`

var one = []Submission{{Role: "developers", Measures: []string{"merged_changes"}, ID: "ann"}}

func TestAsk(t *testing.T) {
	name := script(t, `read -r line; case "$line" in *'"id":"ann"'*) echo '[{"measures":{"merged_changes":"3"},"time":5,"reason":"seen"}]';; esac; test "$HOME" = "$PWD"`)
	outcome := runner(t, Limits{}).Ask(t.Context(), name, one)[0]
	if outcome.Err != nil || outcome.Answer.Measures["merged_changes"] != abi.U64(3) || outcome.Answer.Time != 5 || outcome.Answer.Reason != "seen" {
		t.Errorf("%+v", outcome)
	}
}

// Whatever a plug-in does, it is ended, with a name for what it did.
func TestHostilePlugins(t *testing.T) {
	t.Setenv("PEERZ_SECRET", "secret")
	for _, c := range []struct {
		name, script string
		limits       Limits
		want         Kind
	}{
		{"hangs", "sleep 1000", Limits{Time: 300 * time.Millisecond}, ErrTime},
		{"hangs and ignores signals", "trap '' TERM INT HUP; while :; do sleep 1; done", Limits{Time: 300 * time.Millisecond}, ErrTime},
		{"reads nothing and burns", "while :; do :; done", Limits{Time: 300 * time.Millisecond}, ErrTime},
		{"floods its output", "exec yes", Limits{}, ErrOutput},
		{"floods its error stream", "exec yes >&2", Limits{Time: time.Second}, ErrTime},
		{"starts processes", "for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; wait", Limits{Processes: 5}, ErrProcesses},
		{"forks without end", bomb, Limits{Processes: 10}, ErrProcesses},
		{"forks into sessions of their own", "for i in 1 2 3 4 5 6 7 8 9; do setsid sleep 1000 & done; wait", Limits{Processes: 5}, ErrProcesses},
		{"fails", "echo 'no network' >&2; exit 3", Limits{}, ErrFailed},
		{"kills itself", "kill -9 $$", Limits{}, ErrFailed},
		{"says nothing", "", Limits{}, ErrAnswer},
		{"says no JSON", "echo 3", Limits{}, ErrAnswer},
		{"answers twice", "echo '[{}] [{}]'", Limits{}, ErrAnswer},
		{"answers for more", "echo '[{},{}]'", Limits{}, ErrAnswer},
		{"answers for a measure that the role has not", `echo '[{"measures":{"stars":"1"}}]'`, Limits{}, ErrAnswer},
		{"answers too much", `echo '[{"measures":{"merged_changes":"79228162514264337593543950336"}}]'`, Limits{}, ErrAnswer},
		{"answers less than nothing", `echo '[{"measures":{"merged_changes":"-1"}}]'`, Limits{}, ErrAnswer},
		{"answers with a fraction", `echo '[{"measures":{"merged_changes":1.5}}]'`, Limits{}, ErrAnswer},
		{"answers with fields of its own", `echo '[{"vote":"all"}]'`, Limits{}, ErrAnswer},
		{"looks for secrets", `echo "[{\"reason\":\"$PEERZ_SECRET\"}]"; test -z "$PEERZ_SECRET"`, Limits{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			outcome := runner(t, c.limits).Ask(t.Context(), script(t, c.script), one)[0]
			if c.want == "" && outcome.Err == nil {
				return
			}
			if !errors.Is(outcome.Err, c.want) {
				t.Errorf("got %v, want %s", outcome.Err, c.want)
			}
		})
	}
	for _, c := range []struct {
		name string
		want Kind
	}{{"grow", ErrFailed}, {"share", ErrMemory}, {"/no/such/plugin", ErrStart}, {"/etc/passwd", ErrStart}} {
		t.Run(c.name, func(t *testing.T) {
			outcome := runner(t, Limits{}).Ask(t.Context(), c.name, one)[0]
			if !errors.Is(outcome.Err, c.want) && !(c.name == "grow" && errors.Is(outcome.Err, ErrMemory)) {
				t.Errorf("got %v, want %s", outcome.Err, c.want)
			}
		})
	}
}

// What a plug-in leaves behind is ended with it, wherever it went, and also where it has no space of processes of its own.
func TestNothingIsLeft(t *testing.T) {
	for _, c := range []struct {
		name, end string
		together  bool
	}{
		{"when it ends", "echo '[{}]'", false}, {"when it is ended", "sleep 1000", false},
		{"when it ends, together", "echo '[{}]'", true}, {"when it is ended, together", "sleep 1000", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			pid := filepath.Join(t.TempDir(), "pid")
			name := script(t, fmt.Sprintf("setsid sh -c 'read -r self rest < /proc/self/stat; echo $self > %s.new; mv %s.new %s; exec sleep 1000' >/dev/null 2>&1 </dev/null &\n"+
				"while ! test -e %s; do sleep 0.01; done\n%s", pid, pid, pid, pid, c.end))
			r := runner(t, Limits{Time: 2 * time.Second})
			r.together = c.together
			_ = r.Ask(t.Context(), name, one)
			raw, err := os.ReadFile(pid)
			if err != nil {
				t.Fatal(err)
			}
			stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(raw)) + "/stat")
			if err == nil && !strings.Contains(string(stat), ") Z") {
				t.Errorf("it still runs: %s", stat)
			}
		})
	}
}

func TestForkersTogether(t *testing.T) {
	r := runner(t, Limits{Processes: 10})
	r.together = true
	for _, text := range []string{bomb, "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do setsid sleep 5 & done; wait"} {
		if outcome := r.Ask(t.Context(), script(t, text), one)[0]; !errors.Is(outcome.Err, ErrProcesses) {
			t.Errorf("%q: %v", text, outcome.Err)
		}
	}
}

// A submission that breaks a plug-in takes no other with it.
func TestOneThatBreaksIsAlone(t *testing.T) {
	name := script(t, `read -r all
case "$all" in *'"id":"bad"'*) exit 1;; esac
printf '['; i=0; for one in $(echo "$all" | grep -o '"id":' ); do test $i = 0 || printf ','; printf '{"time":1}'; i=1; done; echo ']'`)
	asked := []Submission{{ID: "ann"}, {ID: "bad"}, {ID: "bob"}}
	for i, outcome := range runner(t, Limits{}).Ask(t.Context(), name, asked) {
		if bad := asked[i].ID == "bad"; (outcome.Err != nil) != bad || !bad && outcome.Answer.Time != 1 {
			t.Errorf("%s: %+v", asked[i].ID, outcome)
		}
	}
}

func TestAskEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	for _, outcome := range runner(t, Limits{}).Ask(ctx, script(t, "sleep 1000"), []Submission{{}, {}}) {
		if !errors.Is(outcome.Err, context.DeadlineExceeded) {
			t.Error(outcome.Err)
		}
	}
}

func FuzzReadAnswers(f *testing.F) {
	f.Add(`[{"measures":{"merged_changes":"3"},"time":5}]`)
	f.Add(`[null]`)
	f.Fuzz(func(t *testing.T, output string) {
		answers, err := readAnswers([]byte(output), one)
		if err == nil && (len(answers) != 1 || len(answers[0].Reason) > maxReason || answers[0].Time < 0) {
			t.Errorf("%q is taken: %+v", output, answers)
		}
	})
}
