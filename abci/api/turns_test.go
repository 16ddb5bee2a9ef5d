package api

import (
	"context"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Long answers take turns: while all workers are busy they wait, and are told so after query_time.
func TestLongAnswersTakeTurns(t *testing.T) {
	f, _ := withCounter(t)
	f.config.QueryTime = 20 * time.Millisecond
	h := handler(f.config)
	f.server.Config.Handler = h
	var end []func()
	for { // until every worker is taken
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		done, err := f.config.Turns.Take(ctx, "somebody")
		cancel()
		if err != nil {
			break
		}
		end = append(end, done)
	}
	raw, hash := []byte("a transaction"), tx.Hash([]byte("a transaction"))
	f.want("GET", "/txs/"+hash.String(), "", 404, "tx_unknown") // nothing is read for what no block holds
	f.outcomes[hash] = Outcome{Hash: hash, Height: 1}
	f.want("GET", "/txs/"+hash.String(), "", 503, `"name":"busy"`)
	f.want("POST", "/txs", string(raw), 503, `"name":"busy"`)
	for _, path := range []string{"/blocks/1/txs", "/contracts", "/codes/0000000000000000000000000000000000000000000000000000000000000000/wasm"} {
		f.want("GET", path, "", 503, `"name":"busy"`)
	}
	f.want("GET", "/status", "", 200, "height")
	for _, done := range end {
		done()
	}
}
