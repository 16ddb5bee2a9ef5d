// Package devnet is `peerz devnet`: it makes and runs a whole chain on one machine, for development and tests.
//
// A devnet is a real chain in a folder: CometBFT, the state store, the contracts and funded
// accounts whose keys lie beside it. With one validator the node runs in this process
// and the folder is its home. With several each validator is a process of its own, this same
// program run as `peerz node start`, with a home below the folder:
//
//	HOME/devnet.json             what the devnet was made with (Settings)
//	HOME/keys                    keys of alice, bob, carol and the validators' accounts
//	HOME/config, HOME/data       the node, when there is one
//	HOME/validator<i>            the nodes, when there are several; node.log is what they say
//
// The chain's invariants are asserted while it runs (check_invariants in config/peerz.toml).
//
// A devnet that is stopped goes on from where it was. A child process stops when its standard
// input ends, which happens however its parent dies (children.go).
package devnet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// ErrOptions says that the devnet asked for cannot be: a value out of range, or one that
// differs from what the home was made with.
var ErrOptions = errors.New("devnet")

// Options say which devnet to run. Fields of Settings that are zero mean: as the home was
// made, or the default for a new one.
type Options struct {
	Home     string
	Reset    bool // remove the chain first; the keys stay
	Demo     bool // run a small economy on it
	Settings Settings

	// Ready is called once, when the first block after the start is committed.
	Ready func(Info)
	// Note is told what happens to the devnet while it runs.
	Note func(format string, args ...any)
}

// Info is what a running devnet tells its user.
type Info struct {
	Settings
	Home string
	API  string // URL of the first node's API
	RPC  string // URL of the first node's CometBFT RPC
	Peer string // where other nodes find the first one: id@host:port
}

// defaults of a new devnet.
var defaults = Settings{Validators: 1, Epoch: 10 * time.Second, BlockTime: 500 * time.Millisecond, PortBase: home.DefaultPortBase}

// Run makes the devnet if there is none, runs it until ctx ends, and stops it in order. The
// error says what to do when it cannot run.
func Run(ctx context.Context, o Options) error {
	if o.Reset || unborn(o.Home) {
		if err := reset(o.Home); err != nil {
			return err
		}
	}
	settings, err := o.settle()
	if err != nil {
		return err
	}
	fresh := !exists(o.Home)
	if fresh {
		if err := create(o.Home, &settings); err != nil {
			return err
		}
	} else if err := settings.apply(o.Home); err != nil {
		return err
	}
	told := o.Ready
	o.Ready = func(i Info) {
		_ = os.Remove(unfinished(o.Home)) // if it stays, the validators' votes say as much
		told(i)
	}
	info := Info{Settings: settings, Home: o.Home, API: settings.api(0), RPC: settings.rpc(0), Peer: settings.peer(0)}
	if settings.Validators == 1 {
		return runOne(ctx, o, info)
	}
	return runMany(ctx, o, info)
}

// settle combines what is asked for with what the home was made with.
func (o Options) settle() (Settings, error) {
	have, err := load(o.Home)
	if errors.Is(err, fs.ErrNotExist) {
		if _, cut := os.Stat(unfinished(o.Home)); cut != nil && home.Dir(o.Home).Initialised() {
			return have, fmt.Errorf("%w: %s is the home of a node that is no devnet: choose another --home", ErrOptions, o.Home)
		}
		settings := o.Settings.or(defaults)
		return settings, settings.check()
	}
	if err != nil {
		return have, err
	}
	want := o.Settings.or(have)
	switch {
	case want.Validators != have.Validators:
		err = differs(o.Home, "validators", strconv.Itoa(have.Validators), strconv.Itoa(want.Validators))
	case want.Epoch != have.Epoch:
		err = differs(o.Home, "epoch", have.Epoch.String(), want.Epoch.String())
	default:
		err = want.check()
	}
	return want, err
}

func differs(dir, flag, have, want string) error {
	return fmt.Errorf("%w: the chain in %s was made with --%s %s, not %s, and that cannot change: leave the flag out, "+
		"choose another --home, or start anew with --reset", ErrOptions, dir, flag, have, want)
}

// or fills zero fields from other.
func (s Settings) or(other Settings) Settings {
	if s.Validators == 0 {
		s.Validators = other.Validators
	}
	if s.Epoch == 0 {
		s.Epoch = other.Epoch
	}
	if s.BlockTime == 0 {
		s.BlockTime = other.BlockTime
	}
	if s.PortBase == 0 {
		s.PortBase = other.PortBase
	}
	s.ChainID, s.Peers = other.ChainID, other.Peers
	return s
}

// reset removes the chain of a home but never a key. Files that a devnet did not make stay.
func reset(dir string) error {
	if !exists(dir) {
		return nil
	}
	settings, err := load(dir)
	if err != nil {
		return fmt.Errorf("%w: remove %s by hand", err, dir)
	}
	gone := []string{"config", "data", "node.pid", "node.log"}
	for i := range settings.Validators {
		if err := idle(nodeHome(dir, settings, i)); err != nil {
			return err
		}
		gone = append(gone, "validator"+strconv.Itoa(i))
	}
	if err := os.Rename(settingsPath(dir), unfinished(dir)); err != nil {
		return fmt.Errorf("reset %s: %w", dir, err)
	}
	for _, name := range gone {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("reset %s: %w", dir, err)
		}
	}
	return nil
}

// nodeHome is the folder of one node of a devnet.
func nodeHome(dir string, s Settings, i int) home.Dir {
	if s.Validators == 1 {
		return home.Dir(dir)
	}
	return home.Dir(filepath.Join(dir, "validator"+strconv.Itoa(i)))
}
