package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
)

// patience bounds every wait of a scenario; it is generous, since machines are busy.
const patience = 3 * time.Minute

// nodeOf returns the devnet of a script.
func nodeOf(ts *testscript.TestScript) *client.Client {
	apis, err := chain.APIs(ts.Getenv("PEERZ_HOME"))
	ts.Check(err)
	c, err := client.New(apis...)
	ts.Check(err)
	return c
}

// statusOf asks the devnet of a script where it stands.
func statusOf(ts *testscript.TestScript) (client.Status, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return nodeOf(ts).Status(ctx)
}

// await polls until done.
func await(ts *testscript.TestScript, what string, done func() bool) {
	for deadline := time.Now().Add(patience); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("waited %s for %s", patience, what)
		}
	}
}

// cmdReady waits until the devnet makes blocks and its first node has peers: "ready [PEERS]".
func cmdReady(ts *testscript.TestScript, _ bool, args []string) {
	first, peers := uint64(0), 0
	if len(args) > 0 {
		var err error
		peers, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	await(ts, "blocks", func() bool {
		s, err := statusOf(ts)
		if err == nil && first == 0 {
			first = s.Height
		}
		return err == nil && s.Height > first && s.Height > 1 && s.Peers >= peers
	})
}

// cmdEpoch waits for an epoch, and leaves its number in $EPOCH: "epoch 7", or "epoch +2" for
// two after the present one.
func cmdEpoch(ts *testscript.TestScript, _ bool, args []string) {
	s, err := statusOf(ts)
	ts.Check(err)
	text, relative := strings.CutPrefix(args[0], "+")
	target, err := strconv.ParseUint(text, 10, 64)
	ts.Check(err)
	if relative {
		target += s.Epoch
	}
	await(ts, fmt.Sprintf("epoch %d", target), func() bool {
		s, err = statusOf(ts)
		return err == nil && s.Epoch >= target
	})
	ts.Setenv("EPOCH", strconv.FormatUint(s.Epoch, 10))
}

// cmdGet puts a value of the last JSON answer into a variable: "get NAME field.0.field".
func cmdGet(ts *testscript.TestScript, _ bool, args []string) {
	var value any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	d.UseNumber()
	ts.Check(d.Decode(&value))
	for _, step := range strings.Split(args[1], ".") {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(inner) {
				ts.Fatalf("%s: no element %s", args[1], step)
			}
			value = inner[i]
		}
		if value == nil {
			ts.Fatalf("%s: there is no %s", args[1], step)
		}
	}
	ts.Setenv(args[0], fmt.Sprint(value))
}

// cmdProposal waits until a proposal has a state: "proposal ID STATE".
func cmdProposal(ts *testscript.TestScript, _ bool, args []string) {
	id, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	node := nodeOf(ts)
	var p governance.ProposalInfo
	await(ts, "proposal "+args[0]+" to be "+args[1], func() bool {
		var err error
		p, err = governance.Client{Node: node}.GetProposal(context.Background(), governance.ProposalArgs{Proposal: id})
		ts.Check(err)
		return p.State == args[1]
	})
	ts.Logf("proposal %d is %s %s", id, p.State, p.Reason)
}

// cmdAppHash puts the state's root after a block into a variable: "apphash NAME HEIGHT".
func cmdAppHash(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], blockOf(ts, args[1]).AppHash)
}

// cmdHeader puts the hash of a block's header into a variable: "header NAME HEIGHT".
func cmdHeader(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], blockOf(ts, args[1]).Hash)
}

type block struct {
	Hash    string `json:"hash"`
	AppHash string `json:"app_hash"`
}

// blockOf waits until the node that answers has a block: one that was away catches up first.
func blockOf(ts *testscript.TestScript, height string) (b block) {
	node := nodeOf(ts)
	await(ts, "block "+height, func() bool {
		if _, err := node.Params(context.Background()); err != nil { // so that it knows a node that answers
			return false
		}
		resp, err := http.Get(node.Base() + "/v1/blocks/" + height)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return json.NewDecoder(resp.Body).Decode(&b) == nil && len(b.AppHash) == 64 && len(b.Hash) == 64
	})
	return b
}

// cmdSame compares two values: "same A B", or "! same A B".
func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	if (args[0] == args[1]) == neg {
		ts.Fatalf("%s and %s", args[0], args[1])
	}
}

// cmdHigher compares two numbers: "higher A B" says that A is above B.
func cmdHigher(ts *testscript.TestScript, neg bool, args []string) {
	a, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	b, err := strconv.ParseUint(args[1], 10, 64)
	ts.Check(err)
	if (a > b) == neg {
		ts.Fatalf("%d and %d", a, b)
	}
}

// cmdSum adds two numbers: "sum NAME A B".
func cmdSum(ts *testscript.TestScript, _ bool, args []string) {
	a, err := strconv.ParseUint(args[1], 10, 64)
	ts.Check(err)
	b, err := strconv.ParseUint(args[2], 10, 64)
	ts.Check(err)
	ts.Setenv(args[0], strconv.FormatUint(a+b, 10))
}

// cmdBuild builds the program as another version, under a name that scripts find: "build NAME VERSION".
func cmdBuild(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs("bin")
	c := exec.Command("go", "build", "-ldflags", "-X github.com/peerz-ai/peerz-chain/abci.Version="+args[1], "-o", filepath.Join(dir, args[0]), ".")
	out, err := c.CombinedOutput()
	ts.Logf("%s", out)
	ts.Check(err)
	ts.Setenv("PATH", dir+string(os.PathListSeparator)+ts.Getenv("PATH"))
}

// pidOf reads the process id of a node's home.
func pidOf(ts *testscript.TestScript, home string) int {
	raw, err := os.ReadFile(filepath.Join(ts.MkAbs(home), "node.pid"))
	ts.Check(err)
	pid, err := strconv.Atoi(string(bytes.TrimSpace(raw)))
	ts.Check(err)
	return pid
}

// cmdKillParent kills a process group's leader the hard way and remembers the children:
// "kill-parent NAME HOME..." kills the background command NAME; the nodes of the homes must
// be gone soon after.
func cmdKillParent(ts *testscript.TestScript, _ bool, homes []string) {
	pids := make([]int, len(homes))
	for i, home := range homes {
		pids[i] = pidOf(ts, home)
	}
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Kill())
	}
	for _, pid := range pids {
		await(ts, fmt.Sprintf("process %d to stop", pid), func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

// cmdFollows waits until the node at an API has the block that the first node has now:
// "follows URL".
func cmdFollows(ts *testscript.TestScript, _ bool, args []string) {
	now, err := statusOf(ts)
	ts.Check(err)
	other, err := client.New(args[0])
	ts.Check(err)
	await(ts, args[0]+" to catch up", func() bool {
		s, err := other.Status(context.Background())
		return err == nil && s.Height >= now.Height
	})
}

// cmdDead kills the node of a home the hard way: "dead HOME".
func cmdDead(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Kill(pidOf(ts, args[0]), syscall.SIGKILL))
}

// cmdCopyTree copies a folder: "copytree FROM TO".
func cmdCopyTree(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// cmdModule writes a file from its bytes in hex: module FILE [HEX].
func cmdModule(ts *testscript.TestScript, _ bool, args []string) {
	code, err := hex.DecodeString(strings.Join(args[1:], ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), code, 0o644))
}

// cmdUsage runs a command that must end with the exit code for mistakes in usage.
func cmdUsage(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != cli.ExitUsage {
		ts.Fatalf("%v, want exit code %d", err, cli.ExitUsage)
	}
}
