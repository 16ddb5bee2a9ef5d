// Package cli is what every command has in common, whatever it is about: the streams and global
// flags that it runs with (Env), answers as text or as JSON (Env.Show), errors with a stable
// code for programs and an exit code (errors.go), and how commands are put into groups.
//
// A command returns one error or shows one answer; it never exits, and never prints an error
// itself: Run does both, in the form that the caller reads. The package knows no chain and no
// node, so everything else under cmd may import it.
package cli

import (
	"io"
	"os"
	"path/filepath"
)

// Env is what a command runs in. The flags have their values once the command line is parsed,
// not while commands are built.
type Env struct {
	In       io.Reader
	Out, Err io.Writer

	Home   string   // folder of the keys, and of a devnet or a node
	API    []string // URLs of the APIs of nodes of one chain; empty: that of the node in Home
	Output string   // "text" or "json"
	Yes    bool     // go on where a person would be asked

	Build          bool   // write a transaction instead of signing and sending it
	PassphraseFile string // file with the passphrase of the keys; empty: a person is asked

	typed string // the passphrase that a person typed last
	asked int    // how often for one key
}

// Open opens a file that the user named for reading: "-" is the standard input.
func (e *Env) Open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.In), nil
	}
	return os.Open(name)
}

// DefaultHome is the home when neither --home nor $PEERZ_HOME names one.
func DefaultHome() string {
	user, err := os.UserHomeDir()
	if err != nil {
		return ".peerz-devnet"
	}
	return filepath.Join(user, ".peerz-devnet")
}
