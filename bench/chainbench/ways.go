package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A way is a road for transactions into the node.
type way struct {
	name    string
	path    string
	rpc     bool // CometBFT's JSON-RPC, else our API
	content string
	size    int // transactions of one request
	encode  func([][]byte) []byte
	taken   func(answer []byte) int // how many of them the node has taken
}

// connections is how many requests are under way at once.
const connections = 8

// ways are the three that users have. The first is how the peer was measured.
var ways = []way{
	{"JSON-RPC, batches of 10", "/", true, "application/json", 10, rpcBatch, rpcTaken},
	{"API, one by one", "/v1/txs", false, "application/cbor", 1, func(txs [][]byte) []byte { return txs[0] }, oneTaken},
	{"API, batches of 100", "/v1/txs/batch", false, "application/cbor", client.Batch, apiBatch, apiTaken},
}

// rpcBatch asks broadcast_tx_async for each transaction, in one JSON-RPC batch.
func rpcBatch(txs [][]byte) []byte {
	type call struct {
		Version string            `json:"jsonrpc"`
		ID      int               `json:"id"`
		Method  string            `json:"method"`
		Params  map[string]string `json:"params"`
	}
	calls := make([]call, len(txs))
	for i, raw := range txs {
		calls[i] = call{"2.0", i, "broadcast_tx_async", map[string]string{"tx": base64.StdEncoding.EncodeToString(raw)}}
	}
	body, err := json.Marshal(calls)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return body
}

func rpcTaken(answer []byte) (n int) {
	var results []struct {
		Result struct{ Hash string }
	}
	if json.Unmarshal(answer, &results) != nil {
		return 0
	}
	for _, r := range results {
		if r.Result.Hash != "" {
			n++
		}
	}
	return n
}

func oneTaken(answer []byte) int {
	var r struct {
		Hash string
		Code int
	}
	if json.Unmarshal(answer, &r) != nil || r.Hash == "" || r.Code != 0 {
		return 0
	}
	return 1
}

func apiBatch(txs [][]byte) []byte {
	body := abi.AppendArray(nil, len(txs))
	for _, raw := range txs {
		body = abi.AppendBytes(body, raw)
	}
	return body
}

func apiTaken(answer []byte) (n int) {
	var r struct{ Results []struct{ Code int } }
	if json.Unmarshal(answer, &r) != nil {
		return 0
	}
	for _, one := range r.Results {
		if one.Code == 0 {
			n++
		}
	}
	return n
}

// fire sends bodies that were encoded before over a few connections, and returns how many
// transactions were taken.
func (w way) fire(ctx context.Context, base string, bodies [][]byte) (int, error) {
	pool := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	defer pool.CloseIdleConnections()
	var next, taken atomic.Int64
	var wg sync.WaitGroup
	failures := make([]error, connections)
	for i := range connections {
		wg.Go(func() {
			for failures[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(bodies) {
					return
				}
				var answer []byte
				answer, failures[i] = w.post(ctx, pool, base, bodies[n])
				taken.Add(int64(w.taken(answer)))
			}
		})
	}
	wg.Wait()
	if i := slices.IndexFunc(failures, func(err error) bool { return err != nil }); i >= 0 {
		return int(taken.Load()), failures[i]
	}
	return int(taken.Load()), nil
}

func (w way) post(ctx context.Context, pool *http.Transport, base string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+w.path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", w.content)
	resp, err := pool.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.name, err)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// bodies encodes the requests for these transactions.
func (w way) bodies(txs [][]byte) (out [][]byte) {
	for chunk := range slices.Chunk(txs, w.size) {
		out = append(out, w.encode(chunk))
	}
	return out
}
