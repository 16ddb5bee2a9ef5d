package logging

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
)

func TestLevelsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"warn": "warn", "INFO": "info", "error,consensus=debug": "error,consensus=debug",
		"debug, p2p=error ,api=info": "debug,api=info,p2p=error", "info,p2p=debug,p2p=default": "info",
	} {
		l, err := NewLevels(text)
		if err != nil || l.String() != want {
			t.Errorf("%q is %v, %v, want %q", text, l, err, want)
		}
	}
	for _, text := range []string{"", "loud", "warn,", "consensus=", "=debug", "nobody=info", "warn,p2p=loud", "default", "warn+1", "p2p=debug=info"} {
		if l, err := NewLevels(text); err == nil {
			t.Errorf("%q is %v", text, l)
		}
	}
}

// A level changes what loggers write that were made before, and only those of its module.
func TestLevelsChangeWhileTheyAreUsed(t *testing.T) {
	var out bytes.Buffer
	levels, err := NewLevels("warn")
	if err != nil {
		t.Fatal(err)
	}
	log := New(&out, levels, false)
	p2p, api := log.With(ModuleKey, "p2p", "peer", "x"), log.With(ModuleKey, "api")
	wrote := func() string {
		out.Reset()
		p2p.Debug("one")
		api.Debug("two")
		log.Info("three")
		return out.String()
	}
	if s := wrote(); s != "" {
		t.Errorf("at warn: %q", s)
	}
	if err := LevelsOf(p2p).Set("p2p=debug"); err != nil {
		t.Fatal(err)
	}
	if s := wrote(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "msg=one peer=x module=p2p") {
		t.Errorf("with p2p at debug: %q", s)
	}
	if err := levels.Set("info"); err != nil {
		t.Fatal(err)
	}
	if s := wrote(); strings.Count(s, "\n") != 2 || strings.Contains(s, "two") {
		t.Errorf("with all at info: %q", s)
	}
	if err := levels.SetAll([]string{"error", "p2p=loud"}); err == nil || levels.String() != "info,p2p=debug" {
		t.Errorf("half a change: %v, %s", err, levels)
	}
	if err := levels.SetAll([]string{"error", "p2p=default"}); err != nil || levels.String() != "error" {
		t.Errorf("a change: %v, %s", err, levels)
	}
	if LevelsOf(slog.New(slog.DiscardHandler)) != nil {
		t.Error("levels of another handler")
	}
}

// However often a module is named, a line names it once.
func TestModuleIsNamedOnce(t *testing.T) {
	var out bytes.Buffer
	levels, _ := NewLevels("debug")
	New(&out, levels, true).With(ModuleKey, "p2p").With(ModuleKey, "consensus", "height", 3).Error("x")
	if s := out.String(); strings.Count(s, `"module"`) != 1 || !strings.Contains(s, `"module":"consensus"`) {
		t.Error(s)
	}
}

func BenchmarkHidden(b *testing.B) {
	levels, _ := NewLevels("warn")
	log := New(io.Discard, levels, true).With(ModuleKey, "consensus")
	for b.Loop() {
		log.Debug("hidden", "height", 3)
	}
}
