package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// maxWait is how long a submission with wait is held. A transaction that is in
// no block by then may still come: the answer has height 0.
const maxWait = 60 * time.Second

// maxBatchTxs is how many transactions one batch may have.
const maxBatchTxs = 1000

// maxSimulated is how many transactions are simulated together: as many as some command sends.
const maxSimulated = 16

// Asker is who asks, known by the address.
type Asker struct{ remote string }

// Resolve implements huma.Resolver.
func (a *Asker) Resolve(ctx huma.Context) []error {
	a.remote = ctx.RemoteAddr()
	return nil
}

// RawTx is a body that is one transaction.
type RawTx struct {
	RawBody []byte `contentType:"application/cbor"`
	Asker
}

// transaction is the body: a copy, since the mempool holds it and the request's buffer is used again.
func (r *RawTx) transaction() ([]byte, error) {
	if len(r.RawBody) == 0 {
		return nil, bad("the body is empty: it must be a transaction in CBOR")
	}
	return bytes.Clone(r.RawBody), nil
}

// unreadable refuses what is no transaction that any block could hold. Every other refusal is an
// answer: it says what would become of the transaction.
func unreadable(code abi.Code, log string) error {
	switch code {
	case abi.CodeMalformed:
		return &failure{http.StatusBadRequest, v1.Failure{Error: explain(code, log)}}
	case abi.CodeTooLarge:
		return &failure{http.StatusRequestEntityTooLarge, v1.Failure{Error: explain(code, log)}}
	}
	return nil
}

type submitInput struct {
	Wait bool `query:"wait" doc:"Answer when a block holds the transaction, for up to a minute."`
	RawTx
}

// submit takes one transaction. A refusal by the mempool is an answer, with the
// code it would have had in a block, and height 0. One that is in a block already is
// answered with its receipt.
func (s *server) submit(ctx context.Context, in *submitInput) (a v1.Receipt, err error) {
	raw, err := in.transaction()
	if err != nil {
		return a, err
	}
	hash := tx.Hash(raw)
	o, adm, err := s.offer(ctx, in.remote, raw, hash)
	if err != nil {
		return a, err
	}
	if err := unreadable(adm.Code, adm.Log); err != nil {
		return a, err
	}
	if o.Height > 0 || adm.Code != abi.CodeOK || !in.Wait {
		return s.receipt(o), nil
	}
	return s.await(ctx, o)
}

// offer hands a transaction to the mempool, unless a block holds it already: the outcome says so
// by its height. Else it is what the mempool says.
func (s *server) offer(ctx context.Context, remote string, raw []byte, hash abi.Hash) (Outcome, Admission, error) {
	if o, ok, err := s.outcome(ctx, remote, hash); ok || err != nil {
		o.Raw = raw
		return o, Admission{}, err
	}
	adm, err := s.Pool.Submit(raw)
	return Outcome{Hash: hash, Raw: raw, Code: adm.Code, Log: adm.Log}, adm, err
}

// await answers with the receipt of a transaction that waits in the mempool, once it has one.
func (s *server) await(ctx context.Context, pending Outcome) (a v1.Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	o, ok, err := s.Pool.Await(ctx, pending.Hash)
	if err != nil {
		return a, err
	}
	if !ok {
		pending.Log = "the transaction is in no block yet"
		return s.receipt(pending), nil
	}
	o.Raw = pending.Raw
	return s.receipt(o), nil
}

type batchInput struct {
	RawBody []byte `contentType:"application/cbor"`
	Asker
}

// batch takes many transactions in order. Each has its own answer. A failure of the node with
// one ends the batch there: the answer is that failure, with the results of those before it
// (I7). Whoever sends the same batch again gets the same answers for them.
func (s *server) batch(ctx context.Context, in *batchInput) (a v1.Batch, err error) {
	list, err := splitBatch(bytes.Clone(in.RawBody))
	if err != nil {
		return a, err
	}
	s.Pool.Verify(list)
	a.Results = make([]v1.Receipt, 0, len(list))
	for _, t := range list {
		o, _, err := s.offer(ctx, in.remote, t, tx.Hash(t))
		if err != nil {
			f := *s.failed("txs/batch", err)
			f.Results = a.Results
			return a, &f
		}
		a.Results = append(a.Results, s.receipt(o))
	}
	return a, nil
}

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
func (s *server) simulate(ctx context.Context, in *RawTx) (a v1.Receipt, err error) {
	raw, err := in.transaction()
	if err != nil {
		return a, err
	}
	list, err := s.simulated(ctx, in.remote, [][]byte{raw})
	if err == nil {
		err = unreadable(list[0].Code, list[0].Log)
	}
	if err != nil {
		return a, err
	}
	return list[0], nil
}

