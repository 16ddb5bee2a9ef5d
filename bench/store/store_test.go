package store

import (
	"bytes"
	"fmt"
	"testing"
)

// The three stores must hold the same pairs, prove what they can, and prune as they go.
func TestStoresHoldWhatIsCommitted(t *testing.T) {
	for _, name := range []string{Floor, Peerz, IAVL} {
		t.Run(name, func(t *testing.T) {
			files := NewCounter()
			s, err := Open(name, Config{Dir: t.TempDir(), History: 2, Nodes: 1000, Files: files})
			if err != nil {
				t.Fatal(err)
			}
			for block := range 6 {
				var writes []Write
				for i := range 100 {
					writes = append(writes, Write{fmt.Appendf(nil, "key%d", i), fmt.Appendf(nil, "value%d.%d", i, block)})
				}
				if err := s.Commit(writes); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := s.Get([]byte("key7")); err != nil || !bytes.Equal(got, []byte("value7.5")) {
				t.Errorf("key7 = %q, %v", got, err)
			}
			for _, key := range []string{"key7", "absent"} {
				if size, err := s.Prove([]byte(key)); err != nil || (size > 0) != (name != Floor) {
					t.Errorf("a proof of %s has %d bytes, %v", key, size, err)
				}
			}
			if log, all := files.Written(); log < 6*100*10 || all < log {
				t.Errorf("counted %d bytes in logs, %d in all", log, all)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
