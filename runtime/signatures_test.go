package runtime

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Signatures that were verified together are good, or not, as they are one by one, and remembered as such. However many
// bad ones come, no good one is forgotten for them.
func TestSignaturesVerifiedTogether(t *testing.T) {
	m := &Machine{seen: newSignatures()}
	var list []Decoded
	for i := range uint64(2*maxBatch + 3) {
		raw := tx.NewKey([tx.SeedSize]byte{byte(i)}).Sign(tx.Body{ChainID: "test", Nonce: i, Msg: tx.Transfer{Amount: abi.U64(1)}})
		if i%100 == 7 {
			raw[len(raw)-1] ^= 1 // of its signature
		}
		list = append(list, Decode(raw))
	}
	list = append(list, Decode([]byte("no transaction")))
	m.Verify(list)
	for i, d := range list[:len(list)-1] {
		if d.Tx == nil {
			t.Fatalf("transaction %d is not decoded: %v", i, d.Fault)
		}
		good := i%100 != 7
		if m.seen.good.Contains(d.Tx.Hash) != good || m.seen.bad.Contains(d.Tx.Hash) == good || m.seen.verify(d.Tx) != good || d.Tx.Verify() != good {
			t.Errorf("signature %d: remembered %v, want %v", i, m.seen.good.Contains(d.Tx.Hash), good)
		}
	}
	m.Verify(nil)
	for i := range maxBad + 1 {
		m.seen.remember(&tx.Tx{Hash: abi.Hash{0, byte(i), byte(i >> 8)}}, false)
	}
	if !m.seen.knows(list[0].Tx) || m.seen.knows(list[7].Tx) {
		t.Error("the first good one is remembered, and the first bad one is not")
	}
}
