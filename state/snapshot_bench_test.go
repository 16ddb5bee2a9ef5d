package state

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// stocked is a store of n pairs of 32 and 100 bytes.
func stocked(b *testing.B, n int) *Store {
	s := open(b, vfs.NewMem(), Config{})
	b.Cleanup(func() { must(b, s.Close()) })
	o := s.Overlay()
	key, value := make([]byte, 32), make([]byte, 100)
	for i := range n {
		binary.BigEndian.PutUint64(key, uint64(i))
		binary.BigEndian.PutUint64(value, uint64(i))
		must(b, o.Set(key, value))
	}
	_, err := s.Commit(o, 1)
	must(b, err)
	return s
}

// BenchmarkSnapshot takes a snapshot, then restores it, of 100,000 pairs.
func BenchmarkSnapshot(b *testing.B) {
	s := stocked(b, 100_000)
	var m *Manifest
	var chunks [][]byte
	b.Run("take", func(b *testing.B) {
		v, temp := s.View(), scratch(b)
		defer v.Close()
		for b.Loop() {
			size := 0
			chunks = chunks[:0]
			var err error
			m, err = v.Snapshot(context.Background(), SnapshotSink{Scratch: temp, Chunk: func(pieces []Piece) error {
				chunk := gathered(b, temp, pieces)
				size += len(chunk)
				chunks = append(chunks, chunk)
				return nil
			}})
			must(b, err)
			b.SetBytes(int64(size))
		}
		b.ReportMetric(float64(m.Chunks()), "chunks")
	})
	b.Run("restore", func(b *testing.B) {
		for b.Loop() {
			r, err := Restore("store", Config{FS: vfs.NewMem()}, m)
			must(b, err)
			for i, chunk := range chunks {
				must(b, r.Add(i, chunk))
				b.SetBytes(int64(len(chunk) * len(chunks)))
			}
			_, err = r.Finish(context.Background(), nil)
			must(b, err)
		}
	})
}
