package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// PriceList prices what the host does for transactions, beside the host functions, whose prices are
// in the table of package abi.
type PriceList struct {
	Load        abi.Price // bringing code into memory that is not warm; bytes of code
	Tx          abi.Price // before anything else; bytes of the transaction
	Signature   abi.Price // signatures beyond the first
	Upload      abi.Price // bytes of code, on top of what the sandbox says about its structure
	Instantiate abi.Price
	Output      abi.Price // bytes that a transaction's call returns: they are in every node's receipts
	Bond        abi.Price
	Unbond      abi.Price
	Join        abi.Price
	Leave       abi.Price
	Rescue      abi.Price
}

// intrinsic is the gas that a transaction pays before its message does anything.
func intrinsic(t *tx.Tx) uint64 {
	return prices.Tx.For(t.Size) + prices.Signature.For(uint64(t.Signatures()-1))
}

// Prices is the price list of this version of the chain.
func Prices() PriceList { return prices }

var prices = PriceList{
	Load:        abi.Price{Base: 10_000_000, Quarters: 600, Unit: "byte"},
	Tx:          abi.Price{Base: 300_000, Quarters: 40, Unit: "byte"},
	Signature:   abi.Price{Quarters: 4 * 300_000, Unit: "signature"}, // as ed25519_verify
	Upload:      abi.Price{Base: 100_000, Quarters: 800, Unit: "byte"},
	Instantiate: abi.Price{Base: 165_000}, // two records: the contract and its label
	Output:      abi.Price{Quarters: 800, Unit: "byte"},
	Bond:        abi.Price{Base: 300_000},
	Unbond:      abi.Price{Base: 500_000},
	Join:        abi.Price{Base: 25_000_000}, // a full list is read, and the stakes behind it
	Leave:       abi.Price{Base: 300_000},
	Rescue:      abi.Price{Base: 700_000},
}
