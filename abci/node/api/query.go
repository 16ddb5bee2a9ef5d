package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type queryAnswer struct {
	Result  json.RawMessage `json:"result"`
	Height  uint64          `json:"height"`
	GasUsed uint64          `json:"gas_used"`
}

// query runs a contract's query method over the last block.
func (s *server) query(r *http.Request) (any, error) {
	method, args, err := call(r)
	if err != nil {
		return nil, err
	}
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
	iface, err := s.ifaces.needed(w, c.CodeHash)
	if err != nil {
		return nil, err
	}
	input, err := abi.EncodeCall(iface, abi.EntryQuery, method, args)
	if err != nil {
		return nil, bad("%v", err)
	}
	free, err := s.slot(r.Context())
	if err != nil {
		return nil, err
	}
	defer free()
	out, gas, fault, err := s.Machine.Query(view, h, c.Address, input, s.QueryGas)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		return nil, refusal(fault, iface)
	}
	result, err := abi.DecodeResult(iface, abi.EntryQuery, method, out)
	if err != nil {
		return nil, &failure{http.StatusUnprocessableEntity, "bad_result", err.Error()}
	}
	return queryAnswer{result, h.Height, gas}, nil
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
	view, h, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	iface, err := s.ifaces.needed(world.Read(view), hash)
	if err != nil {
		return nil, err
	}
	input, err := abi.EncodeCall(iface, entry, entry, args)
	if err != nil {
		return nil, bad("%v", err)
	}
	free, err := s.slot(r.Context())
	if err != nil {
		return nil, err
	}
	defer free()
	out, gas, fault, err := s.Machine.Pure(view, h, hash, entry, input, s.QueryGas)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		return nil, refusal(fault, iface)
	}
	result, err := abi.DecodeResult(iface, entry, entry, out)
	if err != nil {
		return nil, &failure{http.StatusUnprocessableEntity, "bad_result", err.Error()}
	}
	return queryAnswer{result, h.Height, gas}, nil
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

// body reads a request's body of at most limit bytes.
func body(r *http.Request, limit int64) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
}

// slot waits for the right to run contract code.
func (s *server) slot(ctx context.Context) (free func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, s.QueryTime)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, &failure{http.StatusServiceUnavailable, "busy", "too many queries run at once; try again"}
	}
}
