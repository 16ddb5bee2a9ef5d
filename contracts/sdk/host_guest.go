//go:build tinygo

package sdk

import "unsafe"

// The host functions of ABI version 1, in the order of ABI.md.

//go:wasmimport peerz1 input_size
func inputSize() int32

//go:wasmimport peerz1 input_read
func inputRead(dst unsafe.Pointer, off, n uint32) int32

//go:wasmimport peerz1 output_write
func outputWrite(src unsafe.Pointer, n uint32) int32

//go:wasmimport peerz1 result_read
func resultRead(dst unsafe.Pointer, off, n uint32) int32

//go:wasmimport peerz1 state_get
func stateGet(key unsafe.Pointer, klen uint32, dst unsafe.Pointer, room uint32) int32

//go:wasmimport peerz1 state_set
func stateSet(key unsafe.Pointer, klen uint32, value unsafe.Pointer, vlen uint32) int32

//go:wasmimport peerz1 state_delete
func stateDelete(key unsafe.Pointer, klen uint32) int32

//go:wasmimport peerz1 state_scan
func stateScan(start unsafe.Pointer, slen uint32, end unsafe.Pointer, elen, flags, limit uint32) int32

//go:wasmimport peerz1 call
func call(to, input unsafe.Pointer, ilen uint32, value unsafe.Pointer, gas uint64, flags uint32) int32

//go:wasmimport peerz1 call_pure
func callPure(code, entry unsafe.Pointer, elen uint32, input unsafe.Pointer, ilen uint32, gas uint64) int32

//go:wasmimport peerz1 context
func context(dst unsafe.Pointer) int32

//go:wasmimport peerz1 gas_left
func gasLeft() uint64

//go:wasmimport peerz1 balance
func balance(of, dst unsafe.Pointer) int32

//go:wasmimport peerz1 transfer
func transfer(to, amount unsafe.Pointer) int32

//go:wasmimport peerz1 mint
func mint(amount unsafe.Pointer) int32

//go:wasmimport peerz1 collect_fees
func collectFees(dst unsafe.Pointer) int32

//go:wasmimport peerz1 supply
func supply(dst unsafe.Pointer) int32

//go:wasmimport peerz1 sha256
func sha256(src unsafe.Pointer, n uint32, dst unsafe.Pointer) int32

//go:wasmimport peerz1 ed25519_verify
func ed25519Verify(pub, sig, msg unsafe.Pointer, n uint32) int32

//go:wasmimport peerz1 mul_div
func mulDiv(a, b, c, q, r unsafe.Pointer) int32

//go:wasmimport peerz1 apportion
func apportion(total, weights unsafe.Pointer, n uint32, dst unsafe.Pointer) int32

//go:wasmimport peerz1 event
func event(kind unsafe.Pointer, klen uint32, data unsafe.Pointer, dlen uint32) int32

//go:wasmimport peerz1 abort
func abort(code uint32, msg unsafe.Pointer, n uint32)

//go:wasmimport peerz1 contract_info
func contractInfo(a, dst unsafe.Pointer) int32

//go:wasmimport peerz1 contract_by_name
func contractByName(name unsafe.Pointer, n uint32, dst unsafe.Pointer) int32

//go:wasmimport peerz1 code_info
func codeInfo(code unsafe.Pointer) int32

//go:wasmimport peerz1 upgrade
func upgrade(a, code, migrate unsafe.Pointer, n uint32) int32

//go:wasmimport peerz1 code_failed
func codeFailed(a, code unsafe.Pointer, reason uint32) int32

//go:wasmimport peerz1 validator_update
func validatorUpdate(pub unsafe.Pointer, power int64) int32
