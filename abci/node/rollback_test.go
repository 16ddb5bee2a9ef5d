package node

import "testing"

// Both stores go back together; the node executes the kept block again and
// arrives at the same hash.
func TestRollback(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	var r receipt
	post(t, n, "/txs?wait=1", pay(0), &r)
	reach(t, []*Node{n}, r.Height+2)
	stop()

	rolled, err := Rollback(h, DefaultConfig(), nil, false)
	must(t, err)
	if rolled.From < r.Height+2 || rolled.To != rolled.From-1 {
		t.Fatalf("rolled %d back to %d, was at %d or more", rolled.From, rolled.To, r.Height+2)
	}
	n, stop = start(t, h)
	ready(t, n)
	var b struct {
		AppHash string `json:"app_hash"`
	}
	get(t, n, "/blocks/latest", &b)
	if b.AppHash == "" {
		t.Error("no block after the rollback")
	}
	stop()

	fresh := newHome(t)
	if _, err := Rollback(fresh, DefaultConfig(), nil, false); err == nil {
		t.Error("a chain without blocks was rolled back")
	}
}