// simulateBatch says what several transactions would do in the next block, each after those before it.
func (s *server) simulateBatch(ctx context.Context, in *batchInput) (a v1.Batch, err error) {
	list, err := splitBatch(bytes.Clone(in.RawBody))
	if err == nil && len(list) > maxSimulated {
		err = bad("the batch has %d transactions, at most %d are simulated together", len(list), maxSimulated)
	}
	if err != nil {
		return a, err
	}
	a.Results, err = s.simulated(ctx, in.remote, list)
	return a, err
}

// simulated takes a turn and simulates transactions, which share the gas of a query.
func (s *server) simulated(ctx context.Context, remote string, raw [][]byte) ([]v1.Receipt, error) {
	done, err := s.turn(ctx, remote)
	if err != nil {
		return nil, err
	}
	defer done()
	p, err := s.at(Which{})
	if err != nil {
		return nil, err
	}
	defer p.close()
	var all []runtime.Decoded
	for _, one := range raw {
		all = append(all, runtime.Decode(one))
	}
	list, err := s.Machine.SimulateAll(p.view, p.header, all, s.QueryGas)
	if err != nil {
		return nil, err
	}
	answers := make([]v1.Receipt, len(list))
	for i, r := range list {
		answers[i] = s.receipt(Outcome{
			Hash: tx.Hash(raw[i]), Raw: raw[i], Code: r.Code, Data: r.Data, GasWanted: r.GasWanted, GasUsed: r.GasUsed,
			Events: Events(r.Events), Log: r.Log,
		})
	}
	return answers, nil
}

// outcome finds a transaction, and takes a turn for it if there is something to read: its block may be
// full, and whoever sends what blocks hold already pays nothing.
func (s *server) outcome(ctx context.Context, remote string, hash abi.Hash) (o Outcome, ok bool, err error) {
	if in, err := s.History.Includes(hash); !in || err != nil {
		return o, false, err
	}
	done, err := s.turn(ctx, remote)
	if err != nil {
		return o, false, err
	}
	defer done()
	return s.History.Outcome(hash)
}

type txInput struct {
	Hash abi.Hash `path:"hash"`
	Asker
}

func (s *server) tx(ctx context.Context, in *txInput) (a v1.Receipt, err error) {
	o, ok, err := s.outcome(ctx, in.remote, in.Hash)
	if err != nil {
		return a, err
	}
	if !ok && s.Pool.Displaced(in.Hash) {
		return a, ErrDisplaced
	}
	if !ok {
		return a, noTx(in.Hash)
	}
	return s.receipt(o), nil
}

func noTx(hash abi.Hash) error {
	return missing("tx_unknown", "no kept block holds transaction %s", hash)
}

// mempool lists what waits for a block. A cursor is the hash of the first entry of a part: what has left the
// mempool meanwhile ends the list early.
func (s *server) mempool(_ context.Context, in *struct{ Part }) (a v1.Waiting, err error) {
	after, err := cursorHash(in.Cursor)
	if err != nil {
		return a, err
	}
	a.Pool, a.Waiting = s.Pool.Size(), []v1.WaitingTx{}
	begun := in.Cursor == ""
	for _, raw := range s.Pool.Waiting() {
		hash := tx.Hash(raw)
		if begun = begun || hash == after; !begun {
			continue
		}
		if len(a.Waiting) == in.Limit {
			a.Next = abi.Hash(hash).String()
			break
		}
		w := v1.WaitingTx{Hash: hash, Size: len(raw)}
		if t, err := tx.Decode(raw); err == nil {
			w.Tx = asked(t)
		}
		a.Waiting = append(a.Waiting, w)
	}
	return a, nil
}
