// Package contracts holds the contracts that a chain starts with, as compiled modules:
// roles (who contributes, and who checks), rewards (emission and payment), formula (how
// the pool is split) and governance (how all of them change); and those that people
// deploy to work with each other: token, pool and jobs. The sources are in the
// folders of these names; `make contracts` compiles them, and the hash beside each
// module is what the chain knows it by. The node only copies these bytes into a new
// chain's genesis: from there on, the chain's own state says what runs.
package contracts

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed roles/roles.wasm roles/roles.wasm.sha256
//go:embed rewards/rewards.wasm rewards/rewards.wasm.sha256 rewards/zz_stored.txt
//go:embed formula/formula.wasm formula/formula.wasm.sha256
//go:embed governance/governance.wasm governance/governance.wasm.sha256
//go:embed token/token.wasm token/token.wasm.sha256
//go:embed pool/pool.wasm pool/pool.wasm.sha256
//go:embed jobs/jobs.wasm jobs/jobs.wasm.sha256
var files embed.FS

// names lists the contracts: those of genesis, in the order in which it creates them, then those to deploy.
var names = []string{"roles", "rewards", "formula", "governance", "token", "pool", "jobs"}

// Contract is a compiled contract.
type Contract struct {
	Name string
	Wasm []byte // the module; do not change it
	Hash string // its code hash, SHA-256 in lower-case hex, as pinned beside the source
}

// All returns the contracts.
func All() []Contract {
	all := make([]Contract, 0, len(names))
	for _, name := range names {
		c, err := load(name)
		if err != nil {
			panic(err) // embedded files are part of the binary: a test loads them all
		}
		all = append(all, c)
	}
	return all
}

// Get returns one contract by name, and false when there is none.
func Get(name string) (Contract, bool) {
	for _, c := range All() {
		if c.Name == name {
			return c, true
		}
	}
	return Contract{}, false
}

// Stored lists the fields of the records that rewards has in its storage: see gen.StoredFile. It fits the module that
// Get returns, and no other.
func Stored() string {
	text, err := files.ReadFile("rewards/zz_stored.txt")
	if err != nil {
		panic(err) // as in All
	}
	return string(text)
}

func load(name string) (Contract, error) {
	path := name + "/" + name + ".wasm"
	wasm, err := files.ReadFile(path)
	if err != nil {
		return Contract{}, fmt.Errorf("contract %s: %w", name, err)
	}
	pinned, err := files.ReadFile(path + ".sha256")
	if err != nil {
		return Contract{}, fmt.Errorf("contract %s: %w", name, err)
	}
	hash, _, _ := strings.Cut(string(pinned), " ")
	return Contract{Name: name, Wasm: wasm, Hash: hash}, nil
}
