package runtime

// Price is what work costs: Base gas, plus Quarters/4 gas for each byte (or item).
type Price struct{ Base, Quarters uint64 }

// For returns the price of n bytes. n is at most 2^32, so it cannot overflow.
func (p Price) For(n uint64) uint64 { return p.Base + n*p.Quarters/4 }

// PriceList prices what the host does for contracts and transactions. One gas is calibrated
// to about 0.2 ns. Prices include what the work adds to the disk and to the tree.
type PriceList struct {
	Copy        Price // input, output, result, context
	Get         Price // reading state; bytes of key and value
	Set         Price // writing state; bytes of key and value
	Scan        Price // bytes of keys and values
	ScanEntry   uint64
	Call        Price // calling another contract; bytes of input
	Load        Price // bringing code into memory that is not warm; bytes of code
	Ledger      uint64
	Sha256      Price
	Ed25519     Price
	MulDiv      uint64
	Apportion   Price // items
	Event       Price
	Tx          Price // before anything else; bytes of the transaction
	Upload      Price // bytes of code, on top of what the sandbox says about its structure
	Instantiate uint64
}

// Prices is the price list of this version of the chain.
func Prices() PriceList { return prices }

var prices = PriceList{
	Copy:        Price{50, 1},
	Get:         Price{20_000, 8},
	Set:         Price{40_000, 80},
	Scan:        Price{20_000, 8},
	ScanEntry:   2_000,
	Call:        Price{50_000, 1},
	Load:        Price{10_000_000, 600},
	Ledger:      80_000,
	Sha256:      Price{500, 16},
	Ed25519:     Price{300_000, 16},
	MulDiv:      200,
	Apportion:   Price{500, 400},
	Event:       Price{2_000, 40},
	Tx:          Price{300_000, 40},
	Upload:      Price{100_000, 800},
	Instantiate: 120_000,
}
