package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newHome makes a node: of a chain with one validator, itself, or with two.
func newHome(t *testing.T, validators int) home.Dir {
	t.Helper()
	keys := home.NewKeys()
	o := genesis.Options{ChainID: "test-1", Time: time.Now(), Epoch: 2 * time.Second, Users: []abi.Address{tx.NewKey([32]byte{1}).Address()}}
	for i := range validators {
		pub := keys.ValidatorPub()
		if i > 0 {
			pub = home.NewKeys().ValidatorPub()
		}
		o.Validators = append(o.Validators, genesis.Validator{Account: tx.NewKey([32]byte{9, byte(i)}).Address(), PubKey: pub})
	}
	doc, err := genesis.Document(o)
	must(t, err)
	dir := home.Dir(t.TempDir())
	must(t, home.Init(dir, home.InitOptions{Genesis: doc, Keys: keys, PortBase: hometest.Ports(t, 1), BlockTime: 20 * time.Millisecond, Local: true}))
	return dir
}

// withBlocks is a home whose node has made some blocks and stopped.
func withBlocks(t *testing.T) home.Dir {
	t.Helper()
	dir := newHome(t, 1)
	cfg, err := home.LoadConfig(dir)
	must(t, err)
	n, err := node.New(dir, cfg, nil)
	must(t, err)
	must(t, errors.Join(n.Start(t.Context()), wait(n), n.Stop()))
	return dir
}

func wait(n *node.Node) error {
	select {
	case <-n.Ready():
		return nil
	case <-time.After(time.Minute):
		return errors.New("no block")
	}
}

func codes(found []Finding) (list []Code) {
	for _, f := range found {
		list = append(list, f.Code)
	}
	return list
}

func set(t *testing.T, dir home.Dir, key, value string) {
	t.Helper()
	must(t, home.Change(dir, []string{key}, []string{value}))
}

// spoil gives a file other bytes.
func spoil(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// Nothing is wrong with a new home, nor with one whose node has run.
func TestSoundHomes(t *testing.T) {
	for name, dir := range map[string]home.Dir{"new": newHome(t, 1), "used": withBlocks(t)} {
		if found := Examine(t.Context(), dir); len(without(found, DiskLow)) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// without leaves out what may be true of any machine.
func without(found []Finding, code Code) []Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Code == code })
}

// Whatever breaks in a stopped home is found, with its code alone.
func TestWhatIsWrongWithAHome(t *testing.T) {
	used := withBlocks(t)
	for code, broken := range map[Code]func(dir home.Dir){
		NotInitialised: func(dir home.Dir) { must(t, os.Remove(dir.Genesis())) },
		BadGenesis:     func(dir home.Dir) { spoil(t, dir.Genesis(), "{}") },
		OtherChain: func(dir home.Dir) {
			text, err := os.ReadFile(dir.Genesis())
			must(t, err)
			spoil(t, dir.Genesis(), string(text)+"\n")
		},
		NewerFormat: func(dir home.Dir) { spoil(t, dir.Chain(), `{"format":99}`) },
		BadSettings: func(dir home.Dir) { spoil(t, dir.Settings(), "historie = 5") },
		BadKey:      func(dir home.Dir) { spoil(t, dir.NodeKey(), "{}") },
		FileMode:    func(dir home.Dir) { must(t, os.Chmod(dir.ValidatorKey(), 0o644)) },
		Damaged:     func(dir home.Dir) { breakState(t, dir) },
		BlocksMissing: func(dir home.Dir) {
			must(t, os.RemoveAll(dir.Comet()))
			must(t, os.MkdirAll(dir.Comet(), 0o755))
		},
		SignedAbove: func(dir home.Dir) {
			spoil(t, dir.ValidatorState(), `{"height":"999999","round":0,"step":0}`)
			must(t, os.RemoveAll(dir.ConsensusWAL()))
		},
		JoinUnfinished: func(dir home.Dir) { must(t, os.MkdirAll(dir.Restore(), 0o755)) },
		SnapshotDamaged: func(dir home.Dir) {
			must(t, os.MkdirAll(string(dir.Snapshots()), 0o755))
			spoil(t, filepath.Join(string(dir.Snapshots()), "7"+".snapshot"), "x")
		},
		PortTaken: func(dir home.Dir) {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			t.Cleanup(func() { _ = ln.Close() })
			set(t, dir, "api", ln.Addr().String())
		},
		PeerUnreachable: func(dir home.Dir) { set(t, dir, "comet.p2p.persistent_peers", strings.Repeat("ab", 20)+"@127.0.0.1:1") },
		PeerSelf: func(dir home.Dir) {
			key, err := home.LoadPeerKey(dir)
			must(t, err)
			set(t, dir, "comet.p2p.persistent_peers", string(key.ID())+"@127.0.0.1:1")
		},
	} {
		dir := home.Dir(t.TempDir())
		must(t, os.CopyFS(string(dir), os.DirFS(string(used))))
		for _, secret := range []string{dir.NodeKey(), dir.ValidatorKey(), dir.ValidatorState()} {
			must(t, os.Chmod(secret, 0o600)) // which the copy may have lost
		}
		broken(dir)
		found := without(Examine(t.Context(), dir), DiskLow)
		if len(found) == 0 || slices.ContainsFunc(found, func(f Finding) bool { return f.Code != code || f.What == "" || f.Do == "" }) {
			t.Errorf("%s: found %+v", code, found)
		}
		tested[code] = true
	}
}

