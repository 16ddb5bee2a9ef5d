package state

import (
	"errors"
	"fmt"
	"testing"
)

func wordCost(key, v string) int { return len(key) + len(v) }

func TestCacheStaysWithinItsLimit(t *testing.T) {
	c := newTipCache(1000, wordCost)
	for i := range 5000 {
		c.put(0, fmt.Sprint(i%700), fmt.Sprint("value", i))
		size := 0
		for k, v := range c.items {
			size += wordCost(k, v)
		}
		if size != c.size || size > c.limit {
			t.Fatalf("after %d puts it counts %d bytes, has %d", i, c.size, size)
		}
	}
	if len(c.items) < 50 {
		t.Fatalf("only %d items are left", len(c.items))
	}
	c.put(0, "giant", string(make([]byte, 900)))
	if _, ok, _ := c.get(0, []byte("giant")); ok {
		t.Error("one item fills the cache")
	}
}

// What a reader of an old version brings home must not reach the new one.
func TestCacheRefusesTheLate(t *testing.T) {
	c := newTipCache(1000, wordCost)
	c.put(0, "changed", "old")
	c.put(0, "kept", "same")
	c.advance(func(set func(key, v string)) { set("changed", "new") })
	c.put(0, "changed", "late")
	c.put(0, "other", "late")
	if _, _, err := c.get(0, []byte("kept")); !errors.Is(err, ErrStale) {
		t.Error("a late reader is served:", err)
	}
	for key, want := range map[string]string{"changed": "new", "kept": "same", "other": ""} {
		if got, ok, err := c.get(1, []byte(key)); err != nil || got != want || ok != (want != "") {
			t.Errorf("%s: %q %v %v", key, got, ok, err)
		}
	}
}

// A view takes from the cache what is of its own version, and never waits.
func TestCachePeek(t *testing.T) {
	c := newTipCache(1000, wordCost)
	c.put(0, "key", "value")
	if got, ok := c.peek(0, []byte("key")); !ok || got != "value" {
		t.Errorf("peek: %q %v", got, ok)
	}
	c.advance(func(func(key, v string)) {
		if _, ok := c.peek(0, []byte("key")); ok {
			t.Error("a commit under way is looked through")
		}
	})
	if _, ok := c.peek(0, []byte("key")); ok {
		t.Error("an item of a later version is shown")
	}
}
