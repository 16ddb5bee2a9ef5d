package receipts

import (
	"testing"

	dbm "github.com/cometbft/cometbft-db"
)

func TestIndexFindsAndForgets(t *testing.T) {
	x := NewIndex(dbm.NewMemDB())
	for height := uint64(1); height <= 3; height++ {
		must(t, x.Put(height, []Hash{{byte(height), 1}, {byte(height), 2}}))
	}
	must(t, x.Put(2, []Hash{{2, 1}, {2, 2}})) // fed again after a restart
	must(t, x.Put(9, nil))

	if p, ok, err := x.Get(Hash{2, 2}); err != nil || !ok || p != (Location{Height: 2, Index: 1}) {
		t.Fatalf("got %v, %v, %v", p, ok, err)
	}
	must(t, x.Prune(3))
	for _, c := range []struct {
		hash Hash
		want bool
	}{{Hash{1, 1}, false}, {Hash{2, 2}, false}, {Hash{3, 1}, true}, {Hash{7}, false}} {
		if _, ok, err := x.Get(c.hash); err != nil || ok != c.want {
			t.Errorf("after pruning below 3: %x found=%v, %v", c.hash[:2], ok, err)
		}
	}
	must(t, x.Put(4, []Hash{{4, 1}}))
	must(t, x.Rewind(3))
	for hash, want := range map[Hash]bool{{3, 1}: true, {4, 1}: false} {
		if _, ok, err := x.Get(hash); err != nil || ok != want {
			t.Errorf("after forgetting above 3: %x found=%v, %v", hash[:2], ok, err)
		}
	}
}

func TestIndexReportsDamage(t *testing.T) {
	db := dbm.NewMemDB()
	x := NewIndex(db)
	for _, v := range [][]byte{{}, {0x80}, {1}, {1, 2, 3}} {
		must(t, db.Set(txKey(Hash{1}), v))
		if _, ok, err := x.Get(Hash{1}); err == nil || ok {
			t.Errorf("record %x is accepted", v)
		}
	}
}

func TestWaitersAreToldOnce(t *testing.T) {
	var w Waiters
	a, cancelA := w.Wait(Hash{1})
	b, cancelB := w.Wait(Hash{1})
	c, cancelC := w.Wait(Hash{2})
	d, cancelD := w.Wait(Hash{3})
	w.GiveUp(Hash{3})
	if _, in := <-d; in {
		t.Error("a wait that was given up was told of a block")
	}
	cancelD()
	cancelB()
	w.Tell(5, []Hash{{9}, {1}})
	w.Tell(6, []Hash{{1}})
	if p := <-a; p != (Location{Height: 5, Index: 1}) {
		t.Errorf("told %v", p)
	}
	for name, ch := range map[string]<-chan Location{"cancelled": b, "other hash": c} {
		select {
		case p := <-ch:
			t.Errorf("%s: told %v", name, p)
		default:
		}
	}
	cancelA()
	cancelC()
	if len(w.set) != 0 {
		t.Errorf("%d waits are left", len(w.set))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
