package catchup

import (
	"fmt"
	"testing"
	"time"

	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/types"
)

var noon = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

func blockAt(height int64) *types.Block { return &types.Block{Header: types.Header{Height: height}} }

// asked are the requests that are due, as peer and height.
func asked(w *window, now time.Time) map[int64]p2p.ID {
	list := map[int64]p2p.ID{}
	for _, q := range w.ask(now) {
		list[q.height] = q.peer
	}
	return list
}

// Blocks ahead of the next one are asked for at once, and of those who have them, evenly.
func TestBlocksAreAskedOfAll(t *testing.T) {
	w := newWindow(10)
	w.says("a", 1, 1000, noon)
	w.says("b", 1, 1000, noon)
	w.says("pruned", 500, 1000, noon)
	w.says("short", 1, 9, noon)
	of := map[p2p.ID]int{}
	for _, peer := range asked(w, noon) {
		of[peer]++
	}
	if of["a"] != span/2 || of["b"] != span/2 || len(of) != 2 {
		t.Errorf("asked: %v", of)
	}
	if again := asked(w, noon.Add(patience-1)); len(again) > 0 {
		t.Errorf("asked again at once: %v", again)
	}
}

// A block stays when its sender goes, or takes it back: what counts is whether the next one proves it.
func TestABlockOutlivesItsSender(t *testing.T) {
	w := newWindow(1)
	w.says("a", 1, 3, noon)
	w.ask(noon)
	w.came("a", blockAt(1), 100)
	w.came("a", blockAt(2), 100)
	w.refused("a", 1, noon)
	w.says("a", 1, 0, noon)
	w.gone("a")
	if first, second := w.two(); first == nil || second == nil || first.Height != 1 || second.Height != 2 {
		t.Fatalf("there are %v and %v", first, second)
	}
	w.done()
	if first, _ := w.two(); first != nil || w.next != 2 || w.slots[2].block == nil {
		t.Errorf("then %d is next, and there is %v", w.next, w.slots[2].block)
	}
}

// What nobody asked a peer for is not taken, and not even decoded.
func TestOnlyWhatWasAskedForIsTaken(t *testing.T) {
	w := newWindow(1)
	w.says("a", 1, 2, noon)
	w.ask(noon)
	w.says("b", 1, 2, noon)
	for name, c := range map[string]struct {
		peer   p2p.ID
		height int64
	}{"another peer": {"b", 1}, "a stranger": {"c", 1}, "beyond": {"a", 99}, "before": {"a", 0}} {
		if w.came(c.peer, blockAt(c.height), 1); w.slots[1].block != nil {
			t.Fatalf("%s is heard", name)
		}
	}
	w = newWindow(1)
	w.says("a", 1, 1, noon)
	w.ask(noon)
	if !w.owes("a") || w.owes("b") {
		t.Errorf("a owes: %t, b owes: %t", w.owes("a"), w.owes("b"))
	}
	w.came("a", blockAt(1), 1)
	if w.owes("a") {
		t.Error("who has answered owes nothing")
	}
}

// A peer that takes too long is not waited for: another one is asked, and then more patiently. Who comes first counts, and the
// other one's answer is still one.
func TestOthersAreAskedInTime(t *testing.T) {
	w := newWindow(1)
	w.says("a", 1, 1, noon)
	w.says("b", 1, 1, noon)
	now := noon
	if who := asked(w, now)[1]; who != "a" {
		t.Fatalf("first asked: %s", who)
	}
	now = now.Add(patience)
	if who := asked(w, now)[1]; who != "b" {
		t.Fatalf("then asked: %q", who)
	}
	if again := asked(w, now.Add(2*patience-1)); len(again) > 0 {
		t.Errorf("too soon: %v", again)
	}
	w.came("a", blockAt(1), 1)
	if w.slots[1].from != "a" || !w.owes("b") {
		t.Errorf("the block is of %q, b owes: %t", w.slots[1].from, w.owes("b"))
	}
	w.came("b", blockAt(1), 1)
	if w.slots[1].from != "a" || w.owes("b") {
		t.Errorf("the block is of %q, b owes: %t", w.slots[1].from, w.owes("b"))
	}
}

