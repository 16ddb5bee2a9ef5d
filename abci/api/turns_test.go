package api

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/turns"
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
	for _, path := range []string{"/txs/" + hash.String() + "/calls", "/blocks/1/txs", "/contracts", "/codes/0000000000000000000000000000000000000000000000000000000000000000/wasm"} {
		f.want("GET", path, "", 503, `"name":"busy"`)
	}
	f.want("GET", "/status", "", 200, "height")
	for _, done := range end {
		done()
	}
}

// What burns more gas than a turn has ends its turn, and lets others have theirs before it goes on.
func TestMoreGasThanATurnHas(t *testing.T) {
	s := &server{Config: Config{Turns: turns.New(), QueryGas: 10, QueryTime: time.Minute}}
	work := &turned{s: s, remote: "192.0.2.1:1"}
	must(t, work.next(t.Context()))
	defer work.end()
	for { // until every other worker is taken
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		_, err := s.Turns.Take(ctx, "somebody")
		cancel()
		if err != nil {
			break
		}
	}
	other := make(chan bool, 1)
	go func() {
		done, err := s.Turns.Take(t.Context(), "another")
		other <- err == nil
		if err == nil {
			done()
		}
	}()
	time.Sleep(50 * time.Millisecond) // it waits
	must(t, work.burn(t.Context(), 6))
	must(t, work.burn(t.Context(), 4))
	if len(other) > 0 {
		t.Fatal("the turn ended before its gas was burned")
	}
	must(t, work.burn(t.Context(), 1))
	if len(other) == 0 {
		t.Error("nobody else had a turn")
	}
	must(t, work.burn(t.Context(), 9))
	var f *failure
	if err := work.burn(t.Context(), 11); !errors.As(err, &f) || f.Failure.Error.Name != "out_of_gas" {
		t.Errorf("more than a turn has at once: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := work.burn(ctx, 5); err == nil {
		t.Error("there was a turn after all time to wait")
	}
}
