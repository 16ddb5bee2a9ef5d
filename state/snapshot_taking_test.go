package state

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
)

// Blocks go on beside a snapshot, and do not show in it; nor does it matter
// whether a height is the last one or lies in the past.
func TestASnapshotIsOfItsHeight(t *testing.T) {
	s := filled(t, 3000, 1)
	want, height := pack(t, s, 5000), s.Head().Height
	v := s.View()
	defer v.Close()
	blocks := 0
	beside := packView(t, v, 5000, func(uint64, uint64) {
		if blocks++; blocks < 5 {
			block(t, s, fmt.Sprint("k", blocks), "", "new", fmt.Sprint(blocks))
		}
	})
	if blocks < 5 || !sameParcel(beside, want) {
		t.Errorf("with %d blocks beside it, it is another", blocks)
	}
	past, err := s.ViewAt(height)
	must(t, err)
	defer past.Close()
	if !sameParcel(packView(t, past, 5000, nil), want) {
		t.Error("from later on, it is another")
	}
}

// Progress counts the pairs twice: read, of nobody knows how many, and written.
func TestSnapshotProgress(t *testing.T) {
	v := filled(t, 3000, 1).View()
	defer v.Close()
	var read, done, total uint64
	packView(t, v, 5000, func(d, of uint64) {
		if of == 0 {
			read = d
		} else {
			done, total = d, of
		}
	})
	if read < 2000 || done != 3000 || total != 3000 {
		t.Errorf("read %d, written %d of %d", read, done, total)
	}
}

// A snapshot ends with the first failure: of its context, or of what it goes to.
func TestSnapshotsEndEarly(t *testing.T) {
	v := filled(t, 3000, 1).View()
	defer v.Close()
	ctx, cancel := context.WithCancel(context.Background())
	to := SnapshotSink{Scratch: scratch(t), Chunk: ignored, Progress: func(done, total uint64) {
		if total > 0 {
			cancel()
		}
	}}
	if _, err := v.Snapshot(ctx, to); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("no space")
	to = SnapshotSink{Scratch: scratch(t), Chunk: func([]Piece) error { return full }}
	if _, err := v.Snapshot(context.Background(), to); !errors.Is(err, full) {
		t.Errorf("nowhere to go: %v", err)
	}
}

// A store whose pairs are not those of its tree gives no snapshot that others
// would refuse.
func TestADamagedStoreGivesNoSnapshot(t *testing.T) {
	for name, damage := range map[string]func(*Store) error{
		"a pair too many": func(s *Store) error {
			return s.db.Set(disk.Key(disk.PairSpace, []byte("stray")), []byte("??v"), pebble.Sync)
		},
		"a pair too few": func(s *Store) error { return s.db.Delete(disk.Key(disk.PairSpace, []byte("k17")), pebble.Sync) },
	} {
		s := filled(t, 300, 1)
		must(t, damage(s))
		block(t, s, "k18", "changed") // a height that has the damage
		v := s.View()
		_, err := v.snapshot(context.Background(), SnapshotSink{Scratch: scratch(t), Chunk: ignored}, 500)
		if !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		v.Close()
	}
}
