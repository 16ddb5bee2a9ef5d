// Package clients is where clients in other languages live, one folder each: ts is for browsers and Node.
// What they must agree on with the chain, byte for byte, is in vectors.json, which the test here writes
// from the Go code and every client's own tests read.
package clients
