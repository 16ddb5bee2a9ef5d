package control

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
)

// fake is a Node that does what a test wants.
type fake struct{ err error }

func (fake) Invariants() (Result, error) {
	return Result{Invariants: &invariants.Report{Height: 7, Asked: []string{"ledger"}, Violations: []invariants.Violation{{Where: "ledger", What: "one is missing", Fatal: true}}}}, nil
}

func (f fake) TakeSnapshot(_ context.Context, progress Progress) (Result, error) {
	progress(1, 2)
	progress(2, 2)
	return Result{Height: 7, Chunks: 2}, f.err
}

func (f fake) Backup(_ context.Context, dir string, keys bool) (Result, error) {
	if !keys {
		panic("on purpose")
	}
	return Result{AppHash: dir}, f.err
}

func (f fake) Why() (Result, error) { return Result{Reason: "alone"}, f.err }

func (f fake) LogLevels(changes []string) (Result, error) {
	return Result{Levels: strings.Join(changes, "+")}, f.err
}

func serve(t *testing.T, n Node) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sock")
	if err := os.WriteFile(path, nil, 0o600); err != nil { // left behind by a killed node
		t.Fatal(err)
	}
	ln, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	srv := New(n)
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close() })
	return path
}

func TestWorkReportsProgressAndResult(t *testing.T) {
	c := NewClient(serve(t, fake{}))
	var said []int
	r, err := c.TakeSnapshot(t.Context(), func(done, total int) { said = append(said, done, total) })
	if err != nil || r.Height != 7 || len(said) != 4 || said[2] != 2 {
		t.Errorf("%+v, %v, progress %v", r, err, said)
	}
	if why, err := c.Why(t.Context()); err != nil || why != "alone" {
		t.Errorf("why: %q, %v", why, err)
	}
	if levels, err := c.LogLevels(t.Context(), []string{"info", "p2p=debug"}); err != nil || levels != "info+p2p=debug" {
		t.Errorf("levels: %q, %v", levels, err)
	}
	if r, err := c.Invariants(t.Context()); err != nil || r.Height != 7 || r.Fault() == nil {
		t.Errorf("invariants: %+v, %v", r, err)
	}
	if r, err := c.Backup(t.Context(), "/to", true); err != nil || r.AppHash != "/to" {
		t.Errorf("backup: %+v, %v", r, err)
	}
}

// A profile is the process's own, and what is none is an error.
func TestProfiles(t *testing.T) {
	c := NewClient(serve(t, fake{}))
	for _, kind := range Profiles {
		var b bytes.Buffer
		if err := c.Profile(t.Context(), kind, 1, &b); err != nil || b.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", kind, b.Len(), err)
		}
	}
	if err := c.Profile(t.Context(), "brain", 1, io.Discard); err == nil || !strings.Contains(err.Error(), "Unknown profile") {
		t.Error(err)
	}
}

func TestFailuresArrive(t *testing.T) {
	c := NewClient(serve(t, fake{errors.New("disk full")}))
	if _, err := c.TakeSnapshot(t.Context(), nil); err == nil || err.Error() != "disk full" {
		t.Error(err)
	}
	if _, err := c.Backup(t.Context(), "/to", false); err == nil || !strings.Contains(err.Error(), "panic") {
		t.Error(err)
	}
}

func TestNobodyThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sock")
	if _, err := NewClient(path).TakeSnapshot(t.Context(), nil); !errors.Is(err, ErrNotRunning) {
		t.Errorf("no socket: %v", err)
	}
	ln, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has mode %v, %v", info.Mode(), err)
	}
	ln.(interface{ SetUnlinkOnClose(bool) }).SetUnlinkOnClose(false) // as if killed
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := NewClient(path).TakeSnapshot(t.Context(), nil); !errors.Is(err, ErrNotRunning) {
		t.Errorf("a socket left behind: %v", err)
	}
}
