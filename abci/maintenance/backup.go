package maintenance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/state"
)

// Source is the home that a backup copies, with its open stores, which do not change
// meanwhile.
type Source struct {
	Dir   home.Dir
	State *state.Store
	Comet *cometdb.Store
	// ConsensusLog is whether the consensus log goes along with the keys: when the node may
	// have signed something above its last block.
	ConsensusLog bool
}

// Backup copies the home to another folder, which must not exist. The copy starts as a
// node: with new keys, as one that follows the chain; with this node's keys, as its successor.
// Two nodes with the same keys must never run at once: they would sign two blocks of one
// height. It returns the height and root of the state that it copied.
//
// It makes the copy under another name first, so that what has the name is complete.
func (s Source) Backup(ctx context.Context, to home.Dir, keys bool) (state.Head, error) {
	head := s.State.Head()
	if _, err := os.Lstat(string(to)); !errors.Is(err, fs.ErrNotExist) {
		return head, fmt.Errorf("node: backup to %s: %w", to, errors.Join(err, fs.ErrExist))
	}
	unfinished := to + ".unfinished"
	err := os.RemoveAll(string(unfinished))
	if err == nil {
		err = s.copyTo(unfinished, keys)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = os.Rename(string(unfinished), string(to))
	}
	if err == nil {
		err = home.SyncDir(filepath.Dir(string(to)))
	}
	if err != nil {
		return head, errors.Join(fmt.Errorf("node: backup: %w", err), os.RemoveAll(string(unfinished)))
	}
	return head, nil
}

func (s Source) copyTo(to home.Dir, keys bool) error {
	for _, dir := range []string{to.Config(), to.ConsensusWAL()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	files, err := s.files(keys)
	if err != nil {
		return err
	}
	if !keys {
		err = home.NewKeys().Save(to)
	}
	if err == nil {
		err = copyFiles(s.Dir, to, files)
	}
	if err != nil {
		return err
	}
	err = errors.Join(s.State.Backup(to.App()), s.Comet.Backup(to.Comet()))
	return errors.Join(err, home.SyncDir(to.Data()), home.SyncDir(string(to)))
}

// files are the paths of what is copied as it is.
func (s Source) files(keys bool) ([]string, error) {
	files := []string{s.Dir.Genesis(), s.Dir.CometConfig(), s.Dir.Settings(), s.Dir.Chain()}
	if !keys {
		return files, nil
	}
	files = append(files, s.Dir.NodeKey())
	elsewhere, err := home.SignsElsewhere(s.Dir)
	if err != nil {
		return nil, err
	}
	if !elsewhere {
		files = append(files, s.Dir.ValidatorKey(), s.Dir.ValidatorState())
	}
	if !s.ConsensusLog {
		return files, nil
	}
	logs, err := filepath.Glob(filepath.Join(s.Dir.ConsensusWAL(), "wal*"))
	return append(files, logs...), err
}

// copyFiles copies files of one home to where they belong in another.
func copyFiles(from, to home.Dir, paths []string) error {
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
		if err := home.WriteFile(filepath.Join(string(to), name), text, stat.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}
