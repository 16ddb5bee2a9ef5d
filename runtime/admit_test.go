package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Every bound of a transaction includes its last value: that is admitted, the one beyond is refused.
func TestTheLastValueThatIsAdmitted(t *testing.T) {
	const price = 100_000_000 // the default min_gas_price
	intrinsic := uint64(0)
	for _, x := range []struct {
		name  string
		last  func(b *tx.Body) // in the block of height 3
		over  func(b *tx.Body) // in the one before
		want  abi.Code         // of the last
		other abi.Code         // of the one beyond
	}{
		{"expiry", func(b *tx.Body) { b.Expiry = 3 }, func(b *tx.Body) { b.Expiry = 1 }, abi.CodeOK, abi.CodeExpired},
		{"fee", func(b *tx.Body) { b.Fee = abi.U64(price * b.GasLimit) }, func(b *tx.Body) { b.Fee = abi.U64(price*b.GasLimit - 1) },
			abi.CodeOK, abi.CodeFeeTooLow},
		{"most gas", func(b *tx.Body) { b.GasLimit, b.Fee = 100_000_000, tokens(1) }, func(b *tx.Body) { b.GasLimit, b.Fee = 100_000_001, tokens(1) },
			abi.CodeOK, abi.CodeGasLimit},
		{"least gas", func(b *tx.Body) { b.GasLimit = intrinsic }, func(b *tx.Body) { b.GasLimit = intrinsic - 1 },
			abi.CodeOK, abi.CodeGasLimit},
		{"balance", func(b *tx.Body) { b.Fee = tokens(1_000_000) }, func(b *tx.Body) { b.Fee, _ = tokens(1_000_000).Add(abi.U64(1)) },
			abi.CodeInsufficientFunds, abi.CodeInsufficientFunds},
	} {
		c := start(t, richGenesis())
		for _, spoil := range []struct {
			set  func(b *tx.Body)
			want abi.Code
			pays bool
		}{{x.over, x.other, false}, {x.last, x.want, true}} {
			b := pay()
			intrinsic = runtime.Prices().Tx.For(uint64(len(sandbox.Key("alice").Sign(b))))
			spoil.set(&b)
			r := block(t, c, c.Time(), sandbox.Key("alice").Sign(b)).Receipts[0]
			if paid := account(t, c, "alice").Nonce == 1; r.Code != spoil.want || paid != spoil.pays {
				t.Errorf("%s: %s (included: %v), want %s", x.name, r.Code, paid, spoil.want)
			}
		}
	}
}
