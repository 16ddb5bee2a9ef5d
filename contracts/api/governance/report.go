package governance

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Report is what the chain finds out about new code before the vote. It carries each upgrade out on a branch of its
// state, with the end of an epoch and the way back. A formula then scores the records of past epochs again, from
// the newest epoch to the oldest, the weights and then the roles by id in pages, by the queries backtest_weights and
// backtest of rewards. The vote begins when it is complete.
type Report struct {
	Code     sdk.Hash // of the formula
	Last     uint64   // the newest epoch
	Epochs   uint64   // that are done
	Left     uint64   // that are not
	Records  uint64   // that were scored again
	Failed   uint64   // epochs that the code would not have paid
	Reason   uint64   // why not the first of them: a fault, or 100 and up; 107 refuses the proposal
	Done     bool     // it is complete
	Contract string   // that failed in the dry run; empty: none
	Stage    string   // in which it did: entries, migrate, hooks, contributions, payouts, votes, queries, its other actions, the way back
	Fault    uint64   // of what: a fault's code
	Abort    uint64   // and the abort code, if it aborted

	GasBefore uint64   // what the dry run took by the code that is live
	GasAfter  uint64   // and by the new code
	Digest    sdk.Hash // of the answers: each time the SHA-256 of the one before and the answer, empty pages left out
}
