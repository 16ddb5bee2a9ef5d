package abci

import "time"

// Phase is a part of the work on a block.
type Phase int

// The phases of a block, in the order in which they begin. PhaseHooks is in two parts, before and after
// the transactions.
const (
	PhaseCheck  Phase = iota // transactions are decoded, and signatures verified
	PhaseHooks               // the epoch boundary, validators, and the hooks at the end of a block
	PhaseVM                  // transactions are executed
	PhaseRoot                // the app hash is computed
	PhaseCommit              // the block is written to the disk
	phases
)

// String returns the name in metrics: check, hooks, vm, root, commit.
func (p Phase) String() string { return [phases]string{"check", "hooks", "vm", "root", "commit"}[p] }

// Took is how long each phase of a block took. Only those who watch the node see it: no result depends
// on it (I5).
type Took [phases]time.Duration

// Sum is the time of all phases together.
func (t Took) Sum() (sum time.Duration) {
	for _, d := range t {
		sum += d
	}
	return sum
}

// measure begins to measure a phase, which ends with the call of what it returns.
func (t *Took) measure(p Phase) (end func()) {
	began := time.Now()                         // timing does not matter: it is shown only
	return func() { t[p] += time.Since(began) } // timing does not matter: it is shown only
}
