package build_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build"
	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/contracts/build/pack"
	"github.com/peerz-ai/peerz-chain/contracts/build/toolchain"
)

// folders are all contracts of this repository.
func folders(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, pattern := range []string{"../*/", "../testdata/*/", "../../examples/*/"} {
		matches, err := filepath.Glob(pattern + gen.CodeFile)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range matches {
			dirs = append(dirs, filepath.Dir(m))
		}
	}
	if len(dirs) < 6 {
		t.Fatalf("only %d contracts found: %v", len(dirs), dirs)
	}
	return dirs
}

func needTinyGo(t *testing.T) {
	t.Helper()
	if _, err := toolchain.Find(); err != nil {
		t.Skip("TinyGo is missing: run make tinygo")
	}
}

func TestGeneratedCodeIsUpToDate(t *testing.T) {
	for _, dir := range folders(t) {
		contract, err := gen.Parse(dir)
		if err != nil {
			t.Error(err)
			continue
		}
		files, err := contract.Files()
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range files {
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not what its source gives (%v): run make contracts", filepath.Join(dir, name), err)
			}
		}
	}
}

// The committed modules are what the source gives, wherever it is built: TinyGo and the
// rest of the chain of tools leave no trace of the machine in the module.
func TestCommittedModulesAreWhatTheSourceGives(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles every contract")
	}
	needTinyGo(t)
	for _, dir := range folders(t) {
		r, err := build.Build(t.Context(), dir, build.Options{DryRun: true})
		if err != nil {
			t.Error(err)
			continue
		}
		path := filepath.Join(dir, r.Name+".wasm")
		if committed, err := os.ReadFile(path); err != nil || !bytes.Equal(committed, r.Wasm) {
			t.Errorf("%s is not what the source gives (%v): run make contracts", path, err)
		}
		line, err := os.ReadFile(path + ".sha256")
		if want := r.Hash + "  " + r.Name + ".wasm\n"; err != nil || string(line) != want {
			t.Errorf("%s.sha256 says %q, want %q", path, line, want)
		}
	}
}

// The same contract in another folder gives the same bytes.
func TestModulesDoNotDependOnTheFolder(t *testing.T) {
	needTinyGo(t)
	var hashes [2]string
	for i, sub := range []string{"a", "a/longer/path"} {
		dir := filepath.Join(t.TempDir(), sub)
		if _, err := build.Scaffold(dir, "tally", "contract"); err != nil {
			t.Fatal(err)
		}
		r, err := build.Build(t.Context(), dir, build.Options{DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		hashes[i] = r.Hash
	}
	if hashes[0] != hashes[1] {
		t.Errorf("%s in one folder, %s in another", hashes[0], hashes[1])
	}
}

func TestWithoutTinyGoTheErrorSaysWhatToDo(t *testing.T) {
	t.Setenv("TINYGO", "")
	t.Setenv("PATH", "/nowhere")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	_, err := build.Build(t.Context(), "../../examples/counter", build.Options{DryRun: true})
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("make tinygo")) {
		t.Errorf("error is %v", err)
	}
}

func TestFloatsAreReportedWithTheirPlace(t *testing.T) {
	needTinyGo(t)
	dir := filepath.Join(t.TempDir(), "tally")
	if _, err := build.Scaffold(dir, "tally", "contract"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "contract.go")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wrong := bytes.Replace(source, []byte("sdk.U64(args.By)"), []byte("sdk.U64(uint64(float64(args.By)*1.5))"), 1)
	if err := os.WriteFile(path, wrong, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = build.Build(t.Context(), dir, build.Options{DryRun: true})
	if !errors.Is(err, pack.ErrFloat) || !strings.Contains(err.Error(), "contract.go:60") {
		t.Errorf("error is %v", err)
	}
}
