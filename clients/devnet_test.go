package clients

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
)

// devnet is a development chain in a process of its own.
type devnet struct {
	t       *testing.T
	program string
	home    string
	api     string // URL
	epoch   time.Duration
}

// start builds the program and starts a devnet with short epochs: so long at least, and longer where the machine is slow,
// since votes have to be cast within three.
func start(t *testing.T, epoch time.Duration) *devnet {
	t.Helper()
	dir := t.TempDir()
	d := &devnet{t: t, program: filepath.Join(dir, "peerz"), home: filepath.Join(dir, "home")}
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", d.program, "../cmd/peerz").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	began := time.Now()
	if out, err := exec.Command(d.program, "version").CombinedOutput(); err != nil { // some 20 ms on a quiet machine
		t.Fatalf("version: %v\n%s", err, out)
	}
	d.epoch = epoch + min(20*time.Since(began), 20*time.Second).Truncate(time.Second)
	port := hometest.Ports(t, 1)
	d.api = fmt.Sprintf("http://127.0.0.1:%d", port)
	var out bytes.Buffer
	c := exec.Command(d.program, "devnet", "--home", d.home, "--port-base", fmt.Sprint(port), "--epoch", d.epoch.String(), "--block-time", "200ms")
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
		if t.Failed() {
			t.Logf("the devnet said:\n%s", out.String())
		}
	})
	for until := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		answer, err := http.Get(d.api + "/v1/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return d
			}
		}
		if time.Now().After(until) {
			t.Fatalf("the devnet is not ready: %v\n%s", err, out.String())
		}
	}
}
