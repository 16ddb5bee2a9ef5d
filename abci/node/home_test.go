package node

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// Every way in which a home cannot be run has its own error, which says what to do.
func TestHomesThatCannotRun(t *testing.T) {
	rewrite := func(path string, change func(string) string) {
		b, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, []byte(change(string(b))), 0o600))
	}
	for _, c := range []struct {
		name  string
		spoil func(h home.Dir)
		want  error
		says  string
	}{
		{"empty folder", func(h home.Dir) { must(t, os.Remove(h.Genesis())) }, home.ErrNotInitialised, "initialise"},
		{"another genesis", func(h home.Dir) {
			run(t, h)
			rewrite(h.Genesis(), func(s string) string { return strings.Replace(s, "test-1", "test-2", 1) })
		}, home.ErrOtherChain, "--home"},
		{"newer data", func(h home.Dir) {
			run(t, h)
			rewrite(h.Chain(), func(s string) string { return strings.Replace(s, `"format": 1`, `"format": 2`, 1) })
		}, home.ErrNewerFormat, "newer"},
		{"unknown key of CometBFT", func(h home.Dir) {
			rewrite(h.CometConfig(), func(s string) string { return strings.Replace(s, "timeout_commit", "timeout_comit", 1) })
		}, home.ErrSettings, "timeout_comit"},
		{"bad value of CometBFT", func(h home.Dir) {
			rewrite(h.CometConfig(), func(s string) string { return strings.Replace(s, `"20ms"`, `"soon"`, 1) })
		}, home.ErrSettings, "config.toml"},
		{"blocks lost", func(h home.Dir) { run(t, h); must(t, os.RemoveAll(h.Comet())) }, nil, "backup"},
		{"no signing record", func(h home.Dir) { must(t, os.Remove(h.ValidatorState())) }, nil, "backup"},
		{"damaged key", func(h home.Dir) { must(t, os.WriteFile(h.ValidatorKey(), []byte("{"), 0o600)) }, nil, "damaged"},
		{"damaged genesis", func(h home.Dir) { must(t, os.WriteFile(h.Genesis(), []byte("{"), 0o600)) }, nil, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			c.spoil(h)
			n, err := New(h, home.DefaultConfig(), nil)
			if n != nil || err == nil {
				t.Fatal("the node opens")
			}
			if c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// run makes a block in a home and stops.
func run(t *testing.T, h home.Dir) {
	t.Helper()
	n, stop := start(t, h)
	ready(t, n)
	stop()
}

func TestHomeInUse(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	_, err := New(h, home.DefaultConfig(), nil)
	if !errors.Is(err, home.ErrInUse) || !strings.Contains(err.Error(), "process ") {
		t.Errorf("a second node: %v", err)
	}
	stop()
	run(t, h) // and now it is free
}

func TestPortTaken(t *testing.T) {
	h := newHome(t)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	comet, err := home.LoadComet(h)
	must(t, err)
	for _, address := range []string{cfg.API, trimScheme(comet.RPC.ListenAddress), trimScheme(comet.P2P.ListenAddress)} {
		ln, err := net.Listen("tcp", address)
		must(t, err)
		n, err := New(h, cfg, nil)
		must(t, err)
		if err := n.Start(t.Context()); !errors.Is(err, ErrPortTaken) || !strings.Contains(err.Error(), address) {
			t.Errorf("with %s taken: %v", address, err)
		}
		must(t, n.Stop())
		must(t, ln.Close())
	}
	run(t, h)
}
