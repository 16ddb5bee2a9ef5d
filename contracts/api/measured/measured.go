// Package measured is what the contract roles asks of a contract whose own books say what people did: a
// market of jobs, a pool. A role whose source names such contracts is paid by what they answer, and nobody
// attests it. A contract that declares this method in its own interface can be named as a source.
//
//peerz:contract measured 1.0.0
package measured

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the method.
type Contract interface {
	// Measures lists what accounts did for a role in an epoch that has ended, by account, without a gap and the same
	// each time: the epoch is asked for page by page, over several blocks. Anybody may call it; the contract notes in its
	// books no more than where the epoch ended. A page that is not as MeasuresResult says, or takes more than PageGas,
	// ends what the contract can say of the epoch.
	//
	//peerz:execute measures
	Measures(MeasuresArgs) MeasuresResult
}

// PageGas is what an answer may cost.
const PageGas = 20_000_000

// MaxPage is how many accounts a page has at most.
const MaxPage = 16

// MeasuresArgs ask for a page.
type MeasuresArgs struct {
	Role  string
	Epoch uint64
	After *sdk.Address // where the last page ended
	Limit uint64       // up to MaxPage
}

// Measured is what an account did in an epoch.
type Measured struct {
	Account  sdk.Address  // that is paid
	Measures []sdk.Amount // in the order of the role's measures, below 2^96
	Burned   *sdk.Amount  // base units that were burned for it, where somebody paid: a part of that is the most that it earns; absent: nobody paid
}

// MeasuresResult is a page: at most as many as were asked for, all after the account that was named.
type MeasuresResult struct {
	Measured []Measured   // by account
	Next     *sdk.Address // for after: the last account of the page; absent on the last page
	Burned   sdk.Amount   // base units, in the whole epoch: what those who wanted the role's work lost for good
	Supply   sdk.Amount   // in the whole epoch: what was offered and used, in a unit of the contract's own
}

// Abort codes of whatever measures. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrEpochOpen = 801 // the epoch is not over
	ErrNoRole    = 802 // this contract measures nothing for the role
)