// breakState makes the state's database one that cannot be opened.
func breakState(t *testing.T, dir home.Dir) {
	t.Helper()
	manifests, err := filepath.Glob(filepath.Join(dir.App(), "MANIFEST-*"))
	must(t, err)
	for _, m := range manifests {
		must(t, os.Truncate(m, 10))
	}
}

// What depends on the machine, or takes a thousand blocks, is judged by numbers.
func TestJudgements(t *testing.T) {
	dir := newHome(t, 2)
	cfg, err := home.LoadConfig(dir)
	must(t, err)
	cfg.SnapshotInterval = 100
	for _, c := range []struct {
		code  Code
		judge func(p *patient)
	}{
		{"", func(p *patient) { p.space(plenty, true) }},
		{"", func(p *patient) { p.space(0, false) }},
		{DiskLow, func(p *patient) { p.space(plenty-1, true) }},
		{DiskLow, func(p *patient) { p.space(home.MinFree, true) }},
		{DiskFull, func(p *patient) { p.space(home.MinFree-1, true) }},
		{"", func(p *patient) { p.heights(7, 7+many, true) }},
		{Replay, func(p *patient) { p.heights(7, 8+many, true) }},
		{BlocksMissing, func(p *patient) { p.heights(7, 6, false) }},
		{"", func(p *patient) { p.heights(0, 0, false) }},
		{"", func(p *patient) { p.staleSnapshot(199) }},
		{SnapshotStale, func(p *patient) { p.staleSnapshot(200) }},
		{"", func(p *patient) { p.cfg.SnapshotInterval = 0; p.staleSnapshot(1000) }},
		{"", func(p *patient) { p.version(abci.Program{Version: "2"}, world.Program{Version: "2"}, 9) }},
		{WrongProgram, func(p *patient) { p.version(abci.Program{Version: "1"}, world.Program{Version: "2"}, 9) }},
		{WrongProgram, func(p *patient) {
			p.version(abci.Program{Version: "1"}, world.Program{Version: "1", Plan: world.Plan{Version: "2", Height: 10}}, 9)
		}},
		{ProgramPlanned, func(p *patient) {
			p.version(abci.Program{Version: "1"}, world.Program{Version: "1", Plan: world.Plan{Version: "2", Height: 11}}, 9)
		}},
		{NotWritable, func(p *patient) {
			p.writable(func(path string, _ uint32) error {
				if path == string(dir) {
					return errors.New("read-only")
				}
				return nil
			})
		}},
		{NoPeers, func(p *patient) { p.peers() }},
	} {
		p := &patient{ctx: t.Context(), dir: dir, cfg: cfg}
		c.judge(p)
		if got := codes(p.found); c.code == "" && got != nil || c.code != "" && !slices.Equal(got, []Code{c.code}) {
			t.Errorf("found %v, want %q", got, c.code)
		}
		tested[c.code] = true
	}
}

