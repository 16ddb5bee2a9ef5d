// Package attestor looks at what others did: it fetches the evidence of submissions and asks
// plug-ins what that is worth.
//
//	attestor/evidence   where evidence is, and how it is fetched from those who cannot be trusted
//	attestor/plugin     the protocol of plug-ins, and the bounds of their processes
//	attestor/builtin    the plug-ins that come along: file, points, git
//	attestor/table      the files that publishers sign
package attestor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/builtin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Everybody stands in a list for all publishers, or all repositories.
const Everybody = "*"

// Config is what an attestor goes by, the content of attestor.toml in its home.
type Config struct {
	// Plugins are, for each role, who looks at its evidence, in this order, until one does not skip it: built-in
	// ones by name, others by their path. The role "*" stands for those that are not named.
	Plugins map[string][]string `toml:"plugins"`
	// Publishers are accounts whose signed tables count beside those that the chain lists for the role; "*" is everybody.
	Publishers []string `toml:"publishers"`
	// Repositories are the locators of repositories whose commits count, likewise; "*" is all.
	Repositories []string `toml:"repositories"`
	// Accounts are participants' accounts by id, as this attestor knows them: for evidence that names ids alone.
	Accounts map[string]string `toml:"accounts"`
	// Named says whether an id is known as an account's in another way; may be nil.
	Named func(id string, account abi.Address) bool `toml:"-"`
	// Time bounds one run of a plug-in; ten times as long for repositories.
	Time Duration `toml:"time"`
	// MemoryMB bounds the memory of a plug-in, in MiB.
	MemoryMB uint64 `toml:"memory_mb"`
}

// Duration is a time.Duration that reads itself from text ("10s").
type Duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// DefaultConfig is what a home without attestor.toml goes by: nobody is a publisher.
func DefaultConfig() Config {
	return Config{
		Plugins: map[string][]string{"developers": {"git", "file"}, "social": {"points", "file"}, "*": {"file"}},
		Time:    Duration(plugin.DefaultLimits.Time), MemoryMB: plugin.DefaultLimits.Memory >> 20,
	}
}

// ErrSettings says that attestor.toml cannot be used.
var ErrSettings = errors.New("attestor: bad settings")

// SettingsPath is the file of a home's settings.
func SettingsPath(home string) string { return filepath.Join(home, "attestor.toml") }

// LoadConfig reads the settings of a home; absent keys have their defaults, as in an absent file. It
// fails with ErrSettings.
func LoadConfig(home string) (Config, error) {
	cfg := DefaultConfig()
	raw, err := os.ReadFile(SettingsPath(home))
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, nil
	}
	if err != nil {
		return cfg, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	own := cfg.Plugins
	cfg.Plugins = nil
	meta, err := toml.Decode(string(raw), &cfg)
	if unknown := meta.Undecoded(); err == nil && len(unknown) > 0 {
		err = fmt.Errorf("unknown key %q", unknown[0].String())
	}
	for role, names := range own {
		if cfg.Plugins[role] == nil {
			cfg.Plugins = with(cfg.Plugins, role, names)
		}
	}
	if err == nil {
		err = cfg.Check()
	}
	if err != nil {
		return cfg, fmt.Errorf("%w: %s: %w", ErrSettings, SettingsPath(home), err)
	}
	return cfg, nil
}

func with(m map[string][]string, role string, names []string) map[string][]string {
	if m == nil {
		m = map[string][]string{}
	}
	m[role] = names
	return m
}

// Check says what nobody can go by.
func (c Config) Check() error {
	for role, names := range c.Plugins {
		for _, name := range names {
			if !slices.Contains(builtin.Names, name) && !filepath.IsAbs(name) {
				return fmt.Errorf("plugins.%s: %q is no built-in plug-in (%s) and no whole path of one", role, name, strings.Join(builtin.Names, ", "))
			}
		}
	}
	for _, who := range c.Publishers {
		if _, err := abi.ParseAddress(who); err != nil && who != Everybody {
			return fmt.Errorf("publishers: %w", err)
		}
	}
	for id, account := range c.Accounts {
		if _, err := abi.ParseAddress(account); err != nil {
			return fmt.Errorf("accounts.%s: %w", id, err)
		}
	}
	for _, text := range c.Repositories {
		if l, err := evidence.ParseLocator(text); text != Everybody && (err != nil || !l.Repository) {
			return fmt.Errorf("repositories: %q is no locator of a repository, such as git+https://example.org/project.git", text)
		}
	}
	switch {
	case c.Time <= 0 || time.Duration(c.Time) > time.Hour:
		return fmt.Errorf("time is %s, not above 0s and at most 1h", time.Duration(c.Time))
	case c.MemoryMB < 64 || c.MemoryMB > 1<<20:
		return fmt.Errorf("memory_mb is %d, not from 64 to %d", c.MemoryMB, 1<<20)
	}
	return nil
}

// pluginsOf are the plug-ins of a role.
func (c Config) pluginsOf(role string) []string {
	if names, ok := c.Plugins[role]; ok {
		return names
	}
	return c.Plugins["*"]
}

// named reports whether an id is known as an account's.
func (c Config) named(id string, account abi.Address) bool {
	return c.Accounts[id] == account.String() || c.Named != nil && c.Named(id, account)
}

// limits are the bounds of a plug-in that looks at files, or at repositories.
func (c Config) limits(repository bool) plugin.Limits {
	l := plugin.DefaultLimits
	l.Time, l.Memory = time.Duration(c.Time), c.MemoryMB<<20
	if repository {
		l.Time *= 10
	}
	return l
}
