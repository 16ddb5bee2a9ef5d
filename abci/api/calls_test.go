package api

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// The calls of a transaction are told with names and arguments, by executing its block again; where that cannot be
// done, or comes to something else, the answer says so.
func TestCallsOfATransaction(t *testing.T) {
	f, c := withCounter(t)
	input := abi.AppendUint(abi.AppendText(abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "add"), 1), "by"), 7)
	send := func(input []byte) (raw []byte, hash abi.Hash) {
		raw, err := f.Tx("alice", tx.Call{Contract: c.Address, Input: input})
		must(t, err)
		b, err := f.Chain.Block(f.Time()+1, raw)
		must(t, err)
		r, head := b.Receipts[0], f.Chain.Header()
		o := Outcome{Hash: tx.Hash(raw), Raw: raw, Height: head.Height, Code: r.Code, Data: r.Data, GasUsed: r.GasUsed}
		f.outcomes[o.Hash], f.block = o, Block{BlockHeader: BlockHeader{Height: head.Height, Time: head.Time}, Txs: []Outcome{o}}
		return raw, o.Hash
	}
	_, hash := send(input)
	path := fmt.Sprintf("/txs/%s/calls", hash)
	f.want("GET", path, "", 200, fmt.Sprintf(`"calls":[{"depth":1,"contract":"%s","name":"","code_hash":"`, c.Address))
	f.want("GET", path, "", 200, fmt.Sprintf(`"entry":"execute","method":"add","args":{"by":7},"input":"%x","size":%d,"funds":"0","gas_used":`, input, len(input)))
	f.want("GET", path, "", 200, `"omitted":0}`)

	o := f.outcomes[hash]
	o.GasUsed++
	f.outcomes[hash] = o
	f.want("GET", path, "", 410, `"name":"other_program"`)
	o.GasUsed--
	f.outcomes[hash] = o
	most := f.config.QueryGas
	f.config.QueryGas = 10
	f.server.Config.Handler = handler(f.config)
	f.want("GET", path, "", 422, `"name":"out_of_gas"`)
	f.config.QueryGas = most
	f.server.Config.Handler = handler(f.config)
	f.gone = o.Height - 1
	f.want("GET", path, "", 410, `"name":"pruned"`)
	f.gone, f.block.Height = 0, 1
	f.want("GET", path, "", 410, `"name":"pruned"`)
	f.want("GET", "/txs/"+abi.Hash{1}.String()+"/calls", "", 404, `"name":"tx_unknown"`)

	_, hash = send([]byte{0x82, 0x61, 'x', 0xa0})
	f.want("GET", "/txs/"+hash.String()+"/calls", "", 200, `"method":"x","input":"826178a0"`)
	f.want("GET", "/txs/"+hash.String()+"/calls", "", 200, `"error":{"code":65003,"name":"method"`)
	_, hash = send([]byte{0xff})
	f.want("GET", "/txs/"+hash.String()+"/calls", "", 200, `"entry":"execute","input":"ff"`)
}
