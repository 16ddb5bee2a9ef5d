package proof

import (
	"bytes"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/state"
)

// someState is a state with some keys, and its root.
func someState(t *testing.T) (*state.View, []byte) {
	t.Helper()
	s, err := state.Open(t.TempDir(), state.Config{})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	o := s.Overlay()
	for _, k := range []string{"ann", "bob", "cy", "dan"} {
		must(t, o.Set([]byte(k), []byte("has "+k)))
	}
	v, err := s.Commit(o, 7)
	must(t, err)
	view := s.View()
	t.Cleanup(view.Close)
	return view, v.Root[:]
}

func prove(t *testing.T, view *state.View, key string) Proof {
	t.Helper()
	value, _, err := view.Get([]byte(key))
	must(t, err)
	commitment, err := view.Prove([]byte(key))
	must(t, err)
	raw, err := commitment.Marshal()
	must(t, err)
	return New("test-1", view.Height(), []byte(key), value, raw)
}

func TestCheck(t *testing.T) {
	view, root := someState(t)
	for key, want := range map[string]string{"bob": "has bob", "nobody": ""} {
		p, err := Decode(prove(t, view, key).Encode())
		must(t, err)
		f, err := p.Check(root)
		if err != nil || string(f.Key) != key || string(f.Value) != want || (f.Value == nil) != (want == "") {
			t.Errorf("%s: %+v, %v", key, f, err)
		}
	}
}

// Whatever byte of a proof is changed, it is refused with a reason. What remains
// true with the change is the chain and the height, which the header settles.
func TestEveryChangedByteIsRefused(t *testing.T) {
	view, root := someState(t)
	for _, key := range []string{"bob", "nobody"} {
		good := prove(t, view, key).Encode()
		for i := range good {
			for _, other := range []byte{good[i] ^ 1, good[i] ^ 0x20, '0', 'f', '"', ' '} {
				bad := bytes.Clone(good)
				bad[i] = other
				p, err := Decode(bad)
				if err == nil {
					if p.ChainID != "test-1" || p.Height != 7 {
						continue
					}
					_, err = p.Check(root)
				}
				if bytes.Equal(bad, good) != (err == nil) {
					t.Fatalf("byte %d of %s as %q: %v", i, key, other, err)
				}
			}
		}
	}
	if _, err := prove(t, view, "bob").Check(make([]byte, 32)); err == nil || !strings.Contains(err.Error(), "after block 7") {
		t.Errorf("under another root: %v", err)
	}
	if _, err := prove(t, view, "bob").Check(nil); err == nil {
		t.Error("no root at all is accepted")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(New("c", 1, []byte("k"), []byte("v"), []byte{1}).Encode())
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Decode(b); err == nil {
			if _, err := p.Check(make([]byte, 32)); err == nil {
				t.Error("a made up proof leads to zero")
			}
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
