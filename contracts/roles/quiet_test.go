package main

import "testing"

// While attestors with more than a third of all power are away, what is submitted waits for them and does not lapse.
func TestP12NothingLapsesWhileMostAreAway(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", "pull/1")
	for epoch := range uint64(9) {
		w.report("a2", 0, 5) // 30 of 100
		w.next()
		want(t, "it waits", w.state(epoch+1, 0), "waiting")
	}
	want(t, "nobody is blamed", Attestors().Attestors[0].Silent, 0)
	w.attest(0, 5)
	w.next()
	want(t, "they are back", w.takeRecorded(), "1:d=5 ")
}

// Most are away when those who reported on anything have less than two thirds of all power: nothing can be verified.
func TestP12WhoIsThereIsCountedByPower(t *testing.T) {
	for _, test := range []struct {
		name  string
		there []string
		quiet bool
	}{
		{"60 of 100", []string{"a1", "a3"}, true}, {"70", []string{"a1", "a2"}, false}, {"nobody", nil, true},
	} {
		w := newWorld(t)
		w.enrol("developers", "d")
		w.submit("d", "one")
		for _, a := range test.there {
			w.report(a, 0, 5)
		}
		w.next()
		want(t, test.name, loadProgress().Quiet, test.quiet)
		w.enrol("compute", "c")
		w.next()
	}
}

// Attestors who are dormant leave while most are away, at most a tenth of all power at a boundary; never as long as others can
// verify without them.
func TestP12DormantAttestorsLeaveWhileMostAreAway(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	for _, a := range []string{"a1", "a3", "a4"} {
		w.Dormant[who(a)] = true
	}
	w.next()
	w.next()
	want(t, "as long as nothing waits", w.members(), "a1=40 a2=30 a3=20 a4=10")
	w.submit("d", "pull/1")
	for range 10 { // of 100 each boundary takes a tenth, until the 30 of who is awake are two thirds
		w.report("a2", 0, 5)
		w.next()
		if len(w.recorded) > 0 {
			break
		}
	}
	want(t, "verified without them", w.takeRecorded(), "1:d=5 ")
}

// A silent third blocks until it has left, but what others did is not lost by it: it waits, and is verified then.
func TestP12ASilentThirdCostsNobodyAnything(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", "pull/1")
	for epoch := range 20 {
		w.report("a1", 0, 5) // 60 of 100; a2 and a4 say nothing
		w.report("a3", 0, 5)
		w.next()
		if got := w.takeRecorded(); got != "" {
			want(t, "recorded", got, "1:d=5 ")
			if epoch < maxSilent {
				t.Error("they had to leave first")
			}
			return
		}
	}
	t.Error("it is blocked for ever")
}
