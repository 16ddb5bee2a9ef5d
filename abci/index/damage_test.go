package index

import (
	"os"
	"path/filepath"
	"testing"
)

// Whatever happens to the files of an index costs history: it opens, or says why not, and never ends or holds up
// the node.
func TestADamagedIndexDoesNotOpenOrServes(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for h := uint64(1); h <= 50; h++ {
		if err := x.Put(block(h)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	refused := 0
	for _, f := range files {
		for _, damage := range []func([]byte) []byte{
			func(b []byte) []byte { return nil },
			func(b []byte) []byte { return b[:len(b)/2] },
			func(b []byte) []byte {
				for i := range b {
					b[i] ^= 0x55
				}
				return b
			},
		} {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(copied, f.Name())
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			y, err := Open(copied, 1<<30)
			if err != nil {
				refused++
				continue
			}
			_, newest := y.Covered()
			_ = y.Put(block(newest + 1)) // may fail, not hang
			_ = y.Close()
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}
