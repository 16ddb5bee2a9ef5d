package genesis

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto/ed25519"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// request asks for n to validate the chain of network.
func request(t *testing.T, n byte) Request {
	t.Helper()
	account, validator := tx.NewKey([32]byte{n}), ed25519.GenPrivKeyFromSecret([]byte{n})
	r := Request{ChainID: "net-1", Account: account.Public(), Validator: abi.Hash(validator.PubKey().Bytes()), Moniker: "v",
		Bond: tokens(1000), Peer: strings.Repeat("0a", 20) + "@node.example.org:26652"}
	var err error
	r.Proof, err = validator.Sign(r.KeyProof())
	must(t, err)
	r.Sign(account)
	return r
}

func written(t *testing.T, r Request) []byte {
	t.Helper()
	raw, err := json.Marshal(r)
	must(t, err)
	return raw
}

// Whoever asks validates from the first block on, with the power of its bond.
func TestThoseWhoAskValidate(t *testing.T) {
	d := draft(t)
	for n := range byte(4) {
		r, err := ReadRequest(written(t, request(t, n+1)))
		must(t, err)
		must(t, d.AddValidator(r))
	}
	raw, err := d.Bytes()
	must(t, err)
	back, err := ReadDraft(raw)
	must(t, err)
	s, err := back.Check()
	must(t, err)
	if len(back.Doc.Validators) != 4 || back.Doc.Validators[0].Power != 1000 || s.Minted != tokens(1500+4000) || len(s.Doubts) != 0 {
		t.Errorf("%+v", s)
	}
	other := request(t, 5)
	other.ChainID = "net-2"
	for name, r := range map[string]Request{"twice": request(t, 1), "for another chain": other} {
		if err := back.AddValidator(r); !errors.Is(err, ErrDraft) || len(back.Doc.Validators) != 4 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No word of a request can be changed on the way, and no key be another's.
func TestARequestIsRefusedWhenItWasChanged(t *testing.T) {
	for name, change := range map[string]func(*Request){
		"chain":        func(r *Request) { r.ChainID = "net-2" },
		"account":      func(r *Request) { r.Account = tx.NewKey([32]byte{9}).Public() },
		"key":          func(r *Request) { r.Validator = request(t, 9).Validator },
		"small order":  func(r *Request) { r.Validator = abi.Hash{} },
		"moniker":      func(r *Request) { r.Moniker = "w" },
		"no moniker":   func(r *Request) { r.Moniker = "" },
		"lines":        func(r *Request) { r.Moniker = "a\nb" },
		"bond":         func(r *Request) { r.Bond = tokens(2000) },
		"too little":   func(r *Request) { r.Bond = abi.U64(1) },
		"peer":         func(r *Request) { r.Peer = strings.Repeat("0b", 20) + "@node.example.org:26652" },
		"no peer":      func(r *Request) { r.Peer = "node.example.org" },
		"proof":        func(r *Request) { r.Proof = request(t, 9).Proof },
		"no proof":     func(r *Request) { r.Proof = nil },
		"signature":    func(r *Request) { r.Signature = request(t, 9).Signature },
		"no signature": func(r *Request) { r.Signature = nil },
	} {
		r := request(t, 1)
		if change(&r); r.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := ReadRequest(written(t, r)); !errors.Is(err, ErrDraft) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add([]byte(`{"chain_id":"net-1","bond":"1000","proof":"00"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := ReadRequest(raw); err == nil && r.Check() != nil {
			t.Errorf("%s is read", raw)
		}
	})
}
