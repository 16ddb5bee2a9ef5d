package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
)

// validators is a network of processes that are killed one by one, or several at once.
type validators struct {
	crashing
	nodes  []*exec.Cmd // nil while dead
	hashes map[uint64]string
}

func (v *validators) homeOf(i int) string {
	return filepath.Join(v.home, "validator"+strconv.Itoa(i))
}

func (v *validators) api(i int) string { return fmt.Sprintf("http://127.0.0.1:%d", v.port+10*i) }

// raise starts the nodes that are dead and waits until every node is above the height.
func (v *validators) raise(above uint64) {
	v.t.Helper()
	for i, n := range v.nodes {
		if n == nil {
			v.nodes[i] = exec.Command("peerz", "node", "start", "--home", v.homeOf(i))
			if err := v.nodes[i].Start(); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	deadline := time.Now().Add(patience)
	for i := range v.nodes {
		for v.height(i) <= above {
			if time.Now().After(deadline) {
				v.t.Fatalf("validator%d stays at %d, below %d", i, v.height(i), above)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func (v *validators) get(i int, path string, out any) error {
	resp, err := http.Get(v.api(i) + path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

// height is where a node is; 0 while it does not answer.
func (v *validators) height(i int) uint64 {
	var s struct{ Height uint64 }
	if v.get(i, "/v1/status", &s) != nil {
		return 0
	}
	return s.Height
}

// agree compares what every node says of every height so far, now and before.
func (v *validators) agree() {
	v.t.Helper()
	for i := range v.nodes {
		for h := v.height(i) - 1; h > 0 && (i > 0 || v.hashes[h] == ""); h-- {
			var b struct {
				AppHash string `json:"app_hash"`
			}
			if err := v.get(i, fmt.Sprint("/v1/blocks/", h), &b); err != nil {
				v.t.Fatal(err)
			}
			if v.hashes[h] == "" {
				v.hashes[h] = b.AppHash
			}
			if b.AppHash == "" || b.AppHash != v.hashes[h] {
				v.t.Fatalf("height %d: validator%d has %q, another %q", h, i, b.AppHash, v.hashes[h])
			}
		}
	}
}

// traffic pays and reports at random nodes until ctx ends; answers may be lost.
func (v *validators) traffic(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		api := v.api(rand.IntN(len(v.nodes)))
		_, _ = v.peerz("tx", "send", "bob", "1tokens", "--from", "alice", "--api", api)
		_, _ = v.peerz("contribution", "submit", "--role", "developers", "--id", fmt.Sprint("dev", i%4), "--measure", "merged_changes=3", "--api", api)
	}
}

// Validators that are killed, one, some or all at once, come back by themselves, catch up
// and agree on every height. A long test, for `make test-crash` alone.
func TestKilledValidators(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("PEERZ_CRASHES"))
	if err != nil {
		t.Skip("kills processes for minutes: make test-crash")
	}
	port := hometest.Ports(t, 4)
	v := &validators{crashing{t, filepath.Join(t.TempDir(), "home"), port}, make([]*exec.Cmd, 4), map[uint64]string{}}
	parent := v.start("--validators", "4")
	if err := parent.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err != nil {
		t.Fatal(err)
	}
	v.raise(1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go v.traffic(ctx)
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	for done := 0; done < kills; {
		time.Sleep(time.Duration(random.IntN(2000)) * time.Millisecond)
		top := v.height(0)
		for _, i := range random.Perm(len(v.nodes))[:1+random.IntN(random.IntN(len(v.nodes))+1)] {
			if err := v.nodes[i].Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = v.nodes[i].Wait()
			v.nodes[i] = nil
			done++
		}
		v.raise(top + 1)
		v.agree()
	}
	cancel()
	v.booksAndFiles()
}

// booksAndFiles looks at everything when the kills are over.
func (v *validators) booksAndFiles() {
	v.t.Helper()
	v.booksBalance()
	for i, n := range v.nodes {
		if err := n.Process.Signal(os.Interrupt); err != nil {
			v.t.Fatal(err)
		}
		if err := n.Wait(); err != nil {
			v.t.Errorf("stop of validator%d: %v", i, err)
		}
		checked, err := crashing{v.t, v.homeOf(i), 0}.peerz("state", "check")
		if err != nil {
			v.t.Errorf("validator%d: %v\n%s", i, err, checked)
		}
	}
}
