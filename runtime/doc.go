// Package runtime is the chain's machine: it takes blocks of transactions over an overlay of
// state and gives receipts. Layer by layer, from the outside in:
//
//	Machine   one per process: the sandbox's engine, compiled modules, verified signatures
//	Block     one block: epoch boundary and system hooks, then transactions, then the sweep
//	apply     one transaction: nonce, fee, checkpoint, message, receipt
//	frame     one call: contract record, value, depth, read-only, re-entrancy
//	host_*    host functions: a row of abi.Functions and a method each; the rest is generated
//
// It knows accounts, fees, code, capabilities, upgrades and epochs; it does not know rewards,
// roles or votes, which are contracts. Failures come in three classes that never mix: an errno
// that the guest may handle, a fault of the transaction (a receipt's code), and a fault of this
// node, which is a Go error and must stop the process.
//
// The name shadows the standard library's package; no file here imports that one.
package runtime
