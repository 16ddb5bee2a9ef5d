package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/state"
)

// Backup copies the running node's home into dir, which must not exist, while
// the next block is committed. The copy starts as a node: with new keys, as one
// that follows the chain; with this node's keys, in its place. Two nodes with the
// same keys must never run at once: they would sign two blocks of one height. It
// returns the version of the state copied.
//
// At a commit consensus stands still: the block is stored, the state is that
// block's, and nothing is signed above it. The copy is what a crash at this
// moment would leave, which any start repairs.
func (n *Node) Backup(ctx context.Context, dir string, keys bool) (v state.Head, err error) {
	ctx, cancel := n.untilStop(ctx)
	defer cancel()
	done := make(chan struct{})
	work := func() {
		defer close(done)
		if n.restore.done {
			err = errors.New("node: backup: the node has only just joined; try again")
			return
		}
		v, err = backup{n.home, Home(dir), n.state, n.stores, keys, false}.run(ctx)
	}
	select {
	case n.atCommit <- work:
		<-done
		return v, err
	case <-ctx.Done():
		return v, fmt.Errorf("node: backup: no block came: %w", ctx.Err())
	}
}

// Backup copies the stopped node's home into dir: see Node.Backup. It may have
// signed something above its last block, which only its consensus log tells.
func (s *Stopped) Backup(ctx context.Context, dir string, keys bool) (state.Head, error) {
	if s.comet == nil {
		if _, _, err := s.openComet(); err != nil {
			return state.Head{}, err
		}
	}
	return backup{s.home, Home(dir), s.state, s.comet, keys, true}.run(ctx)
}

// backup is one copy of a home.
type backup struct {
	from, to Home
	state    *state.Store
	comet    *cometdb.Store
	keys     bool // this node's, or new ones
	wal      bool // the consensus log too
}

// run makes the copy under another name first, so that what has the name is
// complete.
func (b backup) run(ctx context.Context) (state.Head, error) {
	v := b.state.Head()
	if _, err := os.Lstat(string(b.to)); !errors.Is(err, fs.ErrNotExist) {
		return v, fmt.Errorf("node: backup to %s: %w", b.to, errors.Join(err, fs.ErrExist))
	}
	name := b.to
	b.to += ".unfinished"
	err := os.RemoveAll(string(b.to))
	if err == nil {
		err = b.copy()
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = os.Rename(string(b.to), string(name))
	}
	if err == nil {
		err = syncDir(filepath.Dir(string(name)))
	}
	if err != nil {
		return v, errors.Join(fmt.Errorf("node: backup: %w", err), os.RemoveAll(string(b.to)))
	}
	return v, nil
}

func (b backup) copy() error {
	for _, dir := range []string{b.to.Config(), b.to.ConsensusWAL()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	files := []string{b.from.Genesis(), b.from.CometConfig(), b.from.Settings(), b.from.Chain()}
	if b.keys {
		files = append(files, b.from.NodeKey(), b.from.ValidatorKey(), b.from.ValidatorState())
	} else if err := NewKeys().save(b.to); err != nil {
		return err
	}
	if b.keys && b.wal {
		logs, err := filepath.Glob(filepath.Join(b.from.ConsensusWAL(), "wal*"))
		if err != nil {
			return err
		}
		files = append(files, logs...)
	}
	if err := copyFiles(b.from, b.to, files); err != nil {
		return err
	}
	err := errors.Join(b.state.Backup(b.to.App()), b.comet.Backup(b.to.Comet()))
	return errors.Join(err, syncDir(b.to.Data()), syncDir(string(b.to)))
}

// copyFiles copies files of one home to the same place in another.
func copyFiles(from, to Home, paths []string) error {
	for _, path := range paths {
		name, err := filepath.Rel(string(from), path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		stat, err := os.Stat(path)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(string(to), name), text, stat.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}
