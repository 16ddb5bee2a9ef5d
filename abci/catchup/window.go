package catchup

import (
	"cmp"
	"slices"
	"time"

	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/types"
)

const (
	// span is how many blocks are asked for ahead of the next one.
	span = 32
	// held is how many bytes of blocks wait for the next one; the two that it needs come whatever they take.
	held = 64 << 20
	// patience is how long a peer may take for a block before another one is asked, too. It doubles with each attempt, so that large blocks come
	// over slow lines.
	patience = 2 * time.Second
	// longest is the longest such time.
	longest = 32 * time.Second
	// ban is how long nothing is asked of who sent a wrong block.
	ban = time.Minute
	// pause is the time before anybody is asked again for a block that a peer does not have.
	pause = 100 * time.Millisecond
)

// A window is what is known of the blocks from the next one on: who could send them, who was asked, what came. A block
// that came stays when its sender goes: who sent it does not matter to what it says.
type window struct {
	next    int64
	slots   map[int64]*slot
	sources map[p2p.ID]*source
	banned  map[p2p.ID]time.Time // until when nothing is asked of who sent a wrong block
}

// A slot is one height of a window.
type slot struct {
	asked []p2p.ID // the last one is who is waited for
	tries int
	until time.Time // before this nobody else is asked
	from  p2p.ID    // of the block; "" while there is none
	block *types.Block
	size  int
}

// A source is a peer that says which blocks it has.
type source struct {
	base, top int64
	owed      int       // requests that it has not answered, though others may have
	tired     time.Time // until then others are asked first, and nobody waits for what it says it has
}

// A request is for one block of one peer.
type request struct {
	peer   p2p.ID
	height int64
}

func newWindow(next int64) *window {
	return &window{next: next, slots: map[int64]*slot{}, sources: map[p2p.ID]*source{}, banned: map[p2p.ID]time.Time{}}
}

// says notes which blocks a peer has.
func (w *window) says(peer p2p.ID, base, top int64, now time.Time) {
	if now.Before(w.banned[peer]) {
		return
	}
	delete(w.banned, peer)
	s := w.sources[peer]
	if s == nil {
		s = &source{}
		w.sources[peer] = s
	}
	s.base, s.top = base, top
}

// gone forgets a peer.
func (w *window) gone(peer p2p.ID) {
	delete(w.sources, peer)
	for _, s := range w.slots {
		s.drop(peer, time.Time{})
	}
}

// drop forgets that a peer was asked. If it was waited for, another one is asked from then on.
func (s *slot) drop(peer p2p.ID, then time.Time) {
	if n := len(s.asked); n > 0 && s.asked[n-1] == peer {
		s.until = then
	}
	s.asked = slices.DeleteFunc(s.asked, func(p p2p.ID) bool { return p == peer })
}

// answered notes that a peer has answered one request. It reports false if there was none.
func (w *window) answered(peer p2p.ID) bool {
	s := w.sources[peer]
	if s == nil || s.owed == 0 {
		return false
	}
	s.owed--
	return true
}

// owes reports whether a peer has still to answer.
func (w *window) owes(peer p2p.ID) bool {
	s := w.sources[peer]
	return s != nil && s.owed > 0
}

// refused notes that a peer does not have what it was asked for.
func (w *window) refused(peer p2p.ID, height int64, now time.Time) {
	if s := w.slots[height]; w.answered(peer) && s != nil && slices.Contains(s.asked, peer) {
		s.drop(peer, now.Add(pause))
		w.sources[peer].tired = now.Add(longest)
	}
}

// came takes a block, unless this peer was not asked for it, or another one has sent it. Who was only slow is not tired any more.
func (w *window) came(peer p2p.ID, b *types.Block, size int) {
	if !w.answered(peer) {
		return
	}
	w.sources[peer].tired = time.Time{}
	if s := w.slots[b.Height]; s != nil && s.block == nil && slices.Contains(s.asked, peer) {
		s.from, s.block, s.size = peer, b, size
	}
}

// ask says which peers to ask for which blocks now.
func (w *window) ask(now time.Time) (list []request) {
	bytes := 0
	for h := w.next; h < w.next+span; h++ {
		s := w.slots[h]
		if s == nil {
			s = &slot{}
			w.slots[h] = s
		}
		if bytes += s.size; h > w.next+1 && bytes > held {
			break
		}
		if s.block != nil || now.Before(s.until) {
			continue
		}
		if n := len(s.asked); n > 0 { // it had its time
			w.sources[s.asked[n-1]].tired = now.Add(longest)
		}
		peer, ok := w.best(h, s, now)
		if !ok {
			continue
		}
		s.until = now.Add(min(patience<<s.tries, longest))
		s.tries = min(s.tries+1, 8)
		s.asked = append(slices.DeleteFunc(s.asked, func(p p2p.ID) bool { return p == peer }), peer)
		w.sources[peer].owed++
		list = append(list, request{peer, h})
	}
	return list
}

// best is the peer to ask for a block: one that is not tired, that has not been asked for it, and has the least to do.
func (w *window) best(height int64, s *slot, now time.Time) (best p2p.ID, ok bool) {
	rank := func(id p2p.ID) (worse int) {
		if now.Before(w.sources[id].tired) {
			worse += 2
		}
		if s != nil && slices.Contains(s.asked, id) {
			worse++
		}
		return worse
	}
	var able []p2p.ID
	for id, s := range w.sources {
		if s.base <= height && height <= s.top {
			able = append(able, id)
		}
	}
	if len(able) == 0 {
		return "", false
	}
	return slices.MinFunc(able, func(a, b p2p.ID) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(w.sources[a].owed, w.sources[b].owed), cmp.Compare(a, b))
	}), true
}

// two are the next block and the one after it, which says that the first one was agreed on; nil until both are here.
func (w *window) two() (first, second *types.Block) {
	a, b := w.slots[w.next], w.slots[w.next+1]
	if a == nil || b == nil || a.block == nil || b.block == nil {
		return nil, nil
	}
	return a.block, b.block
}

// done goes on to the block after the next one.
func (w *window) done() {
	delete(w.slots, w.next)
	w.next++
}

// wrong throws blocks of some heights away, and whatever else their senders sent, and says who they are.
func (w *window) wrong(heights []int64, now time.Time) (senders []p2p.ID) {
	for _, h := range heights {
		if from := w.slots[h].from; !slices.Contains(senders, from) {
			senders = append(senders, from)
		}
	}
	for h, s := range w.slots {
		if s.block != nil && slices.Contains(senders, s.from) {
			delete(w.slots, h)
		}
	}
	for _, id := range senders {
		w.gone(id)
		w.banned[id] = now.Add(ban)
	}
	return senders
}

// reached reports whether the node has what its peers have, but for one block, which consensus brings. What a peer says
// that does not send it counts for nothing for a while, and what one has that lacks the next block never does.
func (w *window) reached(now time.Time) bool {
	known := false
	for _, s := range w.sources {
		if now.Before(s.tired) || s.base > w.next {
			continue
		}
		if known = true; s.top > w.next+1 {
			return false
		}
	}
	return known
}
