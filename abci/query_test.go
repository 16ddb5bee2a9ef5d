package abci

import (
	"context"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	ics23 "github.com/cosmos/ics23/go"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// A light client checks a balance against an app hash with nothing but the proof.
func TestStateQueryIsProven(t *testing.T) {
	c := newChain(t)
	defer c.close()
	root := c.block(pay(1, 0, 2, minPrice)).AppHash
	c.block(pay(1, 1, 2, minPrice))
	present := append([]byte("a"), addressBytes(1)...)
	absent := append([]byte("a"), addressBytes(77)...)
	for name, k := range map[string][]byte{"present": present, "absent": absent} {
		res := c.query(&abcitypes.RequestQuery{Path: PathState, Data: k, Height: 1, Prove: true})
		if res.Code != 0 || res.Height != 1 || len(res.ProofOps.Ops) != 1 {
			t.Fatalf("%s: %+v", name, res)
		}
		var proof ics23.CommitmentProof
		must(t, proof.Unmarshal(res.ProofOps.Ops[0].Data))
		ok := ics23.VerifyMembership(state.ProofSpec(), root, &proof, k, res.Value)
		if name == "absent" {
			ok = ics23.VerifyNonMembership(state.ProofSpec(), root, &proof, k)
		}
		if !ok {
			t.Errorf("the proof of %s does not verify", name)
		}
	}
}

func TestBadQueriesAreRefused(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.block()
	somebody := key(1).Address().String()
	for name, r := range map[string]*abcitypes.RequestQuery{
		"no path":         {},
		"unknown path":    {Path: "/store/bank/key"},
		"empty key":       {Path: PathState},
		"long key":        {Path: PathState, Data: make([]byte, state.MaxKey+1)},
		"future":          {Path: PathState, Data: []byte("a"), Height: 99},
		"negative height": {Path: PathState, Data: []byte("a"), Height: -1},
		"no address":      {Path: PathContract + "xyz"},
		"no contract":     {Path: PathContract + somebody, Data: []byte{0x80}},
	} {
		if res := c.query(r); res.Code == 0 || res.Log == "" {
			t.Errorf("%s: %+v", name, res)
		}
	}
	if len(c.faults) != 0 {
		t.Errorf("a query stopped the node: %v", c.faults[0])
	}
}

func (c *chain) query(r *abcitypes.RequestQuery) *abcitypes.ResponseQuery {
	c.t.Helper()
	res, err := c.grammar.Query(context.Background(), r)
	must(c.t, err)
	return res
}

func addressBytes(n byte) []byte {
	a := key(n).Address()
	return a[:]
}

func TestEventJSON(t *testing.T) {
	address := key(1).Address()
	m := []byte{0xa6} // a map of six
	m = abi.AppendUint(abi.AppendText(m, "n"), 7)
	m = abi.AppendBool(abi.AppendText(m, "ok"), true)
	m = abi.AppendUint(abi.AppendText(m, "big"), 1<<60)
	m = abi.AppendText(abi.AppendText(m, "why"), `a "quote"`)
	m = abi.AppendBytes(abi.AppendText(m, "hash"), []byte{0xbe, 0xef})
	m = abi.AppendBytes(abi.AppendText(m, "whose"), address[:])
	want := `{"n":7,"ok":true,"big":"1152921504606846976","why":"a \"quote\"","hash":"beef","whose":"` + address.String() + `"}`
	if got := EventJSON(m); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := EventJSON(nil); got != "{}" {
		t.Errorf("no data: %s", got)
	}
	if got := EventJSON([]byte{0xff, 1}); got != `{"cbor":"ff01"}` {
		t.Errorf("bad data: %s", got)
	}
}
