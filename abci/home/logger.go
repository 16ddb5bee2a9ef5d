package home

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/peerz-ai/peerz-chain/abci/logging"
)

// NewLogger makes the logger that the settings describe, writing to w.
func NewLogger(w io.Writer, cfg Config) (*slog.Logger, error) {
	levels, err := logging.NewLevels(cfg.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("node: %w: log_level: %w", ErrSettings, err)
	}
	return logging.New(w, levels, cfg.LogFormat == "json"), nil
}
