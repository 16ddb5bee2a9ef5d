package api

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/netip"

	"github.com/danielgtaylor/huma/v2"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// question is a call that changes nothing: a method of an entry of some code, its arguments in JSON, and how the
// machine runs it.
type question struct {
	code          abi.Hash
	entry, method string
	args          []byte
	run           func(input []byte) (output []byte, gas uint64, f *runtime.Fault, err error)
}

// One method with its arguments; the body of a query.
type methods map[string]json.RawMessage

// Schema implements huma.SchemaProvider.
func (methods) Schema(huma.Registry) *huma.Schema {
	one := 1
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: &huma.Schema{}, MinProperties: &one, MaxProperties: &one,
		Description: "The method's name with its arguments, as the interface describes them.", Examples: []any{map[string]any{"balance": map[string]any{}}}}
}

// one is the method that the body names.
func (m methods) one() (name string, args []byte) {
	for n, a := range m { // there is one
		name, args = n, a
	}
	if string(args) == "null" { // "no arguments", as many clients write it
		args = nil
	}
	return name, args
}

type queryInput struct {
	Contract string `path:"contract" doc:"An address, or the name of a contract that genesis made."`
	Height   uint64 `query:"height" minimum:"1" doc:"Answer from the state after this block instead of the last one."`
	Body     methods
	Asker
}

// query runs a contract's query method.
func (s *server) query(ctx context.Context, in *queryInput) (a v1.QueryResult, err error) {
	method, args := in.Body.one()
	return s.inPicture(ctx, in.remote, in.Height, func(p *picture) (a v1.QueryResult, err error) {
		c, err := find(p.Reader, in.Contract)
		if err != nil {
			return a, err
		}
		return s.ask(p, question{code: c.CodeHash, entry: abi.EntryQuery, method: method, args: args,
			run: func(input []byte) ([]byte, uint64, *runtime.Fault, error) {
				return s.Machine.Query(p.view, p.header, c.Address, input, s.QueryGas)
			}})
	})
}

type rawQueryInput struct {
	Contract string `path:"contract" doc:"An address, or the name of a contract that genesis made."`
	Height   uint64 `query:"height" minimum:"1" doc:"Answer from the state after this block instead of the last one."`
	Body     v1.RawQuery
	Asker
}

// rawQuery runs a contract's query entry on an input as it is: no interface is needed.
func (s *server) rawQuery(ctx context.Context, in *rawQueryInput) (a v1.RawResult, err error) {
	input, err := hex.DecodeString(in.Body.Input)
	if err != nil {
		return a, bad("input: %v", err)
	}
	q, err := s.inPicture(ctx, in.remote, in.Height, func(p *picture) (q v1.QueryResult, err error) {
		c, err := find(p.Reader, in.Contract)
		if err != nil {
			return q, err
		}
		d, err := s.ifaces.of(world.Read(p.view), c.CodeHash)
		if err != nil {
			return q, err
		}
		out, gas, fault, err := s.Machine.Query(p.view, p.header, c.Address, input, s.QueryGas)
		if fault != nil && err == nil {
			err = refusal(fault, d.iface)
		}
		return v1.QueryResult{Result: out, Height: p.header.Height, GasUsed: gas}, err
	})
	return v1.RawResult{Output: hex.EncodeToString(q.Result), Height: q.Height, GasUsed: q.GasUsed}, err
}

type pureInput struct {
	Hash abi.Hash `path:"hash"`
	Body methods
	Asker
}

// pure runs a formula's entry: its answer depends on the arguments alone.
func (s *server) pure(ctx context.Context, in *pureInput) (a v1.QueryResult, err error) {
	entry, args := in.Body.one()
	if !abi.Pure(entry) {
		return a, bad("%.80q is no entry of a formula: use %s or %s", entry, abi.EntryWeights, abi.EntryScores)
	}
	return s.inPicture(ctx, in.remote, 0, func(p *picture) (v1.QueryResult, error) {
		return s.ask(p, question{code: in.Hash, entry: entry, method: entry, args: args,
			run: func(input []byte) ([]byte, uint64, *runtime.Fault, error) {
				return s.Machine.Pure(p.view, p.header, in.Hash, entry, input, s.QueryGas)
			}})
	})
}

// inPicture runs contract code over a state, in its turn.
func (s *server) inPicture(ctx context.Context, remote string, height uint64, run func(*picture) (v1.QueryResult, error)) (a v1.QueryResult, err error) {
	done, err := s.turn(ctx, remote)
	if err != nil {
		return a, err
	}
	defer done()
	p, err := s.at(Which{Height: height})
	if err != nil {
		return a, err
	}
	defer p.close()
	return run(p)
}

// ask encodes the arguments by the code's own interface, runs the question and
// decodes the answer.
func (s *server) ask(p *picture, q question) (a v1.QueryResult, err error) {
	d, err := s.ifaces.of(p.Reader, q.code)
	if err != nil {
		return a, err
	}
	if d.iface == nil {
		return a, bad("code %s describes no interface", q.code).advise("send the input as CBOR in hex to query/{contract}/raw")
	}
	input, err := abi.EncodeCall(d.iface, q.entry, q.method, q.args)
	if err != nil {
		return a, bad("%v", err)
	}
	out, gas, fault, err := q.run(input)
	if err != nil {
		return a, err
	}
	if fault != nil {
		return a, refusal(fault, d.iface)
	}
	result, err := abi.DecodeResult(d.iface, q.entry, q.method, out)
	if err != nil {
		return a, fail(http.StatusUnprocessableEntity, "bad_result", "%s", err.Error())
	}
	return v1.QueryResult{Result: result, Height: p.header.Height, GasUsed: gas}, nil
}

// turn waits for the right to run contract code, or to read much.
func (s *server) turn(ctx context.Context, remote string) (done func(), err error) {
	return s.turnOf(ctx, client(remote))
}

func (s *server) turnOf(ctx context.Context, who string) (done func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, s.QueryTime)
	defer cancel()
	return s.Turns.Take(ctx, who)
}

// client is who asks: an address, or for IPv6 the network that one customer gets.
func client(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := at.Addr().Unmap()
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	network, err := a.Prefix(bits)
	if err != nil {
		return remote
	}
	return network.String()
}
