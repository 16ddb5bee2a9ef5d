package devnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cometbft/cometbft/libs/tempfile"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// Settings is what a devnet was made with, stored in its home. The validators and the epoch are
// part of the chain and fixed; the rest may change from one start to the next.
type Settings struct {
	ChainID    string        `json:"chain_id"`
	Validators int           `json:"validators"` // 1 to MaxValidators
	Epoch      time.Duration `json:"epoch"`      // whole seconds, at least one
	BlockTime  time.Duration `json:"block_time"` // pause between blocks
	PortBase   int           `json:"port_base"`  // node i has the ports from PortBase+10*i
	Peers      []string      `json:"peers"`      // by which name each node knows the others
}

// MaxValidators bounds a devnet: each validator is a process of this machine.
const MaxValidators = 16

// maxEpoch is the longest epoch that a genesis may have: a year.
const maxEpoch = 366 * 24 * time.Hour

// portsPerNode is the distance between the API ports of two nodes.
const portsPerNode = 10

func (s Settings) api(node int) string { return fmt.Sprintf("http://127.0.0.1:%d", s.port(node)) }

func (s Settings) rpc(node int) string { return fmt.Sprintf("http://127.0.0.1:%d", s.port(node)+1) }

// peer is where other nodes find this one.
func (s Settings) peer(node int) string {
	if node >= len(s.Peers) {
		return ""
	}
	return fmt.Sprintf("%s@127.0.0.1:%d", s.Peers[node], s.port(node)+2)
}

func (s Settings) port(node int) int { return s.PortBase + portsPerNode*node }

// check says what is wrong with a devnet that somebody asks for.
func (s Settings) check() error {
	switch {
	case s.Validators < 1 || s.Validators > MaxValidators:
		return fmt.Errorf("%w: --validators %d: want 1 to %d", ErrOptions, s.Validators, MaxValidators)
	case s.Epoch < time.Second || s.Epoch > maxEpoch || s.Epoch%time.Second != 0:
		return fmt.Errorf("%w: --epoch %s: want whole seconds, 1s to %s", ErrOptions, s.Epoch, maxEpoch)
	case s.BlockTime < 10*time.Millisecond || s.BlockTime > time.Minute:
		return fmt.Errorf("%w: --block-time %s: want 10ms to 1m", ErrOptions, s.BlockTime)
	case s.PortBase < 1024 || s.port(s.Validators) > 65536:
		return fmt.Errorf("%w: --port-base %d: want 1024 to %d", ErrOptions, s.PortBase, 65536-portsPerNode*s.Validators)
	}
	return nil
}

// checkGiven checks the flags that the user wrote. A zero among them is a value that no devnet
// can have; everywhere else it stands for a flag that was left out.
func (s Settings) checkGiven(given func(flag string) bool) error {
	want := defaults
	if given("validators") {
		want.Validators = s.Validators
	}
	if given("epoch") {
		want.Epoch = s.Epoch
	}
	if given("block-time") {
		want.BlockTime = s.BlockTime
	}
	if given("port-base") {
		want.PortBase = s.PortBase
	}
	return want.check()
}

func settingsPath(home string) string { return filepath.Join(home, "devnet.json") }

// load reads the settings of a home; fs.ErrNotExist when no devnet was ever made there.
func load(home string) (s Settings, err error) {
	raw, err := os.ReadFile(settingsPath(home))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("%s is damaged: %w", settingsPath(home), err)
	}
	return s, nil
}

func (s Settings) save(home string) error {
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := tempfile.WriteFileAtomic(settingsPath(home), append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("home %s is not writable: %w", home, err)
	}
	return nil
}

// unfinished is a file that tells of a home whose devnet is being made or removed, or has no block yet. One
// that was cut short there is made anew by the next start.
func unfinished(home string) string { return settingsPath(home) + ".unfinished" }

// unborn reports whether a devnet was made in this home and never came to a block, so that nothing is lost with it: its
// ports were taken, say. Whoever starts it again may want other flags.
func unborn(dir string) bool {
	if _, err := os.Stat(unfinished(dir)); err != nil {
		return false
	}
	s, err := load(dir)
	if err != nil {
		return false
	}
	for i := range s.Validators {
		if voted(nodeHome(dir, s, i)) {
			return false
		}
	}
	return true
}

// voted reports whether a node has signed anything, or nobody can tell.
func voted(dir home.Dir) bool {
	raw, err := os.ReadFile(dir.ValidatorState())
	var last struct {
		Height string `json:"height"`
	}
	return err != nil || json.Unmarshal(raw, &last) != nil || last.Height != "0"
}

// exists reports whether a devnet was made in this home.
func exists(home string) bool {
	_, err := os.Stat(settingsPath(home))
	return !errors.Is(err, fs.ErrNotExist)
}
