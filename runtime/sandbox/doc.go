// Package sandbox is a whole chain in memory, without consensus or network: for tests, for
// contract authors and for tools. Blocks are made on demand at times the caller chooses, so a
// year of epochs takes milliseconds and every run gives the same root.
//
//	chain, err := sandbox.New(genesis, sandbox.Options{})
//	alice := sandbox.Key("alice")
//	raw, err := chain.Tx("alice", tx.Transfer{To: to, Amount: abi.Unit})
//	block, err := chain.Block(chain.Time()+1, raw)
//
// It runs scenario files (scenario.go) and single calls (once.go), too.
package sandbox
