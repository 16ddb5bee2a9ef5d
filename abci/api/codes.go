package api

import (
	"net/http"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type codeAnswer struct {
	CodeHash   abi.Hash `json:"code_hash"`
	Size       uint64   `json:"size"`        // bytes
	CallableAt uint64   `json:"callable_at"` // first height at which it may run
	Callable   bool     `json:"callable"`    // in the next block
}

func (s *server) code(r *http.Request) (any, error) {
	return s.ofCode(r, func(w world.Reader, next uint64, hash abi.Hash) (any, bool, error) {
		info, ok, err := w.CodeInfo(hash)
		return codeAnswer{hash, info.Size, info.CallableAt, next >= info.CallableAt}, ok, err
	})
}

func (s *server) wasm(r *http.Request) (any, error) {
	return s.ofCode(r, func(w world.Reader, _ uint64, hash abi.Hash) (any, bool, error) {
		code, ok, err := w.Code(hash)
		return binary(code), ok, err
	})
}

// ofCode answers what the last state says of the code that the path names; next is
// the height of the next block.
func (s *server) ofCode(r *http.Request, read func(w world.Reader, next uint64, hash abi.Hash) (any, bool, error)) (any, error) {
	hash, err := abi.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	view, h, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	answer, ok, err := read(world.Read(view), h.Height+1, hash)
	if err == nil && !ok {
		err = missing("code_unknown", "there is no code %s", hash)
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}
