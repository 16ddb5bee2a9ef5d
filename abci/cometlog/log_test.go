package cometlog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"syscall"
	"testing"
)

func TestLevels(t *testing.T) {
	var out bytes.Buffer
	l := New(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelWarn})), Watch{})
	l.Info("block made", "height", 3)
	l.With("module", "p2p").Error("cannot dial", "err", errors.New("refused"))
	if out.Len() != 0 {
		t.Errorf("quiet logger wrote %q", out.String())
	}
	l.With("module", "p2p").With("module", "consensus").Error("failure", "err", errors.New("boom"), "odd")
	for _, want := range []string{"level=ERROR", "msg=failure", "err=boom", "module=consensus", "odd="} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %q", want, out.String())
		}
	}
}

// No line has a key twice, whatever CometBFT says of a module or calls a value.
func TestKeysAreDistinct(t *testing.T) {
	var out bytes.Buffer
	l := New(slog.New(slog.NewJSONHandler(&out, nil)), Watch{})
	l.With("module", "p2p").With("module", "consensus", "peer", "a").Error("failure", "peer", "b", "peer", "c", "msg", "x", "time", 5, "level", 1)
	line := out.String()
	for _, key := range []string{"module", "peer", "msg", "time", "level"} {
		if strings.Count(line, `"`+key+`":`) != 1 {
			t.Errorf("%s comes not once: %s", key, line)
		}
	}
	for _, want := range []string{`"module":"consensus"`, `"peer":"c"`, `"msg":"failure"`, `"detail":"x"`, `"at":5`} {
		if !strings.Contains(line, want) {
			t.Errorf("no %s: %s", want, line)
		}
	}
}

// A message that cannot be used is ordinary if a peer sent it, and an error if this node did.
func TestMessagesOfPeers(t *testing.T) {
	for peer, level := range map[string]string{"32ca": "INFO", "": "ERROR"} {
		var out bytes.Buffer
		New(slog.New(slog.NewTextHandler(&out, nil)), Watch{}).Error(peersMessage, "height", 22, "peer", peer, "err", errors.New("error adding vote"))
		if !strings.Contains(out.String(), "level="+level) {
			t.Errorf("of peer %q: %s", peer, out.String())
		}
	}
}

// Values are not formatted for a line that nobody sees.
// A damaged stretch of CometBFT's log is said once, not once for each few bytes of it.
func TestDamageIsSaidOnce(t *testing.T) {
	var out bytes.Buffer
	l := New(slog.New(slog.NewTextHandler(&out, nil)), Watch{})
	for range 1000 {
		l.With("module", "consensus").Error(damaged, "err", errors.New("failed to read length"))
	}
	if n := strings.Count(out.String(), "\n"); n != 1 || !strings.Contains(out.String(), "level=WARN") {
		t.Errorf("%d lines: %.300s", n, out.String())
	}
}

// A restarted validator that comes again to a step that it had left signs nothing there, as it should: no error. That
// its key knows of later heights than the chain, or of another vote, is one.
func TestVotesSignedBeforeTheStart(t *testing.T) {
	for cause, want := range map[string]string{
		"error signing vote: step regression at height 46 round 0. Got 2, last step 3": "level=INFO",
		"error signing vote: round regression at height 46. Got 0, last round 1":       "level=INFO",
		"error signing vote: height regression. Got 46, last height 47":                "level=ERROR",
		"error signing vote: conflicting data":                                         "level=ERROR",
	} {
		var out bytes.Buffer
		New(slog.New(slog.NewTextHandler(&out, nil)), Watch{}).Error(voteMessage, "height", 46, "err", errors.New(cause))
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q, want %s", out.String(), want)
		}
	}
}

func TestLazy(t *testing.T) {
	l := New(slog.New(slog.DiscardHandler), Watch{})
	l.Debug("hidden", "value", explosive{})
}

type explosive struct{}

func (explosive) String() string { panic("formatted") }

