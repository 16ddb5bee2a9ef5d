package abci

import (
	"cmp"
	"container/heap"
	"slices"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A candidate is a decoded transaction on its way into a proposal.
type candidate struct {
	raw     []byte
	decoded runtime.Decoded
	gas     uint64
	price   abi.Amount // fee per gas, rounded down
	arrival int        // position in the mempool, the tie-break
}

// limits bound one block. Bytes are as CometBFT counts them, framing included.
type limits struct {
	bytes int64
	gas   uint64
}

// pack chooses and orders transactions for a block: the best price first, except
// that the transactions of one sender keep their nonce order. A sender whose
// next transaction does not fit, or is not admitted, is done for this block.
func pack(decode decode, raws [][]byte, max limits, admit func(runtime.Decoded) (*runtime.Fault, error)) ([][]byte, error) {
	q := chains(decode, raws)
	heap.Init(&q)
	var out [][]byte
	for len(q) > 0 {
		next := q[0][0]
		size := framed(next.raw)
		fits := size <= max.bytes && next.gas <= max.gas
		if fits {
			refusal, err := admit(next.decoded)
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
		max.gas -= next.gas
		out = append(out, next.raw)
		if q[0] = q[0][1:]; len(q[0]) == 0 {
			heap.Pop(&q)
		} else {
			heap.Fix(&q, 0)
		}
	}
	return out, nil
}

// chains groups the decodable transactions by sender, each group in nonce order.
func chains(decode decode, raws [][]byte) queue {
	bySender := map[abi.Address]int{}
	var q queue
	for i, raw := range raws {
		c, ok := newCandidate(decode, raw)
		if !ok {
			continue
		}
		c.arrival = i
		sender := c.decoded.Tx.Sender()
		n, known := bySender[sender]
		if !known {
			n = len(q)
			bySender[sender] = n
			q = append(q, nil)
		}
		q[n] = append(q[n], c)
	}
	for _, group := range q {
		slices.SortStableFunc(group, func(a, b candidate) int { return cmp.Compare(a.decoded.Tx.Body.Nonce, b.decoded.Tx.Body.Nonce) })
	}
	return q
}

// decode is runtime.Decode, or the decoder that caches.
type decode func(raw []byte) runtime.Decoded

// newCandidate is a transaction as a proposal looks at it; ok is false if it is none.
func newCandidate(decode decode, raw []byte) (c candidate, ok bool) {
	d := decode(raw)
	if d.Tx == nil {
		return c, false
	}
	c = candidate{raw: raw, decoded: d, gas: d.Tx.Body.GasLimit}
	c.price, _, _ = d.Tx.Body.Fee.MulDiv(abi.U64(1), abi.U64(max(c.gas, 1)))
	return c, true
}

// framed is the size of a transaction inside a block.
func framed(raw []byte) int64 { return comet.ComputeProtoSizeForTxs([]comet.Tx{raw}) }

// queue is a heap of senders, the one with the best next transaction on top.
// No entry is empty.
type queue [][]candidate

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := q[i][0], q[j][0]
	if c := a.price.Cmp(b.price); c != 0 {
		return c > 0
	}
	return a.arrival < b.arrival
}

// Push implements heap.Interface; senders are never added to a running heap.
func (q *queue) Push(x any) { *q = append(*q, x.([]candidate)) }

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
