package devnet

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

func TestSettingsThatCannotBe(t *testing.T) {
	for name, s := range map[string]Settings{
		"--validators":     {Validators: MaxValidators + 1},
		"--epoch 1.5s":     {Epoch: 1500 * time.Millisecond},
		"--epoch 500ms":    {Epoch: 500 * time.Millisecond},
		"--epoch 999999h":  {Epoch: 999_999 * time.Hour},
		"--block-time 1ms": {BlockTime: time.Millisecond},
		"--port-base 80":   {PortBase: 80},
		"--port-base 655":  {PortBase: 65530},
	} {
		err := s.or(defaults).check()
		if !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), name) {
			t.Errorf("%+v: %v, want it to name %s", s, err, name)
		}
	}
	if err := defaults.check(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

// A zero that the user wrote is a value, and one that cannot be.
func TestZeroIsNotTheDefault(t *testing.T) {
	for _, flag := range []string{"validators", "epoch", "block-time", "port-base"} {
		err := Settings{}.checkGiven(func(name string) bool { return name == flag })
		if !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), "--"+flag+" 0") {
			t.Errorf("--%s 0: %v", flag, err)
		}
	}
	if err := (Settings{}).checkGiven(func(string) bool { return false }); err != nil {
		t.Errorf("no flags: %v", err)
	}
}

func TestPortsOfNodesDoNotOverlap(t *testing.T) {
	s := Settings{Validators: 3, PortBase: 30000}
	if s.api(2) != "http://127.0.0.1:30020" || s.rpc(2) != "http://127.0.0.1:30021" {
		t.Errorf("node 2 is at %s and %s", s.api(2), s.rpc(2))
	}
}

func TestWhatIsPartOfTheChainCannotChange(t *testing.T) {
	home := t.TempDir()
	made := defaults
	made.Validators, made.Epoch = 2, 3*time.Second
	if err := made.save(home); err != nil {
		t.Fatal(err)
	}
	for flag, s := range map[string]Settings{"--epoch 3s, not 5s": {Epoch: 5 * time.Second}, "--validators 2, not 4": {Validators: 4}} {
		err := Run(context.Background(), Options{Home: home, Settings: s})
		if !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), flag) {
			t.Errorf("%v, want %s", err, flag)
		}
	}
	same, err := Options{Home: home, Settings: Settings{Epoch: 3 * time.Second}}.settle()
	if err != nil || same.Validators != 2 || same.Epoch != 3*time.Second {
		t.Errorf("the same flags again: %+v, %v", same, err)
	}
}

func TestDamagedSettingsAreNamed(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "devnet.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), Options{Home: home}); err == nil || !strings.Contains(err.Error(), "devnet.json is damaged") {
		t.Errorf("%v", err)
	}
}

func TestAHomeThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := Run(context.Background(), Options{Home: filepath.Join(file, "home")})
	if err == nil || !strings.Contains(err.Error(), "home") {
		t.Errorf("%v", err)
	}
}

func TestResetKeepsKeysAndForeignFiles(t *testing.T) {
	home := t.TempDir()
	if _, err := makeKeys(keystore.In(home), 2); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"validator0/data/x", "validator1/config/x", "notes/x", "config/mine"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(home, path)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, path), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := defaults
	s.Validators = 2
	if err := s.save(home); err != nil {
		t.Fatal(err)
	}
	if err := reset(home); err != nil {
		t.Fatal(err)
	}
	for path, stays := range map[string]bool{"keys/alice.json": true, "keys/validator1.json": true, "notes/x": true, "validator0": false, "validator1": false, "devnet.json": false} {
		if _, err := os.Stat(filepath.Join(home, path)); (err == nil) != stays {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A devnet that was killed while it was made, or removed, is made anew by the next start; the
// home of a node that is no devnet is left alone.
func TestCutShort(t *testing.T) {
	home := t.TempDir()
	s := defaults
	if err := create(home, &s); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(settingsPath(home), unfinished(home)); err != nil { // as a reset begins
		t.Fatal(err)
	}
	if _, err := (Options{Home: home}).settle(); err != nil {
		t.Errorf("cut short: %v", err)
	}
	again := defaults
	if err := create(home, &again); err != nil {
		t.Fatal(err)
	}
	if have, err := load(home); err != nil || have.Peers[0] != again.Peers[0] {
		t.Errorf("made anew: %+v, %v", have, err)
	}
	for _, path := range []string{settingsPath(home), unfinished(home)} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (Options{Home: home}).settle(); !errors.Is(err, ErrOptions) {
		t.Errorf("a node that is no devnet: %v", err)
	}
}

// A first start that fails binds nobody: the next one takes any flags and makes the devnet anew, and the keys stay. From
// the first vote on there is a chain, whatever else went wrong.
func TestAFirstStartThatFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port, dir := taken.Addr().(*net.TCPAddr).Port, t.TempDir()
	start := func(epoch time.Duration) error {
		return Run(context.Background(), Options{Home: dir, Settings: Settings{Epoch: epoch, PortBase: port}})
	}
	var alice []byte
	for _, epoch := range []time.Duration{3 * time.Second, 5 * time.Second} {
		if err := start(epoch); err == nil || errors.Is(err, ErrOptions) {
			t.Fatalf("epochs of %s on a port that is taken: %v", epoch, err)
		}
		if s, err := load(dir); err != nil || s.Epoch != epoch {
			t.Errorf("%+v, %v", s, err)
		}
		raw, err := os.ReadFile(filepath.Join(dir, "keys", "alice.json"))
		if err != nil || alice != nil && !bytes.Equal(raw, alice) {
			t.Errorf("alice's key: %v", err)
		}
		alice = raw
	}
	if err := os.WriteFile(home.Dir(dir).ValidatorState(), []byte(`{"height":"1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := start(7 * time.Second); !errors.Is(err, ErrOptions) {
		t.Errorf("other epochs for a chain that has votes: %v", err)
	}
}

// Two devnets have the same accounts, and the printed words give them to another wallet.
func TestEveryDevnetHasTheAccountsOfTheTestWords(t *testing.T) {
	made, err := makeKeys(keystore.In(t.TempDir()), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, account := range made {
		want, err := keystore.FromWords(account.Name, keystore.TestWords, uint32(i))
		if err != nil || account.Address() != want.Address() || account.Protection != keystore.Test {
			t.Errorf("%s is not account %d: %v", account.Name, i, err)
		}
	}
}

func TestKeysOutliveAReset(t *testing.T) {
	store := keystore.In(t.TempDir())
	if err := store.PutTest(People[0], 99); err != nil {
		t.Fatal(err)
	}
	own, err := store.Get(People[0])
	if err != nil {
		t.Fatal(err)
	}
	first, err := makeKeys(store, 1)
	if err != nil {
		t.Fatal(err)
	}
	second, err := makeKeys(store, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != len(People)+1 || first[0] != own || len(second) != len(People)+2 || first[0] != second[0] || first[len(People)] != second[len(People)] {
		t.Errorf("%v, then %v", first, second)
	}
}
