package history

import (
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
)

// Any bytes either decode or are declined as damage; what decodes is what Add
// writes.
func FuzzUndo(f *testing.F) {
	f.Add([]byte("\x03key\x00"))
	f.Add([]byte("\x03key\x06value\x01k\x02v"))
	f.Add([]byte("\x03key\x01"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		log := NewLog(new(pebble.Batch), 1)
		err := decode(b, func(key, old []byte) error { return log.Add(string(key), old) })
		if err != nil && !errors.Is(err, disk.ErrCorrupt) {
			t.Fatal(err)
		}
		if len(log.buf) > len(b) {
			t.Fatalf("%x became %x", b, log.buf)
		}
	})
}
