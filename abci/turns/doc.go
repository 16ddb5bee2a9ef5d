// Package turns shares out the processor among requests that are free: queries of contracts and
// simulations. However many ask at once, they get at most a quarter of the machine together, so that
// blocks do not wait for them, and nobody's requests fill the queue.
//
// Machine code of a contract cannot be interrupted, and a garbage collection waits for it. That is
// bounded by gas, which the caller sees to: a turn should be short.
package turns
