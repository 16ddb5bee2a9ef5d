package node

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// What happened is found after a restart, without the index's folder too, and a stream goes on where it was.
func TestHistoryOutlivesTheNode(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	var paid receipt
	post(t, n, "/v1/txs?wait=true", pay(0), &paid)
	before := pastOf(t, n)
	if len(before.Txs) != 1 || before.Txs[0].Hash.String() != paid.Hash || before.Txs[0].Height != paid.Height {
		t.Fatalf("history: %+v, paid: %+v", before, paid)
	}
	stop()

	cfg, err := home.LoadConfig(h)
	must(t, err)
	stopped, err := New(h, cfg, nil)
	must(t, err)
	steps := 0
	_, newest, err := stopped.RebuildIndex(t.Context(), func(int, int) { steps++ })
	must(t, err)
	must(t, stopped.Stop())
	if newest < paid.Height || steps != int(newest) {
		t.Errorf("%d blocks up to %d were read again", steps, newest)
	}

	n, _ = start(t, h)
	ready(t, n)
	if again := pastOf(t, n); len(again.Txs) != 1 || again.Txs[0].Hash != before.Txs[0].Hash {
		t.Errorf("after the rebuild: %+v", again)
	}
	if got := nextTx(t, n, paid.Height); got != tx.Hash(pay(0)) {
		t.Errorf("the stream has %x", got)
	}
}

// pastOf waits for the index and asks it for the payer's transactions.
func pastOf(t *testing.T, n *Node) (list v1.PastTxs) {
	t.Helper()
	for n.historyLag() > 0 {
		time.Sleep(time.Millisecond)
	}
	get(t, n, "/v1/accounts/"+key(1).Address().String()+"/txs", &list)
	return list
}

// nextTx is the first transaction in a stream from a height on.
func nextTx(t *testing.T, n *Node, from uint64) (hash [32]byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+n.API()+"/v1/events?topics=tx", nil)
	must(t, err)
	req.Header.Set("Last-Event-ID", fmt.Sprintf("%d.0", from))
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var p v1.PastTx
			must(t, json.Unmarshal([]byte(text), &p))
			return p.Hash
		}
	}
	t.Error("the stream ended")
	return hash
}
