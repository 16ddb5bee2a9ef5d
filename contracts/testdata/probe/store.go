package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Pair is a key and its value.
type Pair struct{ Key, Value []byte }

// KeyArgs names a key.
type KeyArgs struct{ Key []byte }

// Found is what is stored.
type Found struct {
	Value []byte
	Found bool
}

// ScanArgs is a range.
type ScanArgs struct {
	Start, End []byte
	Reverse    bool
	Limit      uint64
}

// Entries is what a scan found.
type Entries struct{ Entries []Pair }

//peerz:execute set
func Set(args Pair) { sdk.Set(args.Key, args.Value) }

//peerz:execute delete
func Delete(args KeyArgs) { sdk.Delete(args.Key) }

//peerz:query get
func Get(args KeyArgs) Found {
	value, ok := sdk.Get(args.Key)
	return Found{value, ok}
}

//peerz:query scan
func Scan(args ScanArgs) (out Entries) {
	for _, e := range sdk.Scan(args.Start, args.End, args.Reverse, int(args.Limit)) {
		out.Entries = append(out.Entries, Pair{e.Key, e.Value})
	}
	return out
}

// Fill stores n bytes, more than the SDK reads in one go.
//
//peerz:execute fill
func Fill(args FillArgs) {
	value := make([]byte, args.N)
	for i := range value {
		value[i] = byte(i)
	}
	sdk.Set(args.Key, value)
}

// FillArgs is where and how much.
type FillArgs struct {
	Key []byte
	N   uint64
}

// Sum returns the length of a value and the sum of its bytes.
//
//peerz:query sum
func Sum(args KeyArgs) (out Size) {
	value, _ := sdk.Get(args.Key)
	for _, b := range value {
		out.Sum += uint64(b)
	}
	out.Length = uint64(len(value))
	return out
}

// Size describes a value.
type Size struct{ Length, Sum uint64 }

// Sneak is a query that writes.
//
//peerz:query sneak
func Sneak() { sdk.Set([]byte("a"), []byte("b")) }
