package state

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// share is what one kind of keys, or one contract, takes of the state.
type share struct {
	Name  string `json:"name"`
	Keys  uint64 `json:"keys"`
	Bytes uint64 `json:"bytes"` // keys and values
}

// stats is the answer of `peerz state stats`.
type stats struct {
	Height uint64           `json:"height"`
	Oldest uint64           `json:"oldest"` // height that can be read and rolled back to
	Keys   uint64           `json:"keys"`
	Bytes  uint64           `json:"bytes"`
	Kinds  []share          `json:"kinds"`
	Disk   map[string]int64 `json:"disk"` // bytes by folder of the data
}

func statsCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "stats [HOME]",
		Short:   "Count what the state of a stopped node holds",
		Long:    "Count the keys and bytes of the state of a stopped node, by kind and by contract, its history and its disk.",
		Example: "peerz state stats /tmp/full",
		Args:    cli.Takes(0, 1, "at most one HOME"),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			s, err := openState(env, args)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			view := s.State().View()
			defer view.Close()
			r, err := count(view)
			if err != nil {
				return s.Dir().Remedy(err)
			}
			r.Oldest = s.State().Oldest()
			if r.Disk, err = disk(s.Dir()); err != nil {
				return err
			}
			return env.Show(r, r.write)
		},
	}
}

// count walks the state. Keys of one kind share what is before the colon of their
// name; keys of a contract are counted by contract.
func count(view *state.View) (*stats, error) {
	called, err := names(view)
	if err != nil {
		return nil, err
	}
	r := &stats{Height: view.Height()}
	kinds := map[string]*share{}
	it := view.Iterate(nil, nil, false)
	defer it.Close()
	for it.Next() {
		name := world.KeyName(it.Key(), called)
		kind, of, _ := strings.Cut(name, ":")
		if owner, _, own := strings.Cut(of, "/"); own {
			kind = "storage of " + owner
		} else if strings.HasPrefix(kind, "0x") {
			kind = "unknown"
		}
		if kinds[kind] == nil {
			kinds[kind] = &share{Name: kind}
		}
		size := uint64(len(it.Key()) + len(it.Value()))
		kinds[kind].Keys++
		kinds[kind].Bytes += size
		r.Keys++
		r.Bytes += size
	}
	for _, k := range kinds {
		r.Kinds = append(r.Kinds, *k)
	}
	slices.SortFunc(r.Kinds, func(a, b share) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name)) })
	return r, it.Err()
}

// disk adds up the files of each folder of the data. The store is open meanwhile and may
// remove files that it no longer needs.
func disk(dir home.Dir) (map[string]int64, error) {
	used := map[string]int64{}
	err := filepath.WalkDir(dir.Data(), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir.Data(), path)
		folder, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		used[folder] += info.Size()
		return err
	})
	return used, err
}

func (r *stats) write(w *cli.Printer) {
	w.Printf("height\t%d\nhistory\tfrom height %d\nkeys\t%d\nbytes\t%d\n\nkind\tkeys\tbytes\n", r.Height, r.Oldest, r.Keys, r.Bytes)
	for _, k := range r.Kinds {
		w.Printf("%s\t%d\t%d\n", k.Name, k.Keys, k.Bytes)
	}
	w.Printf("\ndisk\tbytes\n")
	for _, folder := range slices.Sorted(maps.Keys(r.Disk)) {
		w.Printf("data/%s\t%d\n", folder, r.Disk[folder])
	}
}
