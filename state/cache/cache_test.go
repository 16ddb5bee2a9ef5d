package cache

import "testing"

// What a reader of an old generation brings home must not reach the new one.
func TestCacheIgnoresTheLate(t *testing.T) {
	c := New(4000)
	put := func(key, v string) { c.Put(0, []byte(key), []byte(v)) }
	put("changed", "old")
	put("unchanged", "same")
	c.Advance(func(set func(key, v []byte)) { set([]byte("changed"), []byte("new")) })
	put("changed", "late")
	put("other", "late")
	if _, _, current := c.Get(0, []byte("unchanged"), nil); current {
		t.Error("a late reader is served")
	}
	for key, want := range map[string]string{"changed": "new", "unchanged": "same", "other": ""} {
		if got, found, current := c.Get(1, []byte(key), nil); !current || string(got) != want || found != (want != "") {
			t.Errorf("%s: %q %v %v", key, got, found, current)
		}
	}
}

// An item that is known to be absent is not looked for again.
func TestCacheRemembersTheAbsent(t *testing.T) {
	c := New(4000)
	c.Put(0, []byte("absent"), nil)
	if v, found, current := c.Get(0, []byte("absent"), nil); v != nil || !found || !current {
		t.Errorf("%q %v %v", v, found, current)
	}
}

// A view takes from the cache what is of its own generation, and never waits.
func TestCachePeek(t *testing.T) {
	c := New(4000)
	c.Put(0, []byte("key"), []byte("value"))
	if got, found := c.Peek(0, []byte("key"), nil); !found || string(got) != "value" {
		t.Errorf("peek: %q %v", got, found)
	}
	c.Advance(func(func(key, v []byte)) {
		if _, found := c.Peek(0, []byte("key"), nil); found {
			t.Error("a commit under way is looked through")
		}
	})
	if _, found := c.Peek(0, []byte("key"), nil); found {
		t.Error("an item of a later generation is shown")
	}
}
