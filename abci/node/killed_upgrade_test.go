package node

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm/wasm/sabotage"
)

// upgradeSteps are the steps at which the machine is when one of four validators is killed: from the first step of the dry run on a
// branch, over the call for what else the proposal does, a parameter of the chain, both codes and a migration, to the way back by
// migrate_back that takes the group back.
var upgradeSteps = []string{
	"execute, on a branch", "upgraded, on a branch", "migrate, on a branch", "migrate_back, on a branch", "end_epoch, on a branch", "upgrade_tried",
	"end_epoch", "execute", "param_changed", "upgraded", "migrate", "end_block", "hook_failed", "migrate_back", "rolled_back",
}

// aroundCommit are the last steps in their blocks. Such a block is killed over and over when it is executed again: at CometBFT's own kill sites around a
// commit, and at writes to disk.
var aroundCommit = map[string]bool{"upgrade_tried": true, "migrate": true, "rolled_back": true}

// dieAtSteps has a machine kill the process, as hard as can be, at the first of the steps that a file does not have yet, and add it.
func dieAtSteps(m *runtime.Machine, path string) {
	m.Steps = func(step string) {
		seen, err := os.ReadFile(path)
		if err != nil || !slices.Contains(upgradeSteps, step) || slices.Contains(strings.Split(string(seen), "\n"), step) {
			return
		}
		if err := os.WriteFile(path, append(seen, step+"\n"...), 0o600); err != nil {
			panic(err)
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// A group of two codes, a migration and a parameter of the chain is tried, carried out, and taken back by migrate_back, while one of
// four validators is killed at every step of it, and around the commits of the blocks that do it. Afterwards all four have
// the same app hash at every height, the group is live as a whole or not at all, and the books balance.
func TestKilledAtEveryStepOfAnUpgrade(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a minute")
	}
	homes := newNetwork(t, 4)
	nodes := make([]*Node, 3)
	for i, h := range homes[:3] {
		nodes[i], _ = start(t, h)
	}
	killed := killAtSteps(t, homes[3])
	for _, n := range nodes {
		ready(t, n)
	}
	v := &voters{t: t, n: nodes[0], nonces: map[byte]uint64{}}
	v.upgradeAndBack()
	for deadline := time.Now().Add(time.Minute); len(killed.at()) < len(upgradeSteps) && time.Now().Before(deadline); {
		time.Sleep(100 * time.Millisecond)
	}
	killed.stop()
	for _, step := range upgradeSteps {
		if !slices.Contains(killed.at(), step) {
			t.Errorf("not killed at %q, but at %q", step, killed.at())
		}
	}

	last, _ := start(t, homes[3])
	ready(t, last)
	nodes = append(nodes, last)
	height := nodes[0].state().Head().Height
	reach(t, nodes, height)
	for h := height - min(height, 900) + 1; h <= height; h++ { // the state retains a thousand
		want := root(t, nodes[0], h)
		for i, n := range nodes[1:] {
			if root(t, n, h) != want {
				t.Fatalf("height %d: validator %d has another app hash", h, i+1)
			}
		}
	}
	view := last.state().View()
	defer view.Close()
	must(t, world.Read(view).CheckBooks())
	t.Logf("%d kills over %d heights: %q", killed.kills, height, killed.at())
}

// killing is a validator in a process of its own that dies over and over.
type killing struct {
	t     *testing.T
	home  home.Dir
	seen  string
	kills int

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended bool
	done  chan struct{}
}

// killAtSteps starts a validator, again after each death, until stop.
func killAtSteps(t *testing.T, h home.Dir) *killing {
	k := &killing{t: t, home: h, seen: h.Data() + ".steps", done: make(chan struct{})}
	must(t, os.WriteFile(k.seen, nil, 0o600))
	t.Cleanup(k.stop)
	go func() {
		defer close(k.done)
		for before := 0; k.run(childSteps + "=" + k.seen); {
			k.kills++
			steps := k.at()
			if len(steps) == before || !aroundCommit[steps[len(steps)-1]] {
				continue
			}
			before = len(steps)
			for i := range crashes(t, 3) {
				for _, how := range []string{fmt.Sprint("FAIL_TEST_INDEX=", (3*i+before)%11), fmt.Sprint(childWrites, "=", 2+7*i), fmt.Sprint(childCut, "=", 3+11*i)} {
					if !k.run(childSteps+"="+k.seen, how) {
						return
					}
					k.kills++
				}
			}
		}
	}()
	return k
}

// run runs the validator once, for some seconds at most unless it is to die at steps; false when there is to be no more.
func (k *killing) run(env ...string) bool {
	k.mu.Lock()
	if k.ended {
		k.mu.Unlock()
		return false
	}
	cmd := exec.Command(os.Args[0])
	var said bytes.Buffer
	cmd.Stderr = &said
	cmd.Env = append(append(os.Environ(), childHome+"="+string(k.home)), env...)
	err := cmd.Start()
	k.cmd = cmd
	k.mu.Unlock()
	if err != nil {
		k.t.Error(err)
		return false
	}
	if len(env) > 1 {
		defer time.AfterFunc(4*time.Second, func() { _ = cmd.Process.Kill() }).Stop()
	}
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && !status.Signaled() && status.ExitStatus() != 1 || bytes.Contains(said.Bytes(), []byte("panic:")) {
		k.t.Errorf("%v: it ended by itself: %v\n%s", env, cmd.ProcessState, said.Bytes())
		return false
	}
	return true
}

// at is where it was killed, in order.
func (k *killing) at() []string {
	seen, err := os.ReadFile(k.seen)
	must(k.t, err)
	return strings.Split(strings.TrimSuffix(string(seen), "\n"), "\n")
}

func (k *killing) stop() {
	k.mu.Lock()
	if !k.ended && k.cmd != nil {
		_ = k.cmd.Process.Kill()
	}
	k.ended = true
	k.mu.Unlock()
	<-k.done
}

// voters are three users with all the stake but the validators'.
type voters struct {
	t      *testing.T
	n      *Node
	nonces map[byte]uint64
}

// sends has one of them send a message, and waits for its block.
func (v *voters) sends(who byte, msg tx.Msg) {
	v.t.Helper()
	p := v.params()
	body := tx.Body{ChainID: "test-1", Nonce: v.nonces[who], GasLimit: p.MaxTxGas, Msg: msg}
	if msg.Kind() == tx.KindUpload {
		body.GasLimit = p.MaxBlockGas
	}
	body.Fee, _ = p.MinGasPrice.Mul(abi.U64(body.GasLimit))
	v.nonces[who]++
	var r receipt
	if post(v.t, v.n, "/v1/txs?wait=1", key(who).Sign(body), &r); r.Code != 0 || r.Height == 0 {
		v.t.Fatalf("%T: %+v", msg, r)
	}
}

func (v *voters) params() (p world.Params) {
	v.reads(func(r world.Reader) (err error) { p, err = r.Params(); return err })
	return p
}

func (v *voters) reads(f func(world.Reader) error) {
	v.t.Helper()
	view := v.n.state().View()
	defer view.Close()
	must(v.t, f(world.Read(view)))
}

func (v *voters) contract(name string) (c world.Named) {
	v.t.Helper()
	v.reads(func(r world.Reader) (err error) {
		if c.Address, _, err = r.ByName(name); err == nil {
			c.Contract, _, err = r.Contract(c.Address)
		}
		return err
	})
	return c
}

// upgradeAndBack votes in new code for rewards, which stores something in its migration, and for roles, with a parameter of the chain;
// when all of it is live, the code of rewards begins to fail, because an account has a token.
func (v *voters) upgradeAndBack() {
	t := v.t
	t.Helper()
	back, err := os.ReadFile("../../contracts/testdata/migrate-back/migrate-back.wasm")
	must(t, err)
	bad := sabotage.Of(t, builtin("rewards"))
	bad.First("end_block", sleeping(bad, sabotage.Trap()))
	bad.Instead("migrate", sabotage.Do(sabotage.Bytes(sabotage.Space, []byte("s")),
		bad.Drop("state_set", sabotage.I32(sabotage.Space), sabotage.I32(1), sabotage.I32(sabotage.Space), sabotage.I32(1)), sabotage.I32(0)))
	rewards, roles := bad.Code(), sabotage.Of(t, builtin("roles")).Says("other", nil).Code()
	v.sends(1, tx.Upload{Code: back})
	before, delay := v.contract("rewards"), v.params().CodeDelayBlocks
	parameter := governance.Action{Kind: "params", Contract: governance.Chain, Changes: []governed.ParamChange{{Name: "code_delay_blocks", New: fmt.Sprint(delay + 1)}}}
	v.enacts(1, v.uploads("rewards", rewards, back), v.uploads("roles", roles, back), parameter)
	live := func() bool { return v.contract("rewards").CodeHash == tx.Hash(rewards) }
	waitFor(t, "the group is live", live)
	if v.contract("roles").CodeHash != tx.Hash(roles) || v.params().CodeDelayBlocks != delay+1 {
		t.Error("a part of the group is live")
	}
	v.wakes()
	waitFor(t, "the group is taken back", func() bool { return !live() })
	if now := v.contract("rewards"); now.CodeHash != before.CodeHash || now.FailedReason != uint32(abi.CodeTrap) || v.contract("roles").CodeHash == tx.Hash(roles) {
		t.Errorf("after the way back: %+v", now)
	}
	v.reads(func(r world.Reader) error {
		value, _, err := r.Value(before.Address, []byte("s"))
		if string(value) != "\x01" {
			t.Errorf("migrate_back has left %x", value)
		}
		return err
	})
}

// switcher is an account that sleeping code looks at.
const switcher = 9

// sleeping is code that does as it should until that account has bonded something.
func sleeping(m *sabotage.Module, wake sabotage.Code) sabotage.Code {
	switched := key(switcher).Address()
	asks := sabotage.Do(sabotage.Bytes(sabotage.Space, switched[:]), m.Drop("stake", sabotage.I32(sabotage.Space), sabotage.I64(-1), sabotage.I32(sabotage.Space+64)))
	return sabotage.Do(asks, sabotage.If(sabotage.Nonzero(sabotage.Space+64), wake))
}

// uploads puts code on the chain, and returns the action that makes it a contract's; back may be nil.
func (v *voters) uploads(name string, code, back []byte) governance.Action {
	v.t.Helper()
	v.sends(1, tx.Upload{Code: code})
	hash := tx.Hash(code)
	a := governance.Action{Kind: "upgrade", Contract: name, CodeHash: sdk.HashOf(hash[:])}
	if back != nil {
		way := tx.Hash(back)
		a.MigrateBack = sdk.HashOf(way[:])
	}
	return a
}

// wakes has sleeping code wake up.
func (v *voters) wakes() {
	v.t.Helper()
	some, _ := abi.Unit.Mul(abi.U64(10))
	v.sends(1, tx.Transfer{To: key(switcher).Address(), Amount: some})
	v.sends(switcher, tx.Bond{Amount: abi.U64(1)})
}

// enacts proposes, and has everybody vote for it.
func (v *voters) enacts(id uint64, actions ...governance.Action) {
	v.t.Helper()
	deposit, _ := abi.Unit.Mul(abi.U64(20_000))
	call := governance.Client{}.Propose(governance.ProposeArgs{Title: "all or nothing", Actions: actions})
	address, uploaded := v.contract("governance").Address, v.n.state().Head().Height
	waitFor(v.t, "the code can be called", func() bool { return v.n.state().Head().Height > uploaded+v.params().CodeDelayBlocks })
	v.sends(1, tx.Call{Contract: address, Input: call.Input, Funds: deposit})
	waitFor(v.t, "the vote begins", func() bool { return v.voting(id) })
	for _, who := range []byte{1, 2, 3} {
		v.sends(who, tx.Call{Contract: address, Input: governance.Client{}.Vote(governance.VoteArgs{Proposal: id, Option: "yes"}).Input})
	}
}

// voting reports whether a proposal is voted on. One that never will be ends the test.
func (v *voters) voting(id uint64) bool {
	v.t.Helper()
	p := v.state(id)
	if p.State != "voting" && p.State != "waiting" {
		v.t.Fatalf("the proposal is %s: %s", p.State, p.Reason)
	}
	return p.State == "voting"
}

type proposalState struct{ State, Reason string }

func (v *voters) state(id uint64) proposalState {
	v.t.Helper()
	var answer struct{ Result proposalState }
	postAs(v.t, v.n, "/v1/query/governance", "application/json", fmt.Appendf(nil, `{"proposal":{"proposal":%d}}`, id), &answer)
	return answer.Result
}

func builtin(name string) []byte {
	c, _ := contracts.Get(name)
	return c.Wasm
}

func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in 3 minutes: %s", what)
		}
	}
}
