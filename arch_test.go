package peerzchain

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/peerz-ai/peerz-chain/"

// A rule says what the packages below one folder must not import, directly or
// through others, and why. Test files are free: a test may assemble anything.
type rule struct {
	folder string // relative to the module; covers everything below it
	except []string
	never  []string // import path prefixes; "./" stands for this module
	apart  []string // folders below it that have a rule of their own
	why    string
}

var rules = []rule{
	{folder: "runtime/abi/text", never: []string{"./"}, except: []string{"./runtime/abi/text"},
		why: "the host, guest code and commands share the rule, so it stands on nothing"},
	{folder: "state/invariant", never: []string{"./"},
		why: "every package may assert, so it stands on nothing"},
	{folder: "vm", never: []string{"./"}, except: []string{"./vm", "./state/invariant"},
		why: "the sandbox must be reusable and fuzzable alone; a leaf that asserts does not hinder that"},
	{folder: "state", never: []string{"./", "github.com/cometbft", "github.com/tetratelabs/wazero"}, except: []string{"./state"},
		why: "state knows bytes, nothing of chains, gas or wasm"},
	{folder: "runtime/abi", never: []string{"./"}, except: []string{"./runtime/abi", "./vm/wasm"},
		why: "the contract interface is shared by node, client and tests"},
	{folder: "runtime/tx", never: []string{"./"}, except: []string{"./runtime/tx", "./runtime/abi", "./vm/wasm"},
		why: "a client needs only this to make a transaction"},
	{folder: "runtime", never: []string{"./contracts", "./abci", "./cmd", "github.com/cometbft"},
		why: "a host that names a contract cannot let it be replaced"},
	{folder: "abci", never: []string{"./cmd"}, why: "nobody imports the command"},
	{folder: "abci/home", never: []string{"./abci", "./runtime", "./vm"}, except: []string{"./abci/home", "./abci/logging", "./abci/snapshot", "./abci/turns"},
		why: "a home is opened by tools that run no chain"},
	{folder: "abci/maintenance", never: []string{"./abci/node", "./abci/api", "./abci/control", "./contracts"},
		why: "what is done to a stopped node needs no running one"},
	{folder: "abci/join", never: []string{"./abci/node", "./abci/api", "./abci/control", "./contracts", "./runtime", "./vm"},
		why: "a restore compares bytes with a root; it executes nothing"},
	{folder: "abci/catchup", never: []string{"./"}, except: []string{"./abci/catchup"},
		why: "it moves CometBFT's blocks between CometBFT's peers, whatever chain they are of"},
	{folder: "cmd/cli", never: []string{"./"}, except: []string{"./cmd/cli", "./runtime/abi/text"},
		why: "what every command shares knows no chain"},
	{folder: "abci/api/v1", never: []string{"./"}, except: []string{"./abci/api/v1", "./runtime/abi", "./vm/wasm"},
		why: "what a node writes and a client reads stands once, and on nothing else"},
	{folder: "cmd/client", never: []string{"./"}, except: []string{"./cmd/client", "./abci/api/v1", "./runtime/abi", "./runtime/tx", "./vm/wasm"},
		why: "a client of the API needs nothing of the node"},
	{folder: "cmd/chain", never: []string{"./cmd/peerz"}, why: "commands share it; it knows none of them"},
	{folder: "vm/wasm", never: []string{"./"}, except: []string{"./vm/wasm"},
		why: "one reader of WebAssembly for everybody, so it stands on nothing"},
	{folder: "contracts", never: []string{"./vm", "./state", "./runtime", "./abci", "./cmd"}, except: []string{"./runtime/abi/text"}, apart: []string{"./contracts/build"},
		why: "guest code knows the SDK, the rule for texts, and no host package"},
	{folder: "contracts/build", never: []string{"./vm", "./state", "./runtime", "./abci", "./cmd"}, except: []string{"./vm/wasm"},
		why: "a build knows the format of modules and nothing else of a node"},
}

// direct lists, for exactly one package, what it must not import itself.
var direct = []rule{
	{folder: "abci", never: []string{"./vm", "./contracts", "github.com/tetratelabs/wazero", "github.com/cockroachdb/pebble"},
		why: "the adapter translates; it decides and stores nothing"},
	{folder: "runtime", never: []string{"runtime", "github.com/tetratelabs/wazero", "github.com/cockroachdb/pebble", "time", "math/rand", "os"},
		why: "block execution is deterministic and reaches engines and disks only through vm and state"},
	{folder: "vm", never: []string{"time", "math/rand", "net"},
		why: "nothing in the sandbox may depend on the clock or the machine"},
}

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Doc        string
	Name       string
	GoFiles    []string
}

func TestImportsGoOneWay(t *testing.T) {
	pkgs := list(t)
	for _, r := range rules {
		for _, p := range below(pkgs, r.folder) {
			if !matches(strings.Replace(p.ImportPath, module, "./", 1), r.apart) {
				report(t, p, r, p.Deps)
			}
		}
	}
	for _, r := range direct {
		for _, p := range pkgs {
			if p.ImportPath == module+r.folder {
				report(t, p, r, p.Imports)
			}
		}
	}
}

func TestNobodyImportsTheCommand(t *testing.T) {
	for _, p := range list(t) {
		for _, i := range p.Imports {
			if strings.HasPrefix(i, module+"cmd/") && !strings.HasPrefix(p.ImportPath, module+"cmd/") {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range list(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func report(t *testing.T, p pkg, r rule, imports []string) {
	t.Helper()
	for _, i := range imports {
		local := strings.Replace(i, module, "./", 1)
		if matches(local, r.never) && !matches(local, r.except) {
			t.Errorf("%s must not import %s: %s", p.ImportPath, i, r.why)
		}
	}
}

func matches(path string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool {
		return path == p || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/")
	})
}

func below(pkgs []pkg, folder string) []pkg {
	var out []pkg
	for _, p := range pkgs {
		if p.ImportPath == module+folder || strings.HasPrefix(p.ImportPath, module+folder+"/") {
			out = append(out, p)
		}
	}
	return out
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps,Doc,Name,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}
