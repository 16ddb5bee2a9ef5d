package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// cmdNoSecret searches every file of a folder, and what every running peerz was started with, for secrets:
// "nosecret DIR SECRET...". Files of keys must be their owner's alone.
func cmdNoSecret(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nosecret DIR SECRET...")
	}
	var forms [][]byte
	for _, secret := range args[1:] {
		if len(secret) < 8 {
			ts.Fatalf("%q is no secret", secret)
		}
		forms = append(forms, formsOf(secret)...)
	}
	files := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if holdsOne(content, forms) {
			ts.Fatalf("%s holds a secret", path)
		}
		info, err := d.Info()
		private := filepath.Base(filepath.Dir(path)) == "keys" || bytes.Contains(content, []byte(`"priv_key"`))
		if err == nil && private && info.Mode().Perm()&0o077 != 0 {
			ts.Fatalf("%s has a key, and mode %o", path, info.Mode().Perm())
		}
		return err
	}))
	if files == 0 {
		ts.Fatalf("%s has no files", args[0])
	}
	started, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range started {
		content, err := os.ReadFile(path)
		program, _, _ := bytes.Cut(content, []byte{0})
		if err == nil && filepath.Base(string(program)) == "peerz" && holdsOne(content, forms) {
			ts.Fatalf("%s: a process was started with a secret", path)
		}
	}
}

// formsOf are the ways in which a secret may be written.
func formsOf(secret string) [][]byte {
	forms := [][]byte{[]byte(secret), []byte(strings.ReplaceAll(secret, " ", "\x00"))}
	if raw, err := hex.DecodeString(secret); err == nil {
		forms = append(forms, raw, []byte(strings.ToUpper(secret)), []byte(base64.StdEncoding.EncodeToString(raw)[:40]))
	}
	if words := strings.Fields(secret); len(words) > 3 {
		forms = append(forms, []byte(strings.Join(words[:4], " ")))
	}
	return forms
}

func holdsOne(content []byte, forms [][]byte) bool {
	for _, form := range forms {
		if bytes.Contains(content, form) {
			return true
		}
	}
	return false
}

// A secret on a command line can be read by every user of the machine: no flag takes one.
func TestNoFlagTakesASecret(t *testing.T) {
	commands(root(&cli.Env{}), func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for _, word := range []string{"pass", "secret", "seed", "mnemonic", "words", "private"} {
				if strings.Contains(f.Name, word) && !strings.HasSuffix(f.Name, "-file") {
					t.Errorf("%s --%s: take the name of a file", c.CommandPath(), f.Name)
				}
			}
		})
	})
}
