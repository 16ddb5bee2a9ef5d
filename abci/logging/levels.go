package logging

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
)

// ModuleKey names the part of the program that a line comes from.
const ModuleKey = "module"

// Modules are the parts of the program that have a level each: our own, then those of CometBFT.
var Modules = []string{"node", "chain", "api", "join",
	"abci-client", "blocksync", "consensus", "crypto", "events", "evidence", "light", "main", "mempool", "p2p", "pex", "privval",
	"proxy", "pubsub", "reactor", "rpc", "rpc-server", "state", "statesync", "txindex"}

// Levels say from which level on lines are written: all, or those of one module. Its methods are safe for
// concurrent use.
type Levels struct {
	mu      sync.RWMutex
	all     slog.Level
	modules map[string]slog.Level
}

// NewLevels reads levels such as "warn" or "warn,consensus=debug,p2p=error".
func NewLevels(text string) (*Levels, error) {
	l := &Levels{all: slog.LevelWarn, modules: map[string]slog.Level{}}
	for _, part := range strings.Split(text, ",") {
		if err := l.Set(part); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Standard is what a node writes: a line for each block, each epoch and whatever is out of the ordinary.
const Standard = "warn,node=info"

// Default as a level takes away a module's own.
const Default = "default"

// Set changes one level: "LEVEL" of all modules without one of their own, "MODULE=LEVEL" of one,
// "MODULE=default" back to that of all.
func (l *Levels) Set(text string) error {
	module, level, one := strings.Cut(strings.TrimSpace(text), "=")
	if !one {
		module, level = "", module
	}
	if one && !slices.Contains(Modules, module) {
		return fmt.Errorf("there is no module %q; there are %s", module, strings.Join(Modules, ", "))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if one && level == Default {
		delete(l.modules, module)
		return nil
	}
	var parsed slog.Level
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, strings.ToLower(level)) {
		return fmt.Errorf("level %q is not debug, info, warn or error", level)
	}
	_ = parsed.UnmarshalText([]byte(level)) // one of the four
	if one {
		l.modules[module] = parsed
	} else {
		l.all = parsed
	}
	return nil
}

// SetAll changes several levels, or none if one cannot be.
func (l *Levels) SetAll(changes []string) error {
	draft, err := NewLevels(l.String())
	for _, c := range changes {
		if err == nil {
			err = draft.Set(c)
		}
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.modules = draft.all, draft.modules
	return nil
}

// String is what NewLevels reads.
func (l *Levels) String() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	parts := []string{strings.ToLower(l.all.String())}
	for _, module := range slices.Sorted(maps.Keys(l.modules)) {
		parts = append(parts, module+"="+strings.ToLower(l.modules[module].String()))
	}
	return strings.Join(parts, ",")
}

// of is the level of a module.
func (l *Levels) of(module string) slog.Level {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if level, ok := l.modules[module]; ok {
		return level
	}
	return l.all
}
