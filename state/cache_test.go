package state

import (
	"errors"
	"testing"
)

// What a reader of an old version brings home must not reach the new one.
func TestCacheRefusesTheLate(t *testing.T) {
	c := newTipCache(4000)
	put := func(key, v string) { c.put(0, []byte(key), []byte(v)) }
	put("changed", "old")
	put("kept", "same")
	c.advance(func(set func(key, v []byte)) { set([]byte("changed"), []byte("new")) })
	put("changed", "late")
	put("other", "late")
	if _, _, err := c.get(0, []byte("kept"), nil); !errors.Is(err, ErrStale) {
		t.Error("a late reader is served:", err)
	}
	for key, want := range map[string]string{"changed": "new", "kept": "same", "other": ""} {
		if got, ok, err := c.get(1, []byte(key), nil); err != nil || string(got) != want || ok != (want != "") {
			t.Errorf("%s: %q %v %v", key, got, ok, err)
		}
	}
}

// An item that is known to be absent is not looked for again.
func TestCacheRemembersTheAbsent(t *testing.T) {
	c := newTipCache(4000)
	c.put(0, []byte("absent"), nil)
	if v, ok, err := c.get(0, []byte("absent"), nil); v != nil || !ok || err != nil {
		t.Errorf("%q %v %v", v, ok, err)
	}
}

// A view takes from the cache what is of its own version, and never waits.
func TestCachePeek(t *testing.T) {
	c := newTipCache(4000)
	c.put(0, []byte("key"), []byte("value"))
	if got, ok := c.peek(0, []byte("key"), nil); !ok || string(got) != "value" {
		t.Errorf("peek: %q %v", got, ok)
	}
	c.advance(func(func(key, v []byte)) {
		if _, ok := c.peek(0, []byte("key"), nil); ok {
			t.Error("a commit under way is looked through")
		}
	})
	if _, ok := c.peek(0, []byte("key"), nil); ok {
		t.Error("an item of a later version is shown")
	}
}
