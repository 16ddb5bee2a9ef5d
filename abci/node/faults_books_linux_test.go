package node

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// books are what the senders of transactions know: what nodes took, and what blocks held it.
type books struct {
	mu    sync.Mutex
	taken map[string]sent   // by hash
	seen  map[string]uint64 // height that a receipt named
}

type sent struct {
	sender abi.Address
	nonce  uint64
}

// sink is who is paid; nobody else pays it, and it pays nobody.
var sink = key(77).Address()

// traffic pays the sink from one user's account until ctx ends, each time through any node, and
// now and then asks any node for a receipt.
func (b *books) traffic(ctx context.Context, f *fleet, user tx.Key, random *rand.Rand) {
	var last []string
	for ctx.Err() == nil {
		time.Sleep(time.Duration(random.IntN(100)) * time.Millisecond)
		node, err := f.any(random)
		if err != nil {
			continue
		}
		var account struct {
			Pending uint64 `json:"pending_nonce"`
		}
		if node.ask(http.MethodGet, "/v1/accounts/"+user.Address().String(), nil, &account) != nil {
			continue
		}
		raw := payTo(user, sink, account.Pending)
		var r receipt
		if node.ask(http.MethodPost, "/v1/txs", raw, &r) == nil && r.Code == 0 {
			b.mu.Lock()
			b.taken[r.Hash] = sent{user.Address(), account.Pending}
			b.mu.Unlock()
			last = append(last, r.Hash)
		}
		if len(last) > 20 {
			hash := last[random.IntN(len(last))]
			last = last[1:]
			if node.ask(http.MethodGet, "/v1/txs/"+hash, nil, &r) == nil && r.Height > 0 {
				b.mu.Lock()
				b.seen[r.Hash] = r.Height
				b.mu.Unlock()
			}
		}
	}
}

// payTo is a transfer of 5 base units.
func payTo(user tx.Key, to abi.Address, nonce uint64) []byte {
	const gas = 400_000
	return user.Sign(tx.Body{
		ChainID: "test-1", Nonce: nonce, GasLimit: gas, Fee: abi.U64(gas * 100_000_000),
		Msg: tx.Transfer{To: to, Amount: abi.U64(5)},
	})
}

// A block is what a node says of one.
type block struct {
	Hash    string `json:"hash"`
	AppHash string `json:"app_hash"`
	Txs     int    `json:"txs"`
}

// agreedTxs are the transactions of a block that all nodes have alike.
func (f *fleet) agreedTxs(h uint64) (list []v1.Receipt) {
	f.t.Helper()
	if f.agreed(h).Txs == 0 {
		return nil
	}
	for cursor := ""; ; {
		var part v1.Receipts
		must(f.t, f.nodes[0].ask(http.MethodGet, fmt.Sprintf("/v1/blocks/%d/txs?limit=1000&cursor=%s", h, cursor), nil, &part))
		list = append(list, part.Txs...)
		if cursor = part.Next; cursor == "" {
			return list
		}
	}
}

// settle waits until every node has executed everything that waits, at any of them, and returns a height
// that all have.
func (b *books) settle(f *fleet) uint64 {
	f.t.Helper()
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		open, nonces := 0, map[int]uint64{}
		for _, v := range f.nodes {
			for user := range 3 {
				var account struct {
					Nonce   uint64
					Pending uint64 `json:"pending_nonce"`
				}
				must(f.t, v.ask(http.MethodGet, "/v1/accounts/"+key(byte(user+1)).Address().String(), nil, &account))
				if before, known := nonces[user]; account.Pending > account.Nonce || known && before != account.Nonce {
					open++
				}
				nonces[user] = account.Nonce
			}
		}
		if open == 0 {
			top := f.top()
			f.await(top, f.nodes...)
			return top
		}
		if time.Since(begin) > patience {
			f.t.Fatalf("%d accounts still have transactions that wait", open)
		}
	}
}

// audit compares all nodes, and the chain with what the senders know: nothing that a block held is gone or
// came twice, and of each transaction that a node took there is one in a block, it or another of its sender.
func (b *books) audit(f *fleet, height uint64) (included int) {
	f.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	at := map[string]uint64{}
	next := map[string]uint64{}
	for h := uint64(1); h <= height; h++ {
		for _, x := range f.agreedTxs(h) {
			hash, sender := x.Hash.String(), x.Tx.Sender.String()
			if at[hash] != 0 {
				f.t.Errorf("transaction %s is in block %d and in %d", hash, at[hash], h)
			}
			if at[hash] = h; x.Code != 0 {
				f.t.Errorf("transaction %s at height %d has code %d", hash, h, x.Code)
			}
			if x.Tx.Nonce != next[sender] {
				f.t.Errorf("block %d: %s has nonce %d after %d", h, sender, x.Tx.Nonce, next[sender])
			}
			next[sender]++
		}
	}
	for hash, h := range b.seen {
		if at[hash] != h {
			f.t.Errorf("LOST: %s was in block %d, and is in %d", hash, h, at[hash])
		}
	}
	for hash, s := range b.taken {
		if at[hash] == 0 && s.nonce >= next[s.sender.String()] {
			f.t.Errorf("FORGOTTEN: %s of %s with nonce %d was taken and is in no block", hash, s.sender, s.nonce)
		}
	}
	f.balanced(uint64(len(at)))
	return len(at)
}

// agreed is a block that all nodes have alike.
func (f *fleet) agreed(h uint64) (first block) {
	f.t.Helper()
	for i, v := range f.nodes {
		var b block
		must(f.t, v.ask(http.MethodGet, fmt.Sprint("/v1/blocks/", h), nil, &b))
		if i == 0 {
			first = b
		}
		if b.AppHash == "" || b.Hash != first.Hash || b.AppHash != first.AppHash || b.Txs != first.Txs {
			f.t.Fatalf("DIVERGED at height %d: %s has %s %s, another %s %s", h, hostAddress(i), b.Hash, b.AppHash, first.Hash, first.AppHash)
		}
	}
	return first
}

// balanced looks at the sink's balance, the ledger and the books of rewards, at every node.
func (f *fleet) balanced(payments uint64) {
	f.t.Helper()
	for i, v := range f.nodes {
		var account struct{ Balance string }
		must(f.t, v.ask(http.MethodGet, "/v1/accounts/"+sink.String(), nil, &account))
		if want := abi.U64(5 * payments).String(); account.Balance != want {
			f.t.Errorf("%s: the sink has %s and was paid %s", hostAddress(i), account.Balance, want)
		}
		var answer struct{ Result map[string]any }
		must(f.t, v.ask(http.MethodPost, "/v1/query/rewards", []byte(`{"invariants":{}}`), &answer))
		if text := fmt.Sprint(answer); !strings.Contains(text, "ok:true") {
			f.t.Errorf("%s: the books of rewards: %s", hostAddress(i), text)
		}
	}
}
