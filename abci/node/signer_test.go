package node

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/privval"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
)

// childSigner is the folder of a process that signs: its key, its record, and the socket of the node.
const childSigner = "PEERZ_TEST_SIGNER"

// runSigner signs, as CometBFT's own signer does, for the node that listens on the socket.
func runSigner(dir string) {
	pv := privval.LoadFilePV(filepath.Join(dir, "key"), filepath.Join(dir, "record"))
	endpoint := privval.NewSignerDialerEndpoint(log.NewNopLogger(), privval.DialUnixFn(filepath.Join(dir, "socket")),
		privval.SignerDialerEndpointConnRetries(1000))
	server := privval.NewSignerServer(endpoint, "test-1", pv)
	if err := server.Start(); err != nil {
		panic(err)
	}
	select {}
}

// signerOf moves the signing key of a home to a folder of its own and has the node listen there.
func signerOf(t *testing.T, h home.Dir) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "sign") // a socket's path is short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must(t, errors.Join(os.Rename(h.ValidatorKey(), filepath.Join(dir, "key")), os.Rename(h.ValidatorState(), filepath.Join(dir, "record"))))
	settings, err := os.ReadFile(h.CometConfig())
	must(t, err)
	const absent = "priv_validator_laddr = \"\"\n"
	if !strings.Contains(string(settings), absent) {
		t.Fatal("config.toml does not say where a remote signer connects")
	}
	changed := strings.Replace(string(settings), absent, "priv_validator_laddr = \"unix://"+filepath.Join(dir, "socket")+"\"\n", 1)
	must(t, os.WriteFile(h.CometConfig(), []byte(changed), 0o600))
	return dir
}

// sign starts the process that signs; kill ends it at once.
func sign(t *testing.T, dir string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childSigner+"="+dir)
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	killed := false
	kill = func() {
		if !killed {
			killed = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	return kill
}

// until polls.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// The key of a validator is in another process, which may start later than the node, and die: no key is in the
// home, no block comes without it, the node says so, and goes on when it is back.
func TestARemoteSignerSigns(t *testing.T) {
	h := newHome(t)
	dir := signerOf(t, h)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	n, err := New(h, cfg, nil)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	until(t, "the reason of a node without a signer", func() bool { return strings.Contains(n.idleReason(), "the remote signer has not connected") })

	kill := sign(t, dir)
	ready(t, n)
	if !n.alone() {
		t.Error("the node does not know which key signs for it")
	}
	kill()
	until(t, "the reason of a node whose signer died", func() bool { return strings.Contains(n.idleReason(), "does not sign") })
	stopped := n.app.Last().Height

	kill = sign(t, dir)
	until(t, "blocks after the signer's return", func() bool { return n.app.Last().Height > stopped+2 })
	kill()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
	backup := tempHome(t)
	must(t, os.Remove(string(backup)))
	source, err := maintenance.Open(h, cfg)
	must(t, err)
	_, err = source.Backup(context.Background(), string(backup), true)
	must(t, errors.Join(err, source.Close()))
	if _, err := os.Stat(backup.NodeKey()); err != nil {
		t.Errorf("a backup with keys: %v", err)
	}
	if _, err := os.Stat(h.ValidatorKey()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key is in the home: %v", err)
	}
}

// Whoever is stopped while it waits for its signer stops.
func TestANodeWithoutItsSignerStops(t *testing.T) {
	h := newHome(t)
	signerOf(t, h)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	n, err := New(h, cfg, nil)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	until(t, "the node to wait", func() bool { return n.idleReason() != "" && strings.Contains(n.idleReason(), "remote signer") })
	cancel()
	select {
	case err := <-ended:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for ever")
	}
}
