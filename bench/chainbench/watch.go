package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// A watcher follows the chain through CometBFT's RPC: block headers say how many transactions
// they hold, which costs the node next to nothing.
type watcher struct {
	rpc    string
	height int64 // counted up to here
}

// ask gets one RPC method's result.
func (w *watcher) ask(ctx context.Context, query string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.rpc+query, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer := struct {
		Result any             `json:"result"`
		Error  json.RawMessage `json:"error"`
	}{Result: out}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	if answer.Error != nil {
		return fmt.Errorf("%s: %s", query, answer.Error)
	}
	return nil
}

// executed is the height of the last block that the application has committed.
func (w *watcher) executed(ctx context.Context) (int64, error) {
	var info struct {
		Response struct {
			Height int64 `json:"last_block_height,string"`
		}
	}
	err := w.ask(ctx, "/abci_info", &info)
	return info.Response.Height, err
}

// news counts the transactions of blocks that were committed since it was asked last.
func (w *watcher) news(ctx context.Context) (txs int, err error) {
	top, err := w.executed(ctx)
	for err == nil && w.height < top {
		to := min(w.height+20, top) // more headers do not come in one answer
		var chain struct {
			Metas []struct {
				Txs int `json:"num_txs,string"`
			} `json:"block_metas"`
		}
		err = w.ask(ctx, fmt.Sprintf("/blockchain?minHeight=%d&maxHeight=%d", w.height+1, to), &chain)
		for _, m := range chain.Metas {
			txs += m.Txs
		}
		w.height = to
	}
	return txs, err
}

// quiet waits until n transactions are in committed blocks.
func (w *watcher) quiet(ctx context.Context, n int) error {
	deadline := time.Now().Add(patience)
	for n > 0 {
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return err
		}
		txs, err := w.news(ctx)
		if err != nil {
			return err
		}
		if n -= txs; time.Now().After(deadline) {
			return fmt.Errorf("%d transactions are in no block after %s", n, patience)
		}
	}
	return nil
}

// failed counts the transactions of blocks after a height that did not succeed.
func (w *watcher) failed(ctx context.Context, after int64) (n int, err error) {
	for h := after + 1; h <= w.height; h++ {
		var results struct {
			Txs []struct{ Code int } `json:"txs_results"`
		}
		if err := w.ask(ctx, fmt.Sprintf("/block_results?height=%d", h), &results); err != nil {
			return n, err
		}
		for _, r := range results.Txs {
			if r.Code != 0 {
				n++
			}
		}
	}
	return n, nil
}
