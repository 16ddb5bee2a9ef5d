package cometdb

import (
	"testing"
	"time"
)

// An empty store is complete, and knows the time of no block.
func TestAnEmptyStoreIsComplete(t *testing.T) {
	s, err := Open(t.TempDir(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.CheckComplete(); err != nil {
		t.Error(err)
	}
	if at, ok, err := s.BlockTime(3); ok || err != nil || !at.Equal(time.Time{}) {
		t.Errorf("block 3 was made at %v, %v, %v", at, ok, err)
	}
}

// What CometBFT cannot decode is an error here, not a panic.
func TestDamagedRecordsAreErrors(t *testing.T) {
	s, err := Open(t.TempDir(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.DB("blockstore").Set([]byte("blockStore"), []byte("nonsense")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Blocks(); err == nil {
		t.Error("a damaged record of blocks is opened")
	}
	if _, _, err := s.BlockTime(1); err == nil {
		t.Error("a damaged record of blocks has a time")
	}
}
