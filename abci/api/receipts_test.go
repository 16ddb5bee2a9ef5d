package api

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// A receipt says who asked for what and at what price, and why a contract gave up.
func TestAReceiptSaysWhatWasAsked(t *testing.T) {
	f, counter := withCounter(t)
	sender := sandbox.Key("alice").Address()
	told := func(m tx.Msg, data []byte, want string) {
		t.Helper()
		raw := sandbox.Key("alice").Sign(tx.Body{ChainID: sandbox.ChainID, Nonce: 4, Expiry: 9, Fee: abi.U64(5), Msg: m})
		hash := tx.Hash(raw)
		o := Outcome{Hash: hash, Raw: raw, Height: 7, Data: data}
		if data != nil {
			o.Code, o.Log = abi.CodeAborted, "nope"
		}
		f.outcomes[hash] = o
		head := fmt.Sprintf(`"tx":{"sender":"%s","nonce":4,"expiry":9,"fee":"5","kind":`, sender)
		if data != nil {
			head = ""
		}
		f.want("GET", "/txs/"+hash.String(), "", 200, head+want)
	}
	abort := func(code uint64) []byte { return abi.AppendUint(abi.AppendText(abi.AppendMap(nil, 1), "code"), code) }
	call := tx.Call{Contract: counter.Address, Input: abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "add"), 0), Funds: abi.U64(3)}
	told(tx.Transfer{To: abi.Address{1}, Amount: abi.U64(2)}, nil, `"transfer","to":"`+abi.Address{1}.String()+`","amount":"2"}`)
	told(tx.Upload{Code: []byte("x")}, nil, `"upload","code":"`+tx.Hash([]byte("x")).String()+`","amount":"0"}`)
	told(tx.Instantiate{CodeHash: abi.Hash{2}, Funds: abi.U64(1)}, nil, `"instantiate","code":"`+abi.Hash{2}.String()+`","amount":"1"}`)
	told(call, nil, `"call","to":"`+counter.Address.String()+`","method":"add","amount":"3"}`)
	told(call, abort(65003), `"error":{"code":65003,"name":"method","message":"counter refuses: the contract has no method of this name (method): nope"}`)
	told(call, abort(77), `"error":{"code":77,"name":"abort_77","message":"counter refuses: abort_77: nope"}`)
	call.Contract = abi.Address{9}
	told(call, abort(77), `"error":{"code":77,"name":"abort_77","message":"the contract refuses: abort_77: nope"}`)
}