// One peer alone is asked again and again, each time with more patience, and not at every look when it has nothing.
func TestOnePeerIsAskedAgain(t *testing.T) {
	w := newWindow(1)
	w.says("a", 1, 1, noon)
	now, waits := noon, []time.Duration{}
	for range 7 {
		if who := asked(w, now)[1]; who != "a" {
			t.Fatalf("it asks %q after %v", who, waits)
		}
		waits = append(waits, w.slots[1].until.Sub(now))
		now = w.slots[1].until
	}
	if got := fmt.Sprint(waits); got != "[2s 4s 8s 16s 32s 32s 32s]" {
		t.Errorf("it waits %s", got)
	}
	w.ask(now)
	w.refused("a", 1, now)
	if again := asked(w, now.Add(pause-1)); len(again) > 0 {
		t.Error("it asks again before anything can have changed")
	}
	if who := asked(w, now.Add(pause))[1]; who != "a" {
		t.Errorf("it asks %q", who)
	}
}

// Blocks that wait do not take all memory; the two that the chain needs next come always.
func TestBlocksThatWaitAreBounded(t *testing.T) {
	w := newWindow(1)
	w.says("a", 1, 1000, noon)
	w.ask(noon)
	for h := int64(3); h < 6; h++ {
		w.came("a", blockAt(h), held/2)
	}
	later := asked(w, noon.Add(patience))
	if later[1] == "" || later[2] == "" {
		t.Errorf("the next ones are not asked for: %v", later)
	}
	for h := range later {
		if h > 4 {
			t.Errorf("block %d is asked for", h)
		}
	}
}

// Blocks that do not fit are thrown away with what their senders have sent besides; others' blocks stay. Those who sent them
// are not asked for a while, however often they connect.
func TestWrongBlocks(t *testing.T) {
	w := newWindow(1)
	for _, p := range []p2p.ID{"a", "b", "c"} {
		w.says(p, 1, 1000, noon)
	}
	w.ask(noon)
	for h := int64(1); h <= 6; h++ {
		w.came(w.slots[h].asked[0], blockAt(h), 1)
	}
	if got := w.wrong([]int64{1, 2}, noon); fmt.Sprint(got) != "[a b]" {
		t.Errorf("to blame are %v", got)
	}
	for h := int64(1); h <= 6; h++ {
		if s := w.slots[h]; (s != nil && s.block != nil) != (h%3 == 0) {
			t.Errorf("block %d: %v", h, s)
		}
	}
	w.says("a", 1, 1000, noon.Add(ban-1))
	if _, there := w.sources["a"]; there || len(w.sources) != 1 {
		t.Error("they are asked again")
	}
	if w.says("a", 1, 1000, noon.Add(ban)); len(w.sources) != 2 || len(w.banned) != 1 {
		t.Error("they are never asked again")
	}
}

// The end is reached with what the peers have, whatever those say that have nothing to show for it.
func TestTheEnd(t *testing.T) {
	w := newWindow(10)
	if w.reached(noon) {
		t.Error("without a peer it cannot know")
	}
	w.says("pruned", 50, 100, noon)
	if w.reached(noon) {
		t.Error("who lacks the next block says nothing of the end")
	}
	w.says("honest", 1, 12, noon)
	if w.reached(noon) {
		t.Error("two blocks are missing")
	}
	w.says("honest", 1, 11, noon)
	if !w.reached(noon) {
		t.Error("one block comes by consensus")
	}
	w.says("liar", 1, 1<<60, noon)
	if w.reached(noon) {
		t.Error("it cannot know that this is a lie")
	}
	w.ask(noon)
	for h := range w.slots {
		if peer := w.slots[h].asked; len(peer) > 0 && peer[0] == "honest" {
			w.came("honest", blockAt(h), 1)
		}
	}
	w.ask(noon.Add(patience))
	if !w.reached(noon.Add(patience)) {
		t.Error("the liar had its time")
	}
	w = newWindow(1)
	w.says("slow", 1, 1, noon)
	w.ask(noon)
	w.ask(noon.Add(patience))
	if w.reached(noon.Add(patience)) {
		t.Error("it may have more")
	}
	if w.came("slow", blockAt(1), 1); !w.reached(noon.Add(patience)) {
		t.Error("who answers late was only slow")
	}
}
