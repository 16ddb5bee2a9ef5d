package mempool

// tails is a heap of accounts, the one whose last transaction is worth least on top: the later one of
// two that are worth the same. An account's last is worth no more than any other of it.
type tails []*account

// Len implements heap.Interface.
func (h tails) Len() int { return len(h) }

// Less implements heap.Interface.
func (h tails) Less(i, j int) bool {
	a, b := h[i].tail(), h[j].tail()
	if c := a.worth.Cmp(b.worth); c != 0 {
		return c < 0
	}
	return a.Arrival > b.Arrival
}

// Swap implements heap.Interface.
func (h tails) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *tails) Push(x any) {
	a := x.(*account)
	a.index = len(*h)
	*h = append(*h, a)
}

// Pop implements heap.Interface.
func (h *tails) Pop() any {
	last := len(*h) - 1
	a := (*h)[last]
	*h = (*h)[:last]
	return a
}
