// Package peerzchain is the root of Peerz Chain. It holds no code of its own:
// the product is one binary (cmd/peerz) built from vm, state, runtime, abci and
// contracts. The tests here hold the rules of the whole
// house, above all which way imports may go; ARCHITECTURE.md explains them.
package peerzchain