// fakeNode is what a node's API answers.
type fakeNode struct {
	status  map[string]any
	failing bool
	moves   bool // a block comes with every answer
}

func (f *fakeNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/v1/status" && f.status != nil:
		if f.moves {
			f.status["height"] = f.status["height"].(int) + 1
		}
		_ = json.NewEncoder(w).Encode(f.status)
	case r.URL.Path == "/v1/healthz" && !f.failing:
		fmt.Fprintln(w, `{"healthy":true}`)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// What a running node says of itself is read.
func TestWhatIsWrongWithANode(t *testing.T) {
	answer := func(age time.Duration, peers int, catching bool) map[string]any {
		return map[string]any{"chain_id": "test-1", "height": 5, "time": time.Now().Add(-age).Unix(), "block_time_ms": 10, "peers": peers, "catching_up": catching, "min_gas_price": "1"}
	}
	for _, c := range []struct {
		code Code
		node fakeNode
	}{
		{"", fakeNode{status: answer(0, 1, false)}},
		{Silent, fakeNode{}},
		{Failing, fakeNode{status: answer(0, 1, false), failing: true}},
		{NoPeers, fakeNode{status: answer(0, 0, false)}},
		{CatchingUp, fakeNode{status: answer(time.Hour, 1, true)}},
		{NoBlock, fakeNode{status: answer(time.Hour, 1, false)}},
		{Clock, fakeNode{status: answer(time.Hour, 1, false), moves: true}},
		{Clock, fakeNode{status: answer(-time.Hour, 1, false), moves: true}},
	} {
		dir := newHome(t, 2)
		srv := httptest.NewServer(&c.node)
		defer srv.Close()
		set(t, dir, "api", strings.TrimPrefix(srv.URL, "http://"))
		lock, err := home.Acquire(dir)
		must(t, err)
		p := &patient{ctx: t.Context(), dir: dir, late: time.Second}
		found := without(p.examine(), DiskLow)
		must(t, lock.Release())
		if got := slices.Compact(codes(found)); c.code == "" && got != nil || c.code != "" && !slices.Equal(got, []Code{c.code}) {
			t.Errorf("want %q, found %+v", c.code, found)
		}
		tested[c.code] = true
	}
}

// A program that was replaced while it runs is found where the system tells.
func TestAReplacedProgramIsFound(t *testing.T) {
	tested[ProgramReplaced] = true
	program := filepath.Join(t.TempDir(), "program")
	self, err := os.Executable()
	must(t, err)
	text, err := os.ReadFile(self)
	must(t, err)
	must(t, os.WriteFile(program, text, 0o700))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	cmd := exec.CommandContext(ctx, program, "-test.run=^$", "-test.timeout=1m")
	cmd.Env = append(os.Environ(), sleeper+"=1")
	must(t, cmd.Start())
	defer func() { stop(); _ = cmd.Wait() }()
	p := &patient{ctx: ctx}
	process := strconv.Itoa(cmd.Process.Pid)
	if p.program(process); len(p.found) != 0 {
		t.Errorf("found %+v", p.found)
	}
	must(t, os.Remove(program))
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		return // no other system tells
	}
	if p.program(process); !slices.Equal(codes(p.found), []Code{ProgramReplaced}) {
		t.Errorf("found %+v", p.found)
	}
}

// sleeper is set for a process that waits to be killed.
const sleeper = "PEERZ_TEST_SLEEPER"

// tested are the codes that some test has found.
var tested = map[Code]bool{}

func TestMain(m *testing.M) {
	if os.Getenv(sleeper) != "" {
		time.Sleep(time.Minute)
		return
	}
	code := m.Run()
	if selected := slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(a, "-test.run=") }); !selected {
		for _, c := range Codes {
			if !tested[c] {
				fmt.Fprintf(os.Stderr, "no test finds %s\n", c)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// Every code is explained to operators.
func TestCodesAreExplained(t *testing.T) {
	page, err := os.ReadFile("../../../docs/operators.md")
	must(t, err)
	for _, c := range Codes {
		if !strings.Contains(string(page), "| `"+string(c)+"` |") {
			t.Errorf("docs/operators.md has no row for %s", c)
		}
	}
}
