package vault

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var key = [32]byte{1, 2, 3}

func put(t *testing.T, v *Vault, name Name, contents []byte) {
	t.Helper()
	if err := v.Put(name, contents); err != nil {
		t.Fatal(err)
	}
}

func has(v *Vault, name Name) bool {
	_, ok := v.Get(name)
	return ok
}

func TestWhatWasPutIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	v := New(dir, key, 1000)
	for i, contents := range [][]byte{nil, []byte("x"), make([]byte, 500)} {
		name := Name{byte(i)}
		if has(v, name) {
			t.Errorf("file %d is there before it is put", i)
		}
		put(t, v, name, contents)
		put(t, v, name, contents)
		if got, ok := New(dir, key, 1000).Get(name); !ok || !bytes.Equal(got, contents) {
			t.Errorf("file %d: got %q, %v", i, got, ok)
		}
	}
}

// Whatever happens to a file, the vault does not give it, and removes it.
func TestNobodyElsesFilesAreTaken(t *testing.T) {
	v := New(t.TempDir(), key, 1000)
	name, other := Name{1}, Name{2}
	spoil := map[string]func(b []byte){
		"cut to nothing":   func([]byte) { write(t, v, name, nil) },
		"cut in the code":  func(b []byte) { write(t, v, name, b[:20]) },
		"cut at the end":   func(b []byte) { write(t, v, name, b[:len(b)-1]) },
		"longer":           func(b []byte) { write(t, v, name, append(b, 0)) },
		"another name's":   func([]byte) { rename(t, v.path(other), v.path(name)) },
		"another key's":    func([]byte) { put(t, New(v.dir, [32]byte{9}, 1000), name, []byte("machine code")) },
		"larger than any":  func([]byte) { write(t, v, name, make([]byte, 1001)) },
		"a folder":         func([]byte) { rename(t, v.path(name), v.path(Name{7})); mkdir(t, v.path(name)) },
		"a link elsewhere": func([]byte) { rename(t, v.path(name), v.path(Name{7})); link(t, v.path(Name{7}), v.path(name)) },
	}
	for i := range sha256.Size + len("machine code") {
		spoil[fmt.Sprint("flipped byte ", i)] = func(b []byte) { b[i] ^= 1; write(t, v, name, b) }
	}
	for how, f := range spoil {
		put(t, v, name, []byte("machine code"))
		put(t, v, other, []byte("machine code"))
		b, err := os.ReadFile(v.path(name))
		if err != nil {
			t.Fatal(err)
		}
		if f(b); has(v, name) {
			t.Errorf("%s: taken", how)
		}
		if _, err := os.Lstat(v.path(name)); err == nil {
			t.Errorf("%s: still there", how)
		}
	}
}

func write(t *testing.T, v *Vault, name Name, b []byte) {
	t.Helper()
	if err := os.WriteFile(v.path(name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(path, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

// Three files fit. What was used longest ago goes, and what is not the vault's stays.
func TestTheOldestUseGoesFirst(t *testing.T) {
	v := New(t.TempDir(), key, 3*132)
	stranger := filepath.Join(v.dir, "stranger")
	if err := os.WriteFile(stranger, make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	contents := make([]byte, 100)
	for i := range byte(3) {
		put(t, v, Name{i}, contents)
		old := time.Now().Add(time.Duration(i)*time.Minute - time.Hour)
		if err := os.Chtimes(v.path(Name{i}), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if !has(v, Name{0}) {
		t.Fatal("three files do not fit")
	}
	put(t, v, Name{3}, contents)
	put(t, v, Name{4}, contents)
	for i, want := range []bool{true, false, false, true, true} {
		if got := has(v, Name{byte(i)}); got != want {
			t.Errorf("file %d: there %v, want %v", i, got, want)
		}
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Error(err)
	}
	if v.Put(Name{5}, make([]byte, 3*132)) == nil {
		t.Error("put what cannot fit")
	}
}

// A crash leaves an unfinished file, which goes like any other.
func TestUnfinishedFilesGo(t *testing.T) {
	v := New(t.TempDir(), key, 300)
	left := filepath.Join(v.dir, unfinished+"123")
	if err := os.WriteFile(left, make([]byte, 200), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	put(t, v, Name{1}, make([]byte, 100))
	if _, err := os.Stat(left); err == nil || !has(v, Name{1}) {
		t.Errorf("the unfinished file stayed: %v", err)
	}
}

// So does a folder for work in progress, but not while somebody may be working there.
func TestAbandonedFoldersGo(t *testing.T) {
	v := New(t.TempDir(), key, 300)
	old, err := v.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	young, err := v.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	put(t, v, Name{1}, nil)
	if _, err := os.Stat(old); err == nil {
		t.Error("the old folder stayed")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error(err)
	}
}

// Where no folder can be made, putting fails and getting finds nothing.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v := New(filepath.Join(file, "sub"), key, 1000)
	if v.Put(Name{1}, nil) == nil || has(v, Name{1}) {
		t.Error("a vault in a file works")
	}
	if dir, err := v.Scratch(); err == nil {
		t.Errorf("there is a folder %s in a file", dir)
	}
}
