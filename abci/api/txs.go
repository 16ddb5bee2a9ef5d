package api

import (
	"context"
	"net/http"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// maxWait is how long a submission with wait=1 is held. A transaction that is in
// no block by then may still come: the answer has height 0.
const maxWait = 60 * time.Second

// maxBatchTxs is how many transactions one batch may have.
const maxBatchTxs = 1000

// transaction reads a body that is one transaction.
func transaction(r *http.Request) ([]byte, error) {
	raw, err := body(r, maxTx)
	if err == nil && len(raw) == 0 {
		err = bad("the body is empty: it must be a transaction in CBOR")
	}
	return raw, err
}

// unreadable refuses what is no transaction that any block could hold. Every other refusal is an
// answer: it says what would become of the transaction.
func unreadable(code abi.Code, log string) error {
	switch code {
	case abi.CodeMalformed:
		return &failure{http.StatusBadRequest, code.String(), log}
	case abi.CodeTooLarge:
		return &failure{http.StatusRequestEntityTooLarge, code.String(), log}
	}
	return nil
}

// submit takes one transaction. A refusal by the mempool is an answer, with the
// code it would have had in a block, and height 0. One that is in a block already is
// answered with its receipt.
func (s *server) submit(r *http.Request) (any, error) {
	wait := r.URL.Query().Get("wait")
	if wait != "" && wait != "0" && wait != "1" {
		return nil, bad("wait=%.40s is neither 0 nor 1", wait)
	}
	raw, err := transaction(r)
	if err != nil {
		return nil, err
	}
	hash := tx.Hash(raw)
	o, adm, err := s.offer(r, raw, hash)
	if err != nil {
		return nil, err
	}
	if err := unreadable(adm.Code, adm.Log); err != nil {
		return nil, err
	}
	if o.Height > 0 || adm.Code != abi.CodeOK || wait != "1" {
		return s.receipt(o), nil
	}
	return s.await(r, o)
}

// offer hands a transaction to the mempool, unless a block holds it already: the outcome says so
// by its height. Else it is what the mempool says.
func (s *server) offer(r *http.Request, raw []byte, hash abi.Hash) (Outcome, Admission, error) {
	if o, ok, err := s.outcome(r, hash); ok || err != nil {
		o.Raw = raw
		return o, Admission{}, err
	}
	adm, err := s.Pool.Submit(raw)
	return Outcome{Hash: hash, Raw: raw, Code: adm.Code, Log: adm.Log}, adm, err
}

// await answers with the receipt of a transaction that waits in the mempool, once it has one.
func (s *server) await(r *http.Request, pending Outcome) (any, error) {
	ctx, cancel := context.WithTimeout(r.Context(), maxWait)
	defer cancel()
	o, ok, err := s.Pool.Await(ctx, pending.Hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		pending.Log = "the transaction is in no block yet"
		return s.receipt(pending), nil
	}
	o.Raw = pending.Raw
	return s.receipt(o), nil
}

type batchResult struct {
	Hash     abi.Hash `json:"hash"`
	Height   uint64   `json:"height"` // of the block that holds it already; 0: none
	Code     abi.Code `json:"code"`
	CodeName string   `json:"codename"`
	Log      string   `json:"log"`
}

// batch takes many transactions in order. Each has its own answer. A failure of the node with
// one ends the batch there: the answer is that failure, with the results of those before it
// (I7). Whoever sends the same batch again gets the same answers for them.
func (s *server) batch(r *http.Request) (any, error) {
	raw, err := body(r, maxBatch)
	if err != nil {
		return nil, err
	}
	list, err := splitBatch(raw)
	if err != nil {
		return nil, err
	}
	s.Pool.Verify(list)
	out := make([]batchResult, 0, len(list))
	for _, t := range list {
		o, _, err := s.offer(r, t, tx.Hash(t))
		if err != nil {
			return nil, &batchFailure{err, out}
		}
		out = append(out, batchResult{o.Hash, o.Height, o.Code, o.Code.String(), o.Log})
	}
	return map[string]any{"results": out}, nil
}

// batchFailure is a failure of the node in the middle of a batch.
type batchFailure struct {
	cause   error
	results []batchResult // of the transactions before it
}

// Error implements error.
func (f *batchFailure) Error() string { return f.cause.Error() }

// Unwrap is the failure.
func (f *batchFailure) Unwrap() error { return f.cause }

func splitBatch(raw []byte) ([][]byte, error) {
	c := abi.NewReader(raw)
	n := c.Array()
	if n > maxBatchTxs {
		return nil, bad("the batch has %d transactions, at most %d are taken", n, maxBatchTxs)
	}
	list := make([][]byte, 0, n)
	for i := 0; i < n && c.Err() == nil; i++ {
		list = append(list, c.Bytes())
	}
	if err := c.Close(); err != nil {
		return nil, bad("the body is not a CBOR array of transactions: %v", err)
	}
	return list, nil
}

// simulate says what a transaction would do in the next block.
func (s *server) simulate(r *http.Request) (any, error) {
	raw, err := transaction(r)
	if err != nil {
		return nil, err
	}
	done, err := s.turn(r)
	if err != nil {
		return nil, err
	}
	defer done()
	view, h, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	rec, err := s.Machine.Simulate(view, h, runtime.Decode(raw), s.QueryGas)
	if err == nil {
		err = unreadable(rec.Code, rec.Log)
	}
	if err != nil {
		return nil, err
	}
	return s.receipt(Outcome{
		Hash: tx.Hash(raw), Raw: raw, Code: rec.Code, Data: rec.Data, GasWanted: rec.GasWanted, GasUsed: rec.GasUsed,
		Events: Events(rec.Events), Log: rec.Log,
	}), nil
}

// outcome finds a transaction, and takes a turn for it if there is something to read: its block may be
// full, and whoever sends what blocks hold already pays nothing.
func (s *server) outcome(r *http.Request, hash abi.Hash) (o Outcome, ok bool, err error) {
	if in, err := s.History.Includes(hash); !in || err != nil {
		return o, false, err
	}
	done, err := s.turn(r)
	if err != nil {
		return o, false, err
	}
	defer done()
	return s.History.Outcome(hash)
}

func (s *server) tx(r *http.Request) (any, error) {
	hash, err := abi.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	o, ok, err := s.outcome(r, hash)
	if err != nil {
		return nil, err
	}
	if !ok && s.Pool.Displaced(hash) {
		return nil, ErrDisplaced
	}
	if !ok {
		return nil, missing("tx_unknown", "no kept block holds transaction %s", hash)
	}
	return s.receipt(o), nil
}
