package cli

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// open holds all terminals of these tests for good: one who was interrupted goes on reading from a descriptor,
// which must not become that of another test's terminal.
var open []*os.File

// openTerminal returns both ends of a terminal: what the program has, and what the person has.
func openTerminal(t *testing.T) (program, person *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	open = append(open, person, program)
	return program, person
}

// echoes says whether a terminal shows what is typed.
func echoes(t *testing.T, f *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// typing types a line as soon as the terminal is asked for something hidden.
func typing(t *testing.T, program, person *os.File, line string) {
	for echoes(t, program) {
		runtime.Gosched()
	}
	if _, err := person.WriteString(line + "\n"); err != nil {
		t.Error(err)
	}
}

// screen is everything that the terminal has shown until now.
func screen(t *testing.T, program, person *os.File) string {
	t.Helper()
	if _, err := program.WriteString("END"); err != nil {
		t.Fatal(err)
	}
	var all []byte
	for buf := make([]byte, 1024); !bytes.Contains(all, []byte("END")); {
		n, err := person.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, buf[:n]...)
	}
	return string(all)
}

func TestWhatIsSecretIsNotShown(t *testing.T) {
	program, person := openTerminal(t)
	env := &Env{In: program, Err: program}
	go typing(t, program, person, "abandon art")
	words, err := env.Secret("the words")
	if err != nil || strings.TrimSpace(words) != "abandon art" {
		t.Errorf("%q, %v", words, err)
	}
	if text := screen(t, program, person); !strings.Contains(text, "the words: ") || strings.Contains(text, "abandon") {
		t.Errorf("the terminal shows %q", text)
	}
	if !echoes(t, program) {
		t.Error("afterwards, nothing that is typed is shown")
	}
}

func TestWhoeverInterruptsHasATerminalAgain(t *testing.T) {
	program, person := openTerminal(t)
	env := &Env{In: program, Err: program}
	go func() {
		for echoes(t, program) {
			runtime.Gosched()
		}
		_ = unix.Kill(os.Getpid(), unix.SIGINT)
	}()
	if _, err := env.Passphrase("dora", false); codeOf(err) != "declined" {
		t.Errorf("%v", err)
	}
	if !echoes(t, program) {
		t.Error("afterwards, nothing that is typed is shown")
	}
	_, _ = person.WriteString("\n") // what still waits for a line ends
}

func TestAPassphraseThatOpensOneKeyIsTriedOnTheNext(t *testing.T) {
	program, person := openTerminal(t)
	env := &Env{In: program, Err: program}
	go typing(t, program, person, "open sesame")
	for range 2 {
		if got, err := env.Passphrase("dora", false); err != nil || got != "open sesame" {
			t.Errorf("%q, %v", got, err)
		}
	}
	for range tries { // all of them, since the one before was for another key
		go typing(t, program, person, "sesame")
		if _, err := env.Passphrase("carol", true); err != nil {
			t.Error(err)
		}
	}
	if _, err := env.Passphrase("carol", true); codeOf(err) != "wrong_passphrase" {
		t.Errorf("after %d tries: %v", tries, err)
	}
	text := screen(t, program, person)
	if n := strings.Count(text, "passphrase of carol: "); n != tries || strings.Contains(text, "sesame") {
		t.Errorf("asked %d times: %q", n, text)
	}
}
