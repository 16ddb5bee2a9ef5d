package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type queryAnswer struct {
	Result  json.RawMessage `json:"result"`
	Height  uint64          `json:"height"`
	GasUsed uint64          `json:"gas_used"`
}

// question is a call that changes nothing: a method of an entry of some code,
// its arguments in JSON or the whole input in CBOR, and how the machine runs it.
type question struct {
	code          abi.Hash
	entry, method string
	args          []byte
	input         []byte // nil: method and args make it, by the code's interface
	run           func(input []byte) (output []byte, gas uint64, f *runtime.Fault, err error)
}

// query runs a contract's query method over the last block.
func (s *server) query(r *http.Request) (any, error) {
	q := question{entry: abi.EntryQuery}
	var err error
	if r.Header.Get("Content-Type") == "application/cbor" {
		q.input, err = body(r, maxJSON)
	} else {
		q.method, q.args, err = call(r)
	}
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
	w := world.Read(view)
	c, err := find(w, r.PathValue("contract"))
	if err != nil {
		return nil, err
	}
	q.code, q.run = c.CodeHash, func(input []byte) ([]byte, uint64, *runtime.Fault, error) {
		return s.Machine.Query(view, h, c.Address, input, s.QueryGas)
	}
	return s.ask(w, h.Height, q)
}

// pure runs a formula's entry: its answer depends on the arguments alone.
func (s *server) pure(r *http.Request) (any, error) {
	hash, err := abi.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	entry, args, err := call(r)
	if err != nil {
		return nil, err
	}
	if !abi.Pure(entry) {
		return nil, bad("%.80q is no entry of a formula: use %s or %s", entry, abi.EntryWeights, abi.EntryScores)
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
	return s.ask(world.Read(view), h.Height, question{code: hash, entry: entry, method: entry, args: args,
		run: func(input []byte) ([]byte, uint64, *runtime.Fault, error) {
			return s.Machine.Pure(view, h, hash, entry, input, s.QueryGas)
		}})
}

// ask encodes the arguments by the code's own interface, runs the question and
// decodes the answer. A question in CBOR needs no interface.
func (s *server) ask(w world.Reader, height uint64, q question) (any, error) {
	d, err := s.ifaces.of(w, q.code)
	if err != nil {
		return nil, err
	}
	iface, input := d.iface, q.input
	if input == nil {
		if iface == nil {
			return nil, bad("code %s describes no interface: send the input in CBOR, with content type application/cbor", q.code)
		}
		if input, err = abi.EncodeCall(iface, q.entry, q.method, q.args); err != nil {
			return nil, bad("%v", err)
		}
	}
	out, gas, fault, err := q.run(input)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		return nil, refusal(fault, iface)
	}
	if q.input != nil {
		return queryAnswer{fmt.Appendf(nil, "\"%x\"", out), height, gas}, nil
	}
	result, err := abi.DecodeResult(iface, q.entry, q.method, out)
	if err != nil {
		return nil, &failure{http.StatusUnprocessableEntity, "bad_result", err.Error()}
	}
	return queryAnswer{result, height, gas}, nil
}

// call reads {"method":{arguments}}.
func call(r *http.Request) (method string, args []byte, err error) {
	raw, err := body(r, maxJSON)
	if err != nil {
		return "", nil, err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return "", nil, bad("the body is not JSON of the form {\"method\":{arguments}}: %v", err)
	}
	if len(m) != 1 {
		return "", nil, bad("the body names %d methods, not one: use {\"method\":{arguments}}", len(m))
	}
	for name, a := range m {
		method, args = name, a
	}
	if string(args) == "null" { // "no arguments", as many clients write it
		args = nil
	}
	return method, args, nil
}

// body reads a request's body of at most limit bytes. What fails is the sender's doing.
func body(r *http.Request, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return raw, nil
	case errors.As(err, &tooLarge):
		return nil, &failure{http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &failure{http.StatusRequestTimeout, "too_slow", "the body did not come in time"}
	}
	return nil, bad("the body ended early: %v", err)
}

// turn waits for the right to run contract code, or to read much.
func (s *server) turn(r *http.Request) (done func(), err error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.QueryTime)
	defer cancel()
	return s.Turns.Take(ctx, client(r.RemoteAddr))
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
