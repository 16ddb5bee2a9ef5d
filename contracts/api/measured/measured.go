// Package measured is what the contract roles asks of a contract whose own books say what people did: a
// market of jobs, a pool. A role whose source names such contracts is paid by what they answer, and nobody
// attests it. A contract that declares this method in its own interface can be named as a source.
//
//peerz:contract measured 1.0.0
package measured

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the method.
type Contract interface {
	// Measures lists what accounts did in an epoch that has ended, by account, without a gap and the same
	// each time: the epoch is asked for page by page, over several blocks. A page that is not as MeasuresResult
	// says, or takes more than PageGas, ends what the contract can say of the epoch.
	//
	//peerz:query measures
	Measures(MeasuresArgs) MeasuresResult
}

// PageGas is what an answer may cost.
const PageGas = 20_000_000

// MeasuresArgs ask for a page.
type MeasuresArgs struct {
	Epoch uint64
	After *sdk.Address // where the last page ended
	Limit uint64       // up to 16
}

// Measured is what an account did in an epoch.
type Measured struct {
	Account  sdk.Address  // that is paid
	Measures []sdk.Amount // in the order of the role's measures, below 2^96
}

// MeasuresResult is a page: at most as many as were asked for, all after the account that was named.
type MeasuresResult struct {
	Measured []Measured   // by account
	Next     *sdk.Address // for after: the last account of the page; absent on the last page
}
