package cometlog

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestLevels(t *testing.T) {
	var out bytes.Buffer
	l := New(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelWarn})))
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

// Values are not formatted for a line that nobody sees.
func TestLazy(t *testing.T) {
	l := New(slog.New(slog.DiscardHandler))
	l.Debug("hidden", "value", explosive{})
}

type explosive struct{}

func (explosive) String() string { panic("formatted") }
