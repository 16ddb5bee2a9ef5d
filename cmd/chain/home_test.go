package chain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// writeHome writes as much of a home as says where its node listens.
func writeHome(t *testing.T, home, api string) {
	t.Helper()
	config := filepath.Join(home, "config")
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"genesis.json": "{}", "peerz.toml": "api = \"" + api + "\"\n"} {
		if err := os.WriteFile(filepath.Join(config, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPIsAreThoseOfTheHome(t *testing.T) {
	empty, one, many, everywhere := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	writeHome(t, one, "127.0.0.1:30000")
	writeHome(t, filepath.Join(many, "validator0"), "127.0.0.1:30010")
	writeHome(t, filepath.Join(many, "validator1"), "127.0.0.1:30020")
	writeHome(t, filepath.Join(many, "validator2"), "") // has none
	writeHome(t, everywhere, "0.0.0.0:30030")
	for home, want := range map[string]string{
		empty: "http://127.0.0.1:26650", one: "http://127.0.0.1:30000", many: "http://127.0.0.1:30010 http://127.0.0.1:30020", everywhere: "http://127.0.0.1:30030",
	} {
		if apis, err := APIs(home); err != nil || strings.Join(apis, " ") != want {
			t.Errorf("%s, %v, want %s", apis, err, want)
		}
	}
}

func TestANodeWithoutAnAPIIsNamed(t *testing.T) {
	home := t.TempDir()
	writeHome(t, home, "")
	if _, err := APIs(home); err == nil || !strings.Contains(err.Error(), "has no API") || !strings.Contains(err.Error(), "peerz.toml") {
		t.Error(err)
	}
}

// Whoever names a home means its node: no other one answers for it.
func TestAHomeThatIsNotThereHasNoNode(t *testing.T) {
	env := cli.Env{Home: filepath.Join(t.TempDir(), "nowhere")}
	if _, err := Of(&env); err == nil || !strings.Contains(err.Error(), "--home") {
		t.Errorf("%v, want an error that names --home", err)
	}
	env.API = []string{"http://127.0.0.1:1"}
	if _, err := Of(&env); err != nil {
		t.Errorf("%v, though --api names a node", err)
	}
}
