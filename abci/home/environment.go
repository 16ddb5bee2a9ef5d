package home

import (
	"fmt"
	"os"
	"slices"
	"strings"

	comet "github.com/cometbft/cometbft/config"
)

// EnvironmentPrefix begins the names of variables that take the place of a setting in a file.
const EnvironmentPrefix = "PEERZ_NODE_"

// Environment is the name of the variable that takes the place of a setting: history is
// PEERZ_NODE_HISTORY, comet.p2p.laddr is PEERZ_NODE_COMET_P2P_LADDR.
func Environment(key string) string {
	return EnvironmentPrefix + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

// fromEnvironment gives settings the values of their variables.
func fromEnvironment(list []field) error {
	for _, f := range list {
		name := Environment(f.key)
		text, ok := os.LookupEnv(name)
		if !ok {
			continue
		}
		if err := f.set(text); err != nil {
			return fmt.Errorf("node: %w: environment variable %s: %w", ErrSettings, name, err)
		}
	}
	return nil
}

// CheckEnvironment fails with ErrSettings if a variable begins like one of a setting and is none: a
// mistyped one would change nothing without a word.
func CheckEnvironment() error {
	cfg, c := DefaultConfig(), comet.DefaultConfig()
	var known []string
	for _, f := range append(cfg.fields(), cometFields(c)...) {
		known = append(known, Environment(f.key))
	}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, EnvironmentPrefix) && !slices.Contains(known, name) {
			return fmt.Errorf("node: %w: environment variable %s is no setting's; `peerz config get` lists the settings", ErrSettings, name)
		}
	}
	return nil
}
