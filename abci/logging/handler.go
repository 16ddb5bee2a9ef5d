package logging

import (
	"context"
	"io"
	"log/slog"
)

// New makes a logger that writes lines of text, or of JSON, to w. Its levels can be changed while it is used.
func New(w io.Writer, levels *Levels, json bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: readable} // which levels are written is decided before
	var lines slog.Handler = slog.NewTextHandler(w, options)
	if json {
		lines = slog.NewJSONHandler(w, options)
	}
	return slog.New(handler{lines, levels, ""})
}

// readable writes a duration in JSON as in text, with its unit.
func readable(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}

// LevelsOf are the levels of a logger that New made; nil for others.
func LevelsOf(l *slog.Logger) *Levels {
	if h, ok := l.Handler().(handler); ok {
		return h.levels
	}
	return nil
}

// handler knows the module of its lines, and writes it once, however often it was named: the last name counts.
type handler struct {
	lines  slog.Handler
	levels *Levels
	module string
}

// Enabled implements slog.Handler.
func (h handler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.levels.of(h.module)
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if h.module != "" {
		r.AddAttrs(slog.String(ModuleKey, h.module))
	}
	return h.lines.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var others []slog.Attr
	for _, a := range attrs {
		if a.Key == ModuleKey {
			h.module = a.Value.String()
			continue
		}
		others = append(others, a)
	}
	if len(others) > 0 {
		h.lines = h.lines.WithAttrs(others)
	}
	return h
}

// WithGroup implements slog.Handler. Lines of a node have no groups: their keys are flat.
func (h handler) WithGroup(string) slog.Handler { return h }
