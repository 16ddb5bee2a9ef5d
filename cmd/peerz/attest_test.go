package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
)

// wire stands between a daemon and its node, and can be cut where a transaction is handed over.
type wire struct {
	node http.Handler
	mu   sync.Mutex
	sent [][]byte        // transactions that came by
	cut  string          // "", "before" the node has it, or "after" it has, and the daemon does not know
	came chan struct{}   // closed when something was cut
	held *sync.WaitGroup // what is cut stays so until the test ends
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/v1/txs" {
		w.node.ServeHTTP(out, r)
		return
	}
	raw, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(raw))
	w.mu.Lock()
	w.sent = append(w.sent, raw)
	cut := w.cut
	w.cut = ""
	w.mu.Unlock()
	switch cut {
	case "after":
		w.node.ServeHTTP(httptest.NewRecorder(), r)
		fallthrough
	case "before":
		close(w.came)
		w.held.Wait()
		return
	}
	w.node.ServeHTTP(out, r)
}

// A daemon that is killed between its journal and the node, or between the node's answer and its journal,
// sends the same bytes again: one report for each submission, whatever happens.
func TestAttestorKilledWhileReporting(t *testing.T) {
	for _, cut := range []string{"before", "after"} {
		t.Run(cut, func(t *testing.T) {
			port := hometest.Ports(t, 1)
			c := crashing{t, filepath.Join(t.TempDir(), "home"), port}
			devnet := c.start("--epoch", "1m")
			_ = devnet.Process.Signal(os.Interrupt) // the node alone, without its daemon
			_ = devnet.Wait()
			node := exec.Command("peerz", "node", "start", "--home", c.home)
			if err := node.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = node.Process.Kill(); _ = node.Wait() }()
			c.until("a node", func() bool { _, err := c.peerz("status"); return err == nil })
			c.until("a submission", func() bool {
				_, err := c.peerz("contribution", "submit", "--role", "developers", "--id", "ann", "--measure", "merged_changes=3", "--ref", "r", "--async")
				return err == nil
			})

			to, _ := url.Parse(fmt.Sprintf("http://127.0.0.1:%d", port))
			w := &wire{node: httputil.NewSingleHostReverseProxy(to), cut: cut, came: make(chan struct{}), held: &sync.WaitGroup{}}
			w.held.Add(1)
			server := httptest.NewServer(w)
			defer server.Close()
			defer w.held.Done()
			if err := os.WriteFile(filepath.Join(c.home, "attestor.toml"), []byte("publishers = [\"*\"]\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			daemon := exec.Command("peerz", "attestor", "run", "--from", "validator0", "--home", c.home, "--api", server.URL)
			if err := daemon.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-w.came:
			case <-time.After(patience):
				t.Fatal("the daemon reports nothing")
			}
			_ = daemon.Process.Kill()
			_ = daemon.Wait()
			if out, err := c.peerz("attestor", "run", "--from", "validator0", "--once", "--api", server.URL); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, raw := range w.sent[1:] {
				if !bytes.Equal(raw, w.sent[0]) {
					t.Errorf("another transaction than the first was sent")
				}
			}
			if cut == "before" && len(w.sent) < 2 {
				t.Error("nothing was sent again")
			}
			c.reportedOnce()
		})
	}
}

// reportedOnce fails unless the chain has one report of validator0, in one transaction.
func (c crashing) reportedOnce() {
	c.t.Helper()
	out, err := c.peerz("account", "validator0", "--output", "json")
	var account struct{ Nonce json.Number }
	if err != nil || json.Unmarshal([]byte(out), &account) != nil || account.Nonce != "1" {
		c.t.Errorf("want one transaction of the attestor: %v\n%s", err, out)
	}
	out, err = c.peerz("contract", "query", "roles", "submissions", `{"epoch": 0, "role": "developers"}`, "--output", "json")
	if err != nil || !strings.Contains(out, `"waiting"`) {
		c.t.Errorf("%v\n%s", err, out)
	}
	out, err = c.peerz("contract", "query", "roles", "sheets", `{"epoch": 0, "role": "developers", "sheet": 0}`, "--output", "json")
	if err != nil || strings.Count(out, `"attestor"`) != 1 || strings.Count(out, `"number"`) != 1 {
		c.t.Errorf("want one sheet with one finding: %v\n%s", err, out)
	}
}

// until polls for something.
func (c crashing) until(what string, done func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("waited %s for %s", patience, what)
		}
	}
}
