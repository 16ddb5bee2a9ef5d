package home

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Where the value of a setting is from.
const (
	FromDefault     = "default"
	FromFile        = "file" // and differs from the default
	FromEnvironment = "environment"
)

// A Setting is one of a home's settings as its node will have it.
type Setting struct {
	Key     string // of peerz.toml; behind CometPrefix one of config.toml
	Value   string
	Default string
	From    string
}

// Settings lists all settings of a home. It fails as LoadConfig and LoadComet do.
func Settings(h Dir) ([]Setting, error) {
	cfg, err := LoadConfig(h)
	if err != nil {
		return nil, err
	}
	c, err := LoadComet(h)
	if err != nil {
		return nil, err
	}
	standard, standardComet := DefaultConfig(), cometDefaults(h)
	defaults := append(standard.fields(), cometFields(standardComet)...)
	var list []Setting
	for i, f := range append(cfg.fields(), cometFields(c)...) {
		s := Setting{Key: f.key, Value: f.text(), Default: defaults[i].text(), From: FromDefault}
		if _, ok := os.LookupEnv(Environment(f.key)); ok {
			s.From = FromEnvironment
		} else if s.Value != s.Default {
			s.From = FromFile
		}
		list = append(list, s)
	}
	return list, nil
}

// Change gives settings of a home new values, in its files, and retains everything else in them. It changes
// nothing and fails with ErrSettings if a key is unknown, or if no node could run with a value.
func Change(h Dir, keys, values []string) error {
	if !h.Initialised() {
		return fmt.Errorf("node: %s: %w", h, ErrNotInitialised)
	}
	files := []*settingsFile{
		{path: h.Settings(), absent: DefaultConfig().text(), read: func(text string) ([]field, error) {
			c, err := parseConfig(h, text)
			return c.fields(), errors.Join(err, c.Check())
		}},
		{path: h.CometConfig(), prefix: CometPrefix, read: func(text string) ([]field, error) {
			c, err := parseComet(h, text)
			if err != nil {
				return nil, err
			}
			return cometFields(c), checkComet(h, c)
		}},
	}
	for i, key := range keys {
		file := files[0]
		if strings.HasPrefix(key, CometPrefix) {
			file = files[1]
		}
		if err := file.change(key, values[i]); err != nil {
			return err
		}
	}
	for _, f := range files {
		if err := f.verify(); err != nil {
			return err
		}
	}
	return errors.Join(files[0].write(), files[1].write())
}

// settingsFile is a settings file that is changed.
type settingsFile struct {
	path, prefix string
	absent       string                             // its text if there is no file
	read         func(text string) ([]field, error) // reads and checks the whole file

	text   string  // with the changes
	fields []field // what it is to say; nil before the first change
}

// change puts a value into the text.
func (f *settingsFile) change(key, value string) error {
	if f.fields == nil {
		text, err := os.ReadFile(f.path)
		if f.text = string(text); errors.Is(err, fs.ErrNotExist) && f.absent != "" {
			f.text, err = f.absent, nil
		}
		if err == nil {
			f.fields, err = f.read(f.text)
		}
		if err != nil {
			return err
		}
	}
	i := slices.IndexFunc(f.fields, func(x field) bool { return x.key == key })
	if i < 0 {
		return fmt.Errorf("node: %w: unknown key %q; `peerz config get` lists the settings", ErrSettings, key)
	}
	if err := f.fields[i].set(value); err != nil {
		return fmt.Errorf("node: %w: %w", ErrSettings, err)
	}
	f.text = edit(f.text, strings.TrimPrefix(key, f.prefix), f.fields[i].literal())
	return nil
}

// verify reads the changed text as a start would, and compares: nothing else may have another value.
func (f *settingsFile) verify() error {
	if f.fields == nil {
		return nil
	}
	said, err := f.read(f.text)
	if err != nil {
		return err
	}
	for i, x := range f.fields {
		if x.text() != said[i].text() {
			return fmt.Errorf("node: %w: %s has %s in a form that only people can change: edit it by hand", ErrSettings, f.path, x.key)
		}
	}
	return nil
}

func (f *settingsFile) write() error {
	if f.fields == nil {
		return nil
	}
	return WriteFile(f.path, []byte(f.text), 0o644)
}

var header = regexp.MustCompile(`^\s*\[([^\[\]]+)\]\s*(#.*)?$`)

// edit gives a key, section.name or name, another value in a TOML text: on the line that has it, else in a
// new line of its section.
func edit(text, key, literal string) string {
	section, name := "", key
	if i := strings.LastIndex(key, "."); i >= 0 {
		section, name = key[:i], key[i+1:]
	}
	line := regexp.MustCompile(`^\s*` + regexp.QuoteMeta(name) + `\s*=`)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	at, end := "", -1 // the section that a line is in, and the line after the last one of ours
	for i, l := range lines {
		if m := header.FindStringSubmatch(l); m != nil {
			at = strings.TrimSpace(m[1])
		}
		if at != section {
			continue
		}
		if line.MatchString(l) {
			lines[i] = name + " = " + literal
			return strings.Join(lines, "\n") + "\n"
		}
		end = i + 1
	}
	added := []string{name + " = " + literal}
	if end < 0 {
		added, end = []string{"", "[" + section + "]", added[0]}, len(lines)
		if section == "" {
			added, end = added[2:], 0
		}
	}
	return strings.Join(slices.Insert(lines, end, added...), "\n") + "\n"
}

// CheckAddresses fails with ErrSettings if two servers of a node are to listen on one address.
func CheckAddresses(h Dir) error {
	cfg, err := LoadConfig(h)
	if err != nil {
		return err
	}
	c, err := LoadComet(h)
	if err != nil {
		return err
	}
	taken := map[string]string{}
	for _, s := range []struct{ key, address string }{
		{"api", cfg.API}, {"metrics", cfg.Metrics},
		{"comet.rpc.laddr", c.RPC.ListenAddress}, {"comet.p2p.laddr", c.P2P.ListenAddress},
	} {
		address := strings.TrimPrefix(s.address, "tcp://")
		if other := taken[address]; other != "" && address != "" && !strings.HasSuffix(address, ":0") {
			return fmt.Errorf("node: %w: %s and %s are both %s", ErrSettings, other, s.key, address)
		}
		taken[address] = s.key
	}
	return nil
}
