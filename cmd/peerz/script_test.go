package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/build/toolchain"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"peerz": func() {
		keystore.WorkFactor = 10 // a millisecond a passphrase
		main()
	}})
}

// TestScripts runs the scenarios in testdata/script with the real program.
func TestScripts(t *testing.T) {
	p := params(t)
	p.Dir = "testdata/script"
	testscript.Run(t, p)
}

// params are what scenarios run with. Each has a home of its own and ports of its own ($PORT),
// so they run side by side; $REPO is the source tree.
func params(t *testing.T) testscript.Params {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "user"))
			if cache, err := os.UserCacheDir(); err == nil { // where TinyGo and compiled Go are
				e.Setenv("XDG_CACHE_HOME", cache)
			}
			e.Setenv("PEERZ_HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("PEERZ_PASSPHRASE_FILE", filepath.Join(e.WorkDir, "passphrase"))
			if err := os.WriteFile(e.Getenv("PEERZ_PASSPHRASE_FILE"), []byte("correct horse battery\n"), 0o600); err != nil {
				return err
			}
			e.Setenv("REPO", repo)
			port := hometest.Ports(t, nodesPerScript)
			e.Setenv("PORT", fmt.Sprint(port))
			e.Setenv("RPCPORT", fmt.Sprint(port+1))
			e.Setenv("OTHERPORT", fmt.Sprint(port+30))                                  // of node 3, where there are four
			e.Setenv("JOINPORT", fmt.Sprint(port+40))                                   // of a fifth node
			e.Setenv("RPCS", fmt.Sprintf("127.0.0.1:%d,127.0.0.1:%d", port+1, port+11)) // CometBFT's of the first two
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "tinygo" {
				return false, fmt.Errorf("unknown condition %s", name)
			}
			_, err := toolchain.Find()
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"module": cmdModule, "usage": cmdUsage, "ready": cmdReady, "epoch": cmdEpoch, "get": cmdGet, "payouts": cmdPayouts, "proposal": cmdProposal,
			"apphash": cmdAppHash, "header": cmdHeader, "copytree": cmdCopyTree, "follows": cmdFollows, "same": cmdSame, "higher": cmdHigher,
			"becomes": cmdBecomes, "late": cmdLate, "crowd": cmdCrowd,
			"dead": cmdDead, "nosecret": cmdNoSecret, "sum": cmdSum, "build": cmdBuild, "kill-parent": cmdKillParent,
		},
	}
}

// nodesPerScript is how many nodes the largest scenario runs.
const nodesPerScript = 6
