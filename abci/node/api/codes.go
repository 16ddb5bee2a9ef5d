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
	hash, err := abi.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	view, h, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	info, ok, err := world.Read(view).CodeInfo(hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing("code_unknown", "there is no code %s", hash)
	}
	return codeAnswer{hash, info.Size, info.CallableAt, h.Height+1 >= info.CallableAt}, nil
}

func (s *server) wasm(r *http.Request) (any, error) {
	hash, err := abi.ParseHash(r.PathValue("hash"))
	if err != nil {
		return nil, bad("%v", err)
	}
	view, _, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	code, ok, err := world.Read(view).Code(hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing("code_unknown", "there is no code %s", hash)
	}
	return binary(code), nil
}
