package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPassphraseInAFile(t *testing.T) {
	dir := t.TempDir()
	for content, want := range map[string]string{
		"open sesame":      "open sesame",
		"open sesame\n":    "open sesame",
		"open sesame\r\n":  "open sesame",
		" open  sesame \n": " open  sesame ",
		"":                 "",
		"\n":               "",
		"one\ntwo\n":       "",

		strings.Repeat("x", mostPassphrase) + "\n":   strings.Repeat("x", mostPassphrase),
		strings.Repeat("x", mostPassphrase+1) + "\n": "",
	} {
		file := filepath.Join(dir, "passphrase")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		env := &Env{PassphraseFile: file}
		got, err := env.Passphrase("dora", false)
		if got != want || (err == nil) != (want != "") || err != nil && strings.Contains(err.Error(), "two") {
			t.Errorf("%.20q: %.20q, %v", content, got, err)
		}
	}
}

func TestAPassphraseFileIsNobodyElses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(file, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, good := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o440: true, 0o604: false, 0o644: false, 0o666: false} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := readPassphrase(file); (err == nil) != good || err != nil && codeOf(err) != "passphrase_exposed" {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestWithoutAPersonOrAFileThereIsNoPassphrase(t *testing.T) {
	env := &Env{In: strings.NewReader("open sesame\n"), Err: &bytes.Buffer{}}
	if _, err := env.Passphrase("dora", false); codeOf(err) != "passphrase_needed" {
		t.Errorf("%v", err)
	}
	if _, err := env.NewPassphrase("dora"); codeOf(err) != "passphrase_needed" {
		t.Errorf("a new one: %v", err)
	}
}
