// Package wasm reads and writes the WebAssembly binary format, as far as contracts may use it:
// integers, one memory, one table of functions. Hostile bytes meet it first, so it
// allocates nothing because a count says so: every count is compared with its limit and
// with the bytes that are left before anything is made of it.
//
// Decode gives the sections and Encode writes them; DecodeBody gives one function's instructions
// and Writer.Instr writes them. Neither checks types, which the sandbox's checker does. What the
// format allows and contracts may not use (float instructions, SIMD, threads, ...) is recognised
// and refused by name, so that authors learn what to switch off.
//
// It is the one reader for all: the sandbox, the packer of contracts, and whoever looks up what a
// contract says about itself in a custom section.
package wasm
