// Package wasm reads and writes the WebAssembly binary format, as far as contracts may use it:
// integers, one memory, one table of functions. It is the first wall that hostile bytes meet,
// so it allocates nothing on the word of a count: every count is compared with its limit and
// with the bytes that are left before anything is made of it.
//
// Decode gives the sections; DecodeBody gives one function's instructions. Neither checks types
// (that is package check). What the format allows and contracts may not use (floats, SIMD,
// threads, ...) is recognised and refused by name, so that authors learn what to switch off.
package wasm
