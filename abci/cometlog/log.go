// Package cometlog lets CometBFT write to the node's slog logger.
//
// CometBFT has its own logger interface and its own idea of what an error is: a
// peer that cannot be dialled yet is one, several times a second while a small
// network starts. Here such news from the peer-to-peer modules is information,
// so that a warning in a node's log is worth reading.
package cometlog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/cometbft/cometbft/libs/log"
)

// chatty are modules whose errors are the ordinary life of a network.
var chatty = map[string]bool{"p2p": true, "pex": true, "mempool": true, "blocksync": true,
	"rpc-server": true}

// ordinary are messages that CometBFT calls errors, though nothing is wrong: its
// RPC says the first one whenever it is stopped, and its consensus the second one
// when it comes to its log by another way than votes, such as a restored state. A
// validator that is bound by what the log lacks is found before (package node).
var ordinary = map[string]bool{
	"Error serving server": true,
	"error on catchup replay; proceeding to start state anyway": true,
}

// damaged is what CometBFT says, word for word and thousands of times, while it looks through its own log for a height
// and passes a stretch that a full disk or a crash has cut: once for each few bytes. The first one is a warning.
const damaged = "Corrupted entry. Skipping..."

type logger struct {
	base   *slog.Logger
	slog   *slog.Logger // base with the module's name
	with   []any        // pairs that belong to every line
	errors slog.Level   // level at which Error is written
	watch  Watch
	warned *atomic.Bool // that CometBFT's log is damaged
}

// Watch is told of what CometBFT says only in its log. Each may be nil, and must
// be quick.
type Watch struct {
	// Halted learns that no block will come any more, though the process lives on:
	// consensus has halted for good, the disk fails, or joining from a snapshot has
	// failed.
	Halted func(error)
	// Unsigned learns that this validator could not sign its vote. That is ordinary
	// for a moment after a kill, while the consensus log is read again.
	Unsigned func(error)
	// Obstacle learns what keeps this node from following its peers; it is tried again.
	Obstacle func(error)
}

// New adapts l.
func New(l *slog.Logger, w Watch) log.Logger {
	return logger{base: l, slog: l, errors: slog.LevelError, watch: w, warned: new(atomic.Bool)}
}

// Debug implements log.Logger.
func (l logger) Debug(msg string, kv ...any) { l.write(slog.LevelDebug, msg, kv) }

// Info implements log.Logger.
func (l logger) Info(msg string, kv ...any) {
	l.tellObstacle(msg, kv)
	l.write(slog.LevelInfo, msg, kv)
}

// Warn implements log.Logger.
func (l logger) Warn(msg string, kv ...any) { l.write(min(l.errors, slog.LevelWarn), msg, kv) }

// peersMessage is what consensus says of a message that it cannot use. Of a peer's it is ordinary: after a
// partition peers send votes of rounds that are over here; and a malicious one is not to fill the log.
const peersMessage = "failed to process message"

// fromPeer reports whether a line is about a message of a peer: those of this node itself name none.
func fromPeer(msg string, kv []any) bool {
	for i := 0; msg == peersMessage && i+1 < len(kv); i += 2 {
		if kv[i] == "peer" {
			return fmt.Sprint(kv[i+1]) != ""
		}
	}
	return false
}

// signedAlready reports whether a vote was not signed because a later one of the same height was. After a start that
// is ordinary: consensus comes through rounds and steps again that this validator had left, and its key says no.
func signedAlready(msg string, err error) bool {
	return msg == voteMessage && (strings.Contains(err.Error(), "step regression") || strings.Contains(err.Error(), "round regression"))
}

// Error implements log.Logger.
func (l logger) Error(msg string, kv ...any) {
	err := cause(msg, kv)
	level := l.errors
	if ordinary[msg] || fromPeer(msg, kv) || signedAlready(msg, err) {
		level = slog.LevelInfo
	}
	if msg == damaged {
		level = slog.LevelDebug
		if l.warned.CompareAndSwap(false, true) {
			level, msg = slog.LevelWarn, "CometBFT's log of votes is damaged in places, which are passed over"
		}
	}
	l.tellObstacle(msg, kv)
	if msg == haltMessage && diskFailed(err) {
		kv = []any{"err", err} // where in CometBFT the disk failed helps nobody
	}
	l.write(level, msg, kv)
	if h := halt(msg, err, l.errors != slog.LevelError); h != nil && l.watch.Halted != nil {
		l.watch.Halted(h)
	}
	if msg == voteMessage && l.watch.Unsigned != nil {
		l.watch.Unsigned(err)
	}
}

func (l logger) tellObstacle(msg string, kv []any) {
	meaning, ok := obstacles[msg]
	if !ok || l.watch.Obstacle == nil {
		return
	}
	if !strings.Contains(meaning, "%w") { // CometBFT gives no cause
		l.watch.Obstacle(errors.New(meaning))
		return
	}
	l.watch.Obstacle(fmt.Errorf(meaning, cause(msg, kv)))
}

// With implements log.Logger.
func (l logger) With(kv ...any) log.Logger {
	for i := 0; i+1 < len(kv); i += 2 {
		if name, ok := kv[i+1].(string); ok && kv[i] == "module" {
			l.slog, l.errors = l.base.With("module", name), slog.LevelError
			if chatty[name] {
				l.errors = slog.LevelInfo
			}
		}
	}
	l.with = distinct(l.with, plain(withoutModule(kv)))
	return l
}

// withoutModule leaves the name of a module out of pairs.
func withoutModule(kv []any) (rest []any) {
	for i := 0; i < len(kv); i += 2 {
		if kv[i] != "module" || i+1 == len(kv) {
			rest = append(rest, kv[i:min(i+2, len(kv))]...)
		}
	}
	return rest
}

// write formats lazily: most of CometBFT's lines are never shown.
func (l logger) write(level slog.Level, msg string, kv []any) {
	if !l.slog.Enabled(context.Background(), level) {
		return
	}
	l.slog.Log(context.Background(), level, msg, distinct(l.with, plain(kv))...)
}

// distinct joins lists of pairs in which a key may come twice: CometBFT names modules again and
// again, and JSON with a key twice is read differently by different programs. The last value counts.
func distinct(lists ...[]any) []any {
	var out []any
	position := map[any]int{}
	for _, pairs := range lists {
		for i := 0; i+1 < len(pairs); i += 2 {
			key := pairs[i]
			if at, known := position[key]; known {
				out[at+1] = pairs[i+1]
				continue
			}
			position[key] = len(out)
			out = append(out, key, pairs[i+1])
		}
	}
	return out
}

// reserved are keys that every line has already.
var reserved = map[string]string{slog.TimeKey: "at", slog.LevelKey: "step", slog.MessageKey: "detail", slog.SourceKey: "from", "module": "part"}

// plain replaces values that know how to print themselves by their text, so that
// JSON logs read like text logs, and completes an odd list.
func plain(kv []any) []any {
	out := make([]any, 0, len(kv)+1)
	for i, v := range kv {
		switch x := v.(type) {
		case error:
			v = x.Error()
		case fmt.Stringer:
			v = x.String()
		}
		if i%2 == 0 {
			key := fmt.Sprint(v)
			if other, taken := reserved[key]; taken {
				key = other
			}
			v = key
		}
		out = append(out, v)
	}
	if len(out)%2 == 1 {
		out = append(out, "")
	}
	return out
}
