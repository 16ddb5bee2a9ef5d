// Package main is the smallest contract with state: a number that anybody may raise.
//
//peerz:contract counter 1.0.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

//peerz:errors
const (
	ErrZero = 1 // adding nothing is a mistake
)

// AddArgs is the argument of add.
type AddArgs struct {
	By uint64 // how much to add, at least 1
}

// Value is the result of both methods, and what is stored: by the same codec.
type Value struct {
	Count sdk.Amount // the sum of all additions
}

// Add raises the counter and returns its new value.
//
//peerz:execute add
func Add(args AddArgs) Value {
	if args.By == 0 {
		sdk.Abort(ErrZero, "add at least 1") // undoes the call
	}
	v := Get()
	v.Count = v.Count.Add(sdk.U64(args.By)) // so does an overflow
	sdk.Save([]byte("count"), &v)
	sdk.Emit("added", sdk.Addr("by", sdk.Context().Caller), sdk.Amt("count", v.Count))
	return v
}

// Get reads the counter, which starts at zero.
//
//peerz:query get
func Get() (v Value) { sdk.Load([]byte("count"), &v); return v }
