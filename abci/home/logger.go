package home

import (
	"fmt"
	"io"
	"log/slog"
)

// NewLogger makes the logger that the settings describe, writing to w.
func NewLogger(w io.Writer, cfg Config) (*slog.Logger, error) {
	level, err := logLevel(cfg.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("node: %w: log_level: %w", ErrSettings, err)
	}
	opts := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts)), nil
	}
	return slog.New(slog.NewTextHandler(w, opts)), nil
}

func logLevel(s string) (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(s))
	return l, err
}
