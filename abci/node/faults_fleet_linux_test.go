package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A fleet is a network of validators, each a process in a network namespace of its own.
type fleet struct {
	t      *testing.T
	lan    *lan
	nodes  []*vessel
	beside []int // hosts of nodes that are not harmed: they are with those who are not
}

// A vessel is one of them. Its process comes and goes; the namespace and the home stay.
type vessel struct {
	home home.Dir
	host *host
	env  []string // what its process is told besides
	http *http.Client

	process *exec.Cmd     // nil while it does not run
	ended   chan struct{} // closed when it has
	log     *os.File
	clock   string      // the file that says how wrong its clock is
	up      atomic.Bool // whether traffic may use it
}

// largeDisk is the size of a node's disk, of which memory has what is used.
const largeDisk = "4g"

// portBase is the same for all nodes of a fleet: each has its own address.
const portBase = 26650

// newFleet makes a network and starts all of it.
func newFleet(t *testing.T, n int, random *rand.Rand) *fleet {
	t.Helper()
	return newFleetOf(t, n, random, func(*fleet) {})
}

// newFleetOf makes a network, prepares it, and starts all of it.
func newFleetOf(t *testing.T, n int, random *rand.Rand, prepare func(*fleet)) *fleet {
	t.Helper()
	f := &fleet{t: t, lan: newLAN(t, n, random)}
	homes := newNetworkOf(t, n, func(i int) home.InitOptions {
		return home.InitOptions{Host: hostAddress(i), PortBase: portBase, BlockTime: 500 * time.Millisecond}
	})
	for i, h := range homes {
		f.nodes = append(f.nodes, f.newVessel(h, f.lan.hosts[i]))
	}
	prepare(f)
	for i := range f.nodes {
		f.start(i)
	}
	return f
}

func (f *fleet) newVessel(h home.Dir, on *host) *vessel {
	own := f.t.TempDir()
	log, err := os.Create(filepath.Join(own, "node.log"))
	must(f.t, err)
	v := &vessel{home: h, host: on, log: log, clock: filepath.Join(own, "clock")}
	if canSkew {
		v.env = append(v.env, childClock+"="+v.clock)
	}
	smallDisk(f.t, string(h), largeDisk)
	v.http = &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (c net.Conn, err error) {
			on.do(func() { c, err = (&net.Dialer{Timeout: time.Second}).DialContext(ctx, network, address) })
			return c, err
		}}}
	f.t.Cleanup(func() { f.kill(v); _ = log.Close(); f.showLog(v) })
	return v
}

// start starts the process of a node.
func (f *fleet) start(i int) {
	f.t.Helper()
	v := f.nodes[i]
	v.process = exec.Command(os.Args[0])
	v.process.Env = append(append(os.Environ(), childHome+"="+string(v.home), childQuiet+"=1"), v.env...)
	v.process.Stdout, v.process.Stderr = v.log, v.log
	v.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(f.t, v.host.start(v.process))
	v.up.Store(true)
	v.ended = make(chan struct{})
	go func() {
		_ = v.process.Wait()
		close(v.ended)
	}()
}

// awaitEnd waits until a process has ended by itself.
func (f *fleet) awaitEnd(v *vessel) {
	f.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(patience):
		f.t.Fatalf("%s goes on", hostAddress(v.host.index))
	}
	v.up.Store(false)
	v.process = nil
}

// kill ends a process as hard as can be.
func (f *fleet) kill(v *vessel) {
	v.up.Store(false)
	if v.process != nil {
		_ = v.process.Process.Kill()
		<-v.ended
		v.process = nil
	}
}

func (f *fleet) signal(v *vessel, s os.Signal) { must(f.t, v.process.Process.Signal(s)) }

// showLog prints what a node warned of, and the end of what it said, when the test has failed.
func (f *fleet) showLog(v *vessel) {
	text, err := os.ReadFile(v.log.Name())
	if err != nil || !f.t.Failed() {
		return
	}
	lines := strings.Split(string(text), "\n")
	for i, l := range lines {
		if i > len(lines)-10 || !strings.Contains(l, "level=INFO") {
			f.t.Logf("%s says: %.500s", hostAddress(v.host.index), l)
		}
	}
}

// errorLines is how often any node has logged which message as an error.
func (f *fleet) errorLines() map[string]int {
	f.t.Helper()
	count := map[string]int{}
	for _, v := range f.nodes {
		text, err := os.ReadFile(v.log.Name())
		must(f.t, err)
		for _, m := range regexp.MustCompile(`level=ERROR msg=("[^"]*"|\S*)`).FindAllSubmatch(text, -1) {
			count[string(m[1])]++
		}
	}
	return count
}

// ask sends a request to a node's API, from its own host: no fault of the network is in the way.
func (v *vessel) ask(method, path string, body []byte, out any) error {
	req, err := http.NewRequest(method, fmt.Sprintf("http://%s:%d%s", hostAddress(v.host.index), portBase, path), bytes.NewReader(body))
	if err != nil {
		return err
	}
	if strings.HasPrefix(path, "/v1/txs") {
		req.Header.Set("Content-Type", "application/cbor")
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	answer, err := v.http.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	switch answer.StatusCode {
	case http.StatusOK:
		return json.Unmarshal(raw, out)
	case http.StatusTooManyRequests: // as the answer says: an audit reads a thousand blocks at once
		time.Sleep(time.Second)
		return v.ask(method, path, body, out)
	}
	return fmt.Errorf("%s %s: %d %s", method, path, answer.StatusCode, raw)
}

// height is where a node is; 0 while it does not answer.
func (v *vessel) height() uint64 {
	var s v1.Status
	if v.ask(http.MethodGet, "/v1/status", nil, &s) != nil {
		return 0
	}
	return s.Height
}

// votes reports whether a node takes part in consensus, and is not only fetching blocks.
func (v *vessel) votes() bool {
	var s v1.Status
	return v.ask(http.MethodGet, "/v1/status", nil, &s) == nil && !s.CatchingUp
}

// rest waits until all nodes take part: a fault that comes before is the second one at a time.
func (f *fleet) rest() {
	f.t.Helper()
	begin := time.Now()
	for _, v := range f.nodes {
		for !v.votes() {
			if time.Since(begin) > patience {
				f.t.Fatalf("%s does not vote", hostAddress(v.host.index))
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	f.await(f.top()+1, f.nodes...)
}

// top is the largest height of any node.
func (f *fleet) top() (top uint64) {
	for _, v := range f.nodes {
		if v.process != nil {
			top = max(top, v.height())
		}
	}
	return top
}

// patience is how long a network may take for anything before the test fails. How long it does take
// is measured, and depends on the machine.
const patience = 2 * time.Minute

// await waits until some nodes have a height, and returns how long that took.
func (f *fleet) await(height uint64, nodes ...*vessel) time.Duration {
	f.t.Helper()
	begin := time.Now()
	for _, v := range nodes {
		for v.height() < height {
			if time.Since(begin) > patience {
				f.t.Fatalf("%s stays at height %d and should reach %d", hostAddress(v.host.index), v.height(), height)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return time.Since(begin)
}

var errNoNode = errors.New("no node is up")

// any is a node that is up.
func (f *fleet) any(random *rand.Rand) (*vessel, error) {
	for _, i := range random.Perm(len(f.nodes)) {
		if f.nodes[i].up.Load() {
			return f.nodes[i], nil
		}
	}
	return nil, errNoNode
}