// The one line that means that no block will come any more reaches the node.
func TestHalt(t *testing.T) {
	var got error
	l := New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { got = err }}).With("module", "consensus")
	l.Error("something else", "err", "x")
	if got != nil {
		t.Fatal(got)
	}
	l.Error(haltMessage, "err", "wrong app hash", "stack", "...")
	if got == nil || !strings.Contains(got.Error(), "wrong app hash") {
		t.Errorf("told %v", got)
	}
}

// Whoever differs from the others, in state or in time, is told so, and what to do.
func TestHaltOfADifferentNode(t *testing.T) {
	for cause, want := range map[string]string{
		"precommit step; +2/3 prevoted for an invalid block: wrong Block.Header.AppHash.  Expected AB, got CD": "not that of the others",
		"precommit step; +2/3 prevoted for an invalid block: block time X is too far in the future (Y)":        "clock is behind",
	} {
		var got error
		New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { got = err }}).Error(haltMessage, "err", cause)
		if got == nil || !strings.Contains(got.Error(), want) || !strings.Contains(got.Error(), cause) {
			t.Errorf("told %v", got)
		}
	}
}

// What kind of failure of the disk halted it is known, also where CometBFT made text of it.
func TestHaltOfTheDisk(t *testing.T) {
	for _, cause := range []any{
		&fs.PathError{Op: "write", Path: "priv_validator_state.json", Err: syscall.ENOSPC},
		"failed to write msg: write wal: no space left on device; check your file system",
	} {
		var got error
		New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { got = err }}).Error(haltMessage, "err", cause)
		if !errors.Is(got, syscall.ENOSPC) || !strings.HasSuffix(got.Error(), fmt.Sprint(cause)) {
			t.Errorf("told %v", got)
		}
	}
}

// A disk that fails is told of in whatever line it shows; other errors are not.
func TestFailingDisk(t *testing.T) {
	var got error
	l := New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { got = err }}).With("module", "consensus")
	l.Error("failed signing vote", "height", 3, "err", errors.New("step regression"))
	if got != nil {
		t.Fatal(got)
	}
	l.Error("failed signing vote", "height", 3, "err", &fs.PathError{Op: "write", Path: "cs.wal/wal", Err: syscall.EIO})
	if !errors.Is(got, syscall.EIO) || !strings.Contains(got.Error(), "failed signing vote: write cs.wal/wal") {
		t.Errorf("told %v", got)
	}
}

// A node goes on without a disk for the addresses of peers, whatever peers say.
func TestDisksThatDoNotMatter(t *testing.T) {
	l := New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { t.Error(err) }})
	l.With("module", "p2p").Error("Failed to save AddrBook to file", "err", &fs.PathError{Op: "open", Path: "config", Err: syscall.EROFS})
	l.With("module", "consensus").Error("MConnection panicked", "err", "bad message: no space left on device")
}

// A vote that could not be signed is no halt yet.
func TestUnsignedVote(t *testing.T) {
	var got error
	w := Watch{Halted: func(err error) { t.Error(err) }, Unsigned: func(err error) { got = err }}
	New(slog.New(slog.DiscardHandler), w).Error(voteMessage, "height", 3, "err", errors.New("step regression"))
	if got == nil || got.Error() != "step regression" {
		t.Errorf("told %v", got)
	}
}

// So is the end of an attempt to join from a snapshot.
func TestFailedJoinIsReported(t *testing.T) {
	for msg := range syncFailures {
		var got error
		l := New(slog.New(slog.DiscardHandler), Watch{Halted: func(err error) { got = err }})
		l.Error(msg, "err", "no witnesses")
		if got == nil || !strings.Contains(got.Error(), "no witnesses") || !strings.Contains(got.Error(), "start the node again") {
			t.Errorf("%s: told %v", msg, got)
		}
	}
}

// What keeps a node from following its peers is told in words of its own, with the cause where there is one.
func TestObstacles(t *testing.T) {
	for msg := range obstacles {
		var got error
		l := New(slog.New(slog.DiscardHandler), Watch{Obstacle: func(err error) { got = err }})
		l.Error(msg, "err", "of that")
		if got == nil || strings.Contains(got.Error(), "%!") || strings.Contains(obstacles[msg], "%w") != strings.Contains(got.Error(), "of that") {
			t.Errorf("%s: told %v", msg, got)
		}
	}
}
