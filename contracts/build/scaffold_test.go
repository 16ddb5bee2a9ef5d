package build_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build"
)

// A new contract compiles, passes its own tests and becomes a module, offline.
func TestANewContractWorksAtOnce(t *testing.T) {
	for _, kind := range []string{"contract", "formula"} {
		t.Run(kind, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "tally")
			files, err := build.Scaffold(dir, "tally", kind)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"go.mod", "README.md", "tally.test", "sdk/amount.go", "zz_generated.go"} {
				if !slices.Contains(files, name) {
					t.Errorf("no %s in %v", name, files)
				}
			}
			cmd := exec.Command("go", "test", "./...")
			cmd.Dir = dir
			cmd.Env = append(cmd.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOWORK=off")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("go test: %v\n%s", err, out)
			}
			needTinyGo(t)
			r, err := build.Build(t.Context(), dir, build.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Path != filepath.Join(dir, "tally.wasm") || r.Size != len(r.Wasm) || r.Size > 20_000 {
				t.Errorf("built %s of %d bytes", r.Path, r.Size)
			}
		})
	}
}

func TestScaffoldRefuses(t *testing.T) {
	full := t.TempDir()
	if _, err := build.Scaffold(filepath.Join(full, "x"), "x", "contract"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, name, kind, want string }{
		{full, "x", "contract", "not empty"},
		{"new", "Tally", "contract", "cannot name a contract"},
		{"new", "../x", "contract", "cannot name a contract"},
		{"new", "x", "token", "choose contract or formula"},
	} {
		if _, err := build.Scaffold(c.dir, c.name, c.kind); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
