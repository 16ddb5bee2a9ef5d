package attestor

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestConfig(t *testing.T) {
	home := t.TempDir()
	if c, err := LoadConfig(home); err != nil || !reflect.DeepEqual(c, DefaultConfig()) {
		t.Errorf("without a file: %+v, %v", c, err)
	}
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"publishers = [\"*\"]", ""},
		{"repositories = [\"git+https://example.org/a.git\", \"git+file:a\"]", ""},
		{"[plugins]\ncompute = [\"/opt/jobs\", \"file\"]", ""},
		{"time = \"5m\"\nmemory_mb = 64", ""},
		{"publisher = []", "unknown key"},
		{"publishers = [\"alice\"]", "publishers"},
		{"repositories = [\"https://example.org/a.git\"]", "no locator of a repository"},
		{"[plugins]\ncompute = [\"jobs\"]", "no built-in plug-in (file, git, points) and no whole path"},
		{"time = \"2h\"", "at most 1h"}, {"time = \"-1s\"", "above 0s"}, {"memory_mb = 1", "memory_mb"},
		{"time = 5", "time"}, {"nonsense", "attestor.toml"},
	} {
		if err := os.WriteFile(SettingsPath(home), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadConfig(home)
		if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

// A role that the file names has its plug-ins; the others keep theirs.
func TestPluginsOfRoles(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(SettingsPath(home), []byte("[plugins]\ndevelopers = [\"/opt/x\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(home)
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[string]string{"developers": "/opt/x", "social": "points file", "compute": "file"} {
		if got := strings.Join(c.pluginsOf(role), " "); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
	if c.limits(true).Time != 10*time.Minute {
		t.Error("repositories have no more time than files")
	}
}
