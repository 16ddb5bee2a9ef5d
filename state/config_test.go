package state

import "testing"

// The default is a share of the machine with a floor; what a caller says counts.
func TestCachesAreAShareOfTheMachine(t *testing.T) {
	for memory, want := range map[int64]int64{0: cacheFloor, 1 << 30: cacheFloor, 64 << 30: 1 << 30} {
		if got := cacheShareOf(memory); got != want {
			t.Errorf("a machine of %d bytes: %d, want %d", memory, got, want)
		}
	}
	if got := (Config{}).withDefaults().CacheBytes; got != DefaultCacheBytes() {
		t.Errorf("the default is %d, not %d", got, DefaultCacheBytes())
	}
	if got := (Config{CacheBytes: 1 << 20}).withDefaults().CacheBytes; got != 1<<20 {
		t.Errorf("a mebibyte becomes %d", got)
	}
}
