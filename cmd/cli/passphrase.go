package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/term"
)

// The lengths of a passphrase, in characters and in bytes. The least holds for new ones only.
const (
	leastPassphrase = 8
	mostPassphrase  = 1024
)

// tries is how often a person is asked for a passphrase before a command gives up.
const tries = 3

// Passphrase returns the passphrase of a key: what --passphrase-file holds, else what a person types, who
// is asked once for all keys that have the same one. again says that the one returned before does not
// open the key.
func (e *Env) Passphrase(name string, again bool) (string, error) {
	switch {
	case e.PassphraseFile != "" && again:
		return "", WithCode("wrong_passphrase", fmt.Errorf("the passphrase in %s is not that of %s", e.PassphraseFile, name))
	case e.PassphraseFile != "":
		return readPassphrase(e.PassphraseFile)
	case !again:
		e.asked = 0
		if e.typed != "" {
			return e.typed, nil
		}
	case e.asked == tries:
		return "", WithCode("wrong_passphrase", fmt.Errorf("the passphrase of %s is another one", name))
	case e.asked > 0: // not for one that was typed for another key
		e.Note("that is not the passphrase of %s", name)
	}
	e.asked++
	var err error
	e.typed, err = e.hidden("passphrase of " + name)
	return e.typed, err
}

// NewPassphrase returns a passphrase to encrypt something new with: what --passphrase-file holds, else what
// a person types twice.
func (e *Env) NewPassphrase(name string) (string, error) {
	return e.NewPassphraseIn(e.PassphraseFile, name)
}

// NewPassphraseIn is NewPassphrase with a file of its own, where --passphrase-file has the old one; an
// empty name of a file asks a person.
func (e *Env) NewPassphraseIn(file, name string) (string, error) {
	if file != "" {
		passphrase, err := readPassphrase(file)
		if err == nil {
			err = long(passphrase)
		}
		return passphrase, err
	}
	first, err := e.hidden("new passphrase for " + name)
	if err == nil {
		err = long(first)
	}
	if err != nil {
		return "", err
	}
	second, err := e.hidden("the same again")
	if err == nil && first != second {
		err = WithCode("passphrases_differ", errors.New("the two passphrases differ: nothing was written"))
	}
	return first, err
}

func long(passphrase string) error {
	if n := utf8.RuneCountInString(passphrase); n < leastPassphrase {
		return WithCode("passphrase_short", fmt.Errorf("a passphrase has at least %d characters, this one %d", leastPassphrase, n))
	}
	return nil
}

// readPassphrase reads the one line of a file. A file that others can read is refused; a pipe is not.
func readPassphrase(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o007 != 0 {
		return "", WithCode("passphrase_exposed", fmt.Errorf("everybody on this machine can read %s: `chmod 600` it, and change the passphrase", name))
	}
	raw, err := io.ReadAll(io.LimitReader(f, mostPassphrase+3))
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	line := strings.TrimSuffix(strings.TrimSuffix(string(raw), "\n"), "\r")
	if line == "" || len(line) > mostPassphrase || strings.ContainsAny(line, "\r\n") {
		return "", fmt.Errorf("%s: want one line with a passphrase, at most %d bytes", name, mostPassphrase)
	}
	return line, nil
}

// Secret reads one line that a person types without its being shown, or that comes through a pipe.
func (e *Env) Secret(what string) (string, error) {
	if !terminal(e.In) {
		line, err := bufio.NewReader(io.LimitReader(e.In, 4096)).ReadString('\n') // many times 24 words
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return line, err
	}
	return e.hidden(what)
}

// hidden asks a person at the terminal for a line that is not shown.
func (e *Env) hidden(what string) (string, error) {
	in, isFile := e.In.(*os.File)
	if !isFile || !terminal(e.In) {
		return "", WithCode("passphrase_needed", fmt.Errorf("a %s is needed, and nobody is at a terminal to ask: give --passphrase-file FILE ($PEERZ_PASSPHRASE_FILE)", what))
	}
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("ask for the %s: %w", what, err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(stop)
	fmt.Fprintf(e.Err, "%s: ", what)
	type answer struct {
		line []byte
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		typed <- answer{line, err}
	}()
	defer fmt.Fprintln(e.Err)
	select {
	case <-stop: // the terminal shows what is typed again
		return "", errors.Join(WithCode("declined", errors.New("interrupted: nothing was done")), term.Restore(fd, before))
	case a := <-typed:
		return string(a.line), a.err
	}
}
