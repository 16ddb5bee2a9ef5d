package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// emptyReader is a state without pairs.
type emptyReader struct{}

func (emptyReader) get([]byte) ([]byte, bool, error)  { return nil, false, nil }
func (emptyReader) Page([]byte) (*merkle.Page, error) { return nil, nil }
func (emptyReader) cursor(start, end []byte, reverse bool) (writes.Cursor, error) {
	return emptyReader{}, nil
}
func (emptyReader) Record() []byte                      { return nil }
func (emptyReader) Next() ([]byte, []byte, bool, error) { return nil, nil, false, nil }
func (emptyReader) Close() error                        { return nil }

func emptyOverlay() *Overlay { return newOverlay(emptyReader{}, Head{}, nil) }

func TestSetRefusesWhatCannotBeProved(t *testing.T) {
	o := emptyOverlay()
	for _, c := range []struct {
		key, value string
		want       error
	}{
		{"", "v", ErrKeySize},
		{strings.Repeat("k", MaxKey+1), "v", ErrKeySize},
		{"k", "", ErrValueSize},
		{"k", strings.Repeat("v", MaxValue+1), ErrValueSize},
		{strings.Repeat("k", MaxKey), "v", nil},
	} {
		if err := o.Set([]byte(c.key), []byte(c.value)); !errors.Is(err, c.want) {
			t.Errorf("key of %d, value of %d bytes: %v", len(c.key), len(c.value), err)
		}
	}
	if err := o.Delete(nil); !errors.Is(err, ErrKeySize) {
		t.Error(err)
	}
}

func TestI10OverlayHasItsOwnCopies(t *testing.T) {
	o := emptyOverlay()
	key, value := []byte("key"), []byte("value")
	must(t, o.Set(key, value))
	key[0], value[0] = 'x', 'x'
	got, ok, err := o.Get([]byte("key"))
	if err != nil || !ok || string(got) != "value" {
		t.Fatalf("%q %v %v", got, ok, err)
	}
	got[0] = 'x'
	if again, _, _ := o.Get([]byte("key")); string(again) != "value" {
		t.Fatalf("%q", again)
	}
}

func TestRevertGoesBackExactly(t *testing.T) {
	o := emptyOverlay()
	must(t, o.Set([]byte("a"), []byte("1")))
	outer := o.Checkpoint()
	must(t, o.Set([]byte("a"), []byte("2")))
	inner := o.Checkpoint()
	must(t, o.Delete([]byte("a")))
	must(t, o.Set([]byte("b"), []byte("3")))
	compareRange(t, o, map[string]string{"b": "3"}, "", "", false)
	o.Revert(inner)
	compareRange(t, o, map[string]string{"a": "2"}, "", "", false)
	o.Revert(outer)
	compareRange(t, o, map[string]string{"a": "1"}, "", "", false)
	o.Revert(Checkpoint{})
	compareRange(t, o, nil, "", "", false)
	if root, _ := o.Root(); root != [32]byte{} {
		t.Fatalf("root of nothing is %x", root)
	}
}

// An iterator sees writes that lie ahead of it, and only those.
func TestIteratorIsLive(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		o := emptyOverlay()
		for _, k := range []string{"b", "d", "f"} {
			must(t, o.Set([]byte(k), []byte("v")))
		}
		it := o.Iterate([]byte("a"), []byte("g"), reverse)
		var seen []string
		for it.Next() {
			seen = append(seen, string(it.Key()))
			if string(it.Key()) == "d" {
				for _, k := range []string{"a", "c", "e", "g"} {
					must(t, o.Set([]byte(k), []byte("v")))
				}
				must(t, o.Delete([]byte("b")))
				must(t, o.Delete([]byte("f")))
			}
		}
		must(t, it.Err())
		want := []string{"b", "d", "e"}
		if reverse {
			want = []string{"f", "d", "c", "a"}
		}
		if !slices.Equal(seen, want) {
			t.Errorf("reverse %v: %v, want %v", reverse, seen, want)
		}
	}
}

func TestRootIsRememberedUntilTheNextWrite(t *testing.T) {
	o := emptyOverlay()
	must(t, o.Set([]byte("a"), []byte("1")))
	first, err := o.Root()
	must(t, err)
	sealed := o.sealed
	if again, _ := o.Root(); again != first || o.sealed != sealed {
		t.Fatal("computed twice")
	}
	c := o.Checkpoint()
	must(t, o.Set([]byte("b"), []byte("1")))
	if second, _ := o.Root(); second == first {
		t.Fatal("a write left the root")
	}
	o.Revert(c)
	if third, _ := o.Root(); third != first {
		t.Fatal("a revert did not restore the root")
	}
}

// What the writes since a checkpoint come to has no trace of what was undone, or is as it was.
func TestSinceTellsWhatIsDifferent(t *testing.T) {
	o := emptyOverlay()
	for _, k := range []string{"same", "other", "gone", "gone and back"} {
		must(t, o.Set([]byte(k), []byte("1")))
	}
	c := o.Checkpoint()
	must(t, o.Set([]byte("same"), []byte("1")))
	must(t, o.Set([]byte("other"), []byte("2")))
	must(t, o.Set([]byte("other"), []byte("3")))
	must(t, o.Delete([]byte("gone")))
	must(t, o.Delete([]byte("gone and back")))
	must(t, o.Set([]byte("gone and back"), []byte("1")))
	must(t, o.Set([]byte("new"), []byte("1")))
	must(t, o.Set([]byte("come and gone"), []byte("1")))
	must(t, o.Delete([]byte("come and gone")))
	inner := o.Checkpoint()
	must(t, o.Set([]byte("undone"), []byte("1")))
	o.Revert(inner)
	changes, err := o.Since(c)
	must(t, err)
	var got []string
	for _, x := range changes {
		got = append(got, fmt.Sprintf("%s %s>%s", x.Key, x.Before, x.After))
	}
	if want := []string{"gone 1>", "new >1", "other 1>3"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
