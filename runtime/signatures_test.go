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

// A multisig account's transaction is good when all of its signatures are, wherever in a batch it stands.
func TestMultisigTransactionsVerifiedTogether(t *testing.T) {
	m := &Machine{seen: newSignatures()}
	keys := []tx.Key{tx.NewKey([tx.SeedSize]byte{1}), tx.NewKey([tx.SeedSize]byte{2}), tx.NewKey([tx.SeedSize]byte{3})}
	account, err := tx.NewMultisig(2, keys[0].Public(), keys[1].Public(), keys[2].Public())
	if err != nil {
		t.Fatal(err)
	}
	var list []Decoded
	for i := range uint64(40) {
		b := tx.Body{ChainID: "test", Nonce: i, Msg: tx.Transfer{Amount: abi.U64(1)}}
		one, _ := keys[i%3].SignPart(b, account)
		two, _ := keys[(i+1)%3].SignPart(b, account)
		switch i % 10 {
		case 3:
			one.Sig[40] ^= 1
		case 7:
			two.Sig[40] ^= 1
		}
		raw, err := account.Combine(b, []tx.Part{one, two})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, Decode(raw), Decode(keys[0].Sign(b)))
	}
	m.Verify(list)
	for i, d := range list {
		good := i%20 != 6 && i%20 != 14
		if m.seen.good.Contains(d.Tx.Hash) != good || d.Tx.Verify() != good {
			t.Errorf("transaction %d: remembered %v, want %v", i, m.seen.good.Contains(d.Tx.Hash), good)
		}
	}
}
