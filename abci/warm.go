package abci

import "context"

// warmStep is how many contracts are brought into memory between two lines in the log.
const warmStep = 16

// Warm brings the contracts that blocks call without paying for a load into memory, from the disk or,
// after an upgrade of the program, by compiling them: tens of seconds at most. Call it before the
// first block, which waits for them otherwise. The log says how far it is. When ctx ends it leaves
// the rest to the blocks.
func (a *App) Warm(ctx context.Context) error {
	view := a.State().View()
	defer view.Close()
	return a.machine.Warm(view, func(done, total int) bool {
		if done > 0 && (done%warmStep == 0 || done == total) {
			a.cfg.Log.Info("contracts are in memory", "done", done, "of", total)
		}
		return ctx.Err() == nil
	})
}
