package abci

import (
	"container/heap"

	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/runtime"
)

// limits bound one block. Bytes are as CometBFT counts them, framing included.
type limits struct {
	bytes int64
	gas   uint64
}

// pack chooses and orders transactions for a block: the best price first, except
// that the transactions of one account, which come in nonce order, stay in it. An account whose
// next transaction does not fit, or is not admitted, is done for this block.
func pack(q queue, max limits, admit func(runtime.Decoded) (*runtime.Fault, error)) ([][]byte, error) {
	heap.Init(&q)
	var out [][]byte
	for len(q) > 0 {
		next := q[0][0].Tx
		size, gas := framed(next.Size), next.Body.GasLimit
		fits := size <= max.bytes && gas <= max.gas
		if fits {
			refusal, err := admit(runtime.Decoded{Tx: next})
			if err != nil {
				return nil, err
			}
			fits = refusal == nil
		}
		if !fits {
			heap.Pop(&q)
			continue
		}
		max.bytes -= size
		max.gas -= gas
		out = append(out, next.Bytes())
		if q[0] = q[0][1:]; len(q[0]) == 0 {
			heap.Pop(&q)
		} else {
			heap.Fix(&q, 0)
		}
	}
	return out, nil
}

// framed is the size inside a block of a transaction of that many bytes: its tag and length come first.
func framed(size uint64) int64 {
	prefix := 2
	for n := size; n >= 1<<7; n >>= 7 {
		prefix++
	}
	return int64(size) + int64(prefix)
}

// queue is a heap of accounts, the one with the best next transaction on top.
// No entry is empty.
type queue [][]*mempool.Waiting

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := q[i][0], q[j][0]
	if c := a.Price.Cmp(b.Price); c != 0 {
		return c > 0
	}
	return a.Arrival < b.Arrival
}

// Push implements heap.Interface; accounts are never added to a running heap.
func (q *queue) Push(x any) { *q = append(*q, x.([]*mempool.Waiting)) }

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
