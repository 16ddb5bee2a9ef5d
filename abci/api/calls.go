package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// calls executes the block of a transaction again, up to it and above the state before, and says what it called. It takes
// as long as the block took, at most, in turns of query_gas each.
func (s *server) calls(ctx context.Context, in *struct {
	Hash abi.Hash `path:"hash"`
	Asker
}) (a v1.Calls, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.QueryTime)
	defer cancel()
	t := &turned{s: s, remote: in.remote}
	defer t.end()
	if err := t.next(ctx); err != nil {
		return a, err
	}
	o, ok, err := s.History.Outcome(in.Hash)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, noTx(in.Hash)
	}
	header, txs, ok, err := s.History.Replay(o.Height)
	if err == nil && (!ok || o.Index >= len(txs)) {
		err = pruned("the block of that transaction cannot be executed again here")
	}
	if err != nil {
		return a, err
	}
	p, err := s.at(Which{Height: o.Height - 1})
	if err != nil {
		return a, err
	}
	defer p.close()
	list := make([]runtime.Decoded, o.Index+1)
	for i := range list {
		list[i] = runtime.Decode(txs[i])
	}
	r, err := s.Machine.Repeat(p.view, header, list, func(gas uint64) error { return t.burn(ctx, gas) })
	if err != nil {
		return a, err
	}
	if r.Code != o.Code || r.GasUsed != o.GasUsed {
		return a, fail(http.StatusGone, "other_program", "this program comes to another outcome than the one that made the block").advise("ask a node with the program of that time")
	}
	a = v1.Calls{Hash: in.Hash, Height: o.Height, GasUsed: r.GasUsed, Calls: make([]v1.Called, len(r.Calls)), Omitted: r.Omitted}
	for i, c := range r.Calls {
		a.Calls[i] = s.called(p.Reader, c)
	}
	return a, nil
}

// turned is work that takes more gas than a turn has: it ends its turn and waits for the next one.
type turned struct {
	s      *server
	remote string
	done   func() // ends the turn; nil without one
	burned uint64 // at most, in this turn
}

// burn sees to it that the turn has so much gas left.
func (t *turned) burn(ctx context.Context, gas uint64) error {
	switch {
	case gas > t.s.QueryGas:
		f := explain(abi.CodeOutOfGas, fmt.Sprintf("a transaction of this block may burn %d gas, and a query at this node %d", gas, t.s.QueryGas))
		f.Advice = "ask a node whose query_gas is larger"
		return &failure{http.StatusUnprocessableEntity, v1.Failure{Error: f}}
	case gas > t.s.QueryGas-t.burned:
		if err := t.next(ctx); err != nil {
			return err
		}
	}
	t.burned += gas
	return nil
}

// next ends the turn and waits for another one.
func (t *turned) next(ctx context.Context) (err error) {
	t.end()
	t.burned = 0
	t.done, err = t.s.turn(ctx, t.remote)
	return err
}

func (t *turned) end() {
	if t.done != nil {
		t.done()
	}
	t.done = nil
}

// called is a call with its names and arguments, as far as the code describes them.
func (s *server) called(r world.Reader, c runtime.Called) v1.Called {
	a := v1.Called{Depth: c.Depth, CodeHash: c.Code, Entry: c.Entry, Input: hex.EncodeToString(c.Input), Size: c.Size, Funds: c.Funds, GasUsed: c.GasUsed}
	if !c.Contract.IsZero() {
		a.Contract = &c.Contract
		if record, ok, err := r.Contract(c.Contract); ok && err == nil {
			a.Name = record.Name
		}
	}
	d, err := s.ifaces.of(r, c.Code)
	if err != nil {
		d.iface = nil // its code came with this block: the call is told without names
	}
	a.Method, a.Args = argsIn(d.iface, c)
	if f := c.Fault; f != nil {
		why := explain(f.Code, f.Log)
		if f.Code == abi.CodeAborted {
			why = explainAbort(d.iface, f.Abort, f.Log)
		}
		a.Error = &why
	}
	return a
}

// argsIn reads the method of an input and, by the interface, its arguments.
func argsIn(i *abi.Interface, c runtime.Called) (method string, args []byte) {
	input := c.Input
	if abi.Dispatched(c.Entry) {
		r := abi.NewReader(input)
		if r.Array() != 2 {
			return "", nil
		}
		if method = r.Text(); r.Err() != nil {
			return "", nil
		}
		if input = r.Raw(); r.Close() != nil {
			return method, nil // cut short
		}
	}
	if i == nil || c.Size != len(c.Input) {
		return method, nil
	}
	args, err := abi.DecodeArgs(i, c.Entry, method, input)
	if err != nil {
		return method, nil
	}
	return method, args
}
