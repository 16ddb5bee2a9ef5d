package state

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// difference is one key that two states disagree about; nil for a state without it.
type difference struct {
	Key  string  `json:"key"`
	Name string  `json:"name"`
	A    *string `json:"a"`
	B    *string `json:"b"`
}

// comparison is the answer of `peerz state diff`.
type comparison struct {
	Height uint64       `json:"height"`
	HashA  string       `json:"app_hash_a"`
	HashB  string       `json:"app_hash_b"`
	Differ uint64       `json:"differ"` // keys
	Keys   []difference `json:"keys"`   // the first of them
	most   int
	called func(abi.Address) string
}

func diffCommand(env *cli.Env) *cobra.Command {
	var height uint64
	var most int
	c := &cobra.Command{
		Use:   "diff HOME1 HOME2",
		Short: "Say per key why the hashes of two stopped nodes differ",
		Long: "Compare the states of two stopped nodes at one height, by default the last that both have, and list the keys\n" +
			"that they disagree about, by name. Exit code 1 if there are any. The height must be within the history of both.",
		Example: "peerz state diff /tmp/one /tmp/two --height 120",
		Args:    cli.Takes(2, 2, "HOME1 and HOME2"),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := compare(env, args[0], args[1], height, most)
			if err != nil {
				return err
			}
			if err := env.Show(r, func(w *cli.Printer) { r.write(w, args) }); err != nil || r.Differ == 0 {
				return err
			}
			return cli.Shownf("%d keys differ at height %d", r.Differ, r.Height)
		},
	}
	c.Flags().Uint64Var(&height, "height", 0, "height to compare (default: the last common one)")
	c.Flags().IntVar(&most, "limit", 100, "most keys to list")
	return c
}

// compare opens both homes and compares them.
func compare(env *cli.Env, one, two string, height uint64, most int) (r *comparison, err error) {
	first, err := openState(env, []string{one})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, first.Close()) }()
	second, err := openState(env, []string{two})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, second.Close()) }()
	height = cmp.Or(height, min(first.State().Head().Height, second.State().Head().Height))
	x, err := first.State().ViewAt(height)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", one, err)
	}
	defer x.Close()
	y, err := second.State().ViewAt(height)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", two, err)
	}
	defer y.Close()
	return compareViews(x, y, most)
}

func compareViews(x, y *state.View, most int) (*comparison, error) {
	called, err := names(x)
	if err != nil {
		return nil, err
	}
	r := &comparison{Height: x.Height(), HashA: fmt.Sprintf("%x", x.Root()), HashB: fmt.Sprintf("%x", y.Root()),
		Keys: []difference{}, most: most, called: called}
	a, b := x.Iterate(nil, nil, false), y.Iterate(nil, nil, false)
	defer a.Close()
	defer b.Close()
	for moreA, moreB := a.Next(), b.Next(); moreA || moreB; {
		order := 0
		switch {
		case !moreB:
			order = -1
		case !moreA:
			order = 1
		default:
			order = bytes.Compare(a.Key(), b.Key())
		}
		switch {
		case order < 0:
			r.note(a.Key(), a.Value(), nil)
		case order > 0:
			r.note(b.Key(), nil, b.Value())
		case !bytes.Equal(a.Value(), b.Value()):
			r.note(a.Key(), a.Value(), b.Value())
		}
		if order <= 0 {
			moreA = a.Next()
		}
		if order >= 0 {
			moreB = b.Next()
		}
	}
	return r, errors.Join(a.Err(), b.Err())
}

// note counts a difference and lists the first ones; a nil value is an absent one.
func (r *comparison) note(key, a, b []byte) {
	r.Differ++
	if len(r.Keys) < r.most {
		r.Keys = append(r.Keys, difference{"0x" + hex.EncodeToString(key), world.KeyName(key, r.called), shown(a), shown(b)})
	}
}

func shown(value []byte) *string {
	if value == nil {
		return nil
	}
	text := "0x" + hex.EncodeToString(value)
	return &text
}

func (r *comparison) write(w *cli.Printer, homes []string) {
	if r.Differ == 0 {
		w.Printf("height %d\tthe same: app hash %s\n", r.Height, r.HashA)
		return
	}
	w.Printf("height %d\t%d keys differ\n%s\tapp hash %s\n%s\tapp hash %s\n", r.Height, r.Differ, homes[0], r.HashA, homes[1], r.HashB)
	for _, d := range r.Keys {
		w.Printf("%s\n", d.Name)
		for i, value := range []*string{d.A, d.B} {
			text := "none"
			if value != nil {
				text = *value
			}
			if len(text) > 200 {
				text = fmt.Sprintf("%s... %d bytes", text[:160], len(text)/2-1)
			}
			w.Printf("  %s\t%s\n", homes[i], text)
		}
	}
	if more := r.Differ - uint64(len(r.Keys)); more > 0 {
		w.Printf("and %d more: --limit shows them\n", more)
	}
}
