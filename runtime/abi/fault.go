package abi

import "fmt"

// Code is the numeric outcome of a transaction, part of the results hash of a block. 0 is
// success, 1..19 are refusals before any contract code ran, 20..25 are faults of contract code, 26..32
// are refusals of messages about stake, 33 and 34 say
// why a code was taken out of service, 35 is a refusal of a signal, 36..41 are what a dry run finds.
type Code uint32

// The codes of ABI version 1. A query or a nested call reports the same numbers.
const (
	CodeOK                Code = 0
	CodeMalformed         Code = 1
	CodeTooLarge          Code = 2
	CodeWrongChain        Code = 3
	CodeBadSignature      Code = 4
	CodeNonceTooLow       Code = 5
	CodeNonceTooHigh      Code = 6
	CodeExpired           Code = 7
	CodeFeeTooLow         Code = 8
	CodeInsufficientFunds Code = 9
	CodeGasLimit          Code = 10
	CodeUnknownMessage    Code = 11
	CodeCodeInvalid       Code = 12
	CodeCodeUnknown       Code = 13
	CodeCodeNotCallable   Code = 14
	CodeContractUnknown   Code = 15
	CodeEntryMissing      Code = 16
	CodeInvalidArgument   Code = 17
	CodeBlockFull         Code = 18
	CodeNameTaken         Code = 19
	CodeOutOfGas          Code = 20
	CodeTrap              Code = 21
	CodeStackOverflow     Code = 22
	CodeAborted           Code = 23
	CodeDenied            Code = 24
	CodeEventLimit        Code = 25
	CodeInsufficientStake Code = 26
	CodeUnbondingFull     Code = 27
	CodeKeyProof          Code = 28
	CodeKeyTaken          Code = 29
	CodeJailed            Code = 30
	CodeValidatorsFull    Code = 31
	CodeNoValidator       Code = 32
	CodeGroupFailed       Code = 33
	CodeRescued           Code = 34
	CodeNoRescue          Code = 35
	CodeNotVerified       Code = 36
	CodeNotPaid           Code = 37
	CodeNotCounted        Code = 38
	CodeBadAnswer         Code = 39
	CodeInvariant         Code = 40
	CodeMethodMissing     Code = 41
)

var codeNames = map[Code]string{
	CodeOK: "ok", CodeMalformed: "malformed", CodeTooLarge: "too_large", CodeWrongChain: "wrong_chain",
	CodeBadSignature: "bad_signature", CodeNonceTooLow: "nonce_too_low", CodeNonceTooHigh: "nonce_too_high",
	CodeExpired: "expired", CodeFeeTooLow: "fee_too_low", CodeInsufficientFunds: "insufficient_funds",
	CodeGasLimit: "gas_limit", CodeUnknownMessage: "unknown_message", CodeCodeInvalid: "code_invalid",
	CodeCodeUnknown: "code_unknown", CodeCodeNotCallable: "code_not_callable",
	CodeContractUnknown: "contract_unknown", CodeEntryMissing: "entry_missing",
	CodeInvalidArgument: "invalid_argument", CodeBlockFull: "block_full", CodeNameTaken: "name_taken", CodeOutOfGas: "out_of_gas",
	CodeTrap: "trap", CodeStackOverflow: "stack_overflow", CodeAborted: "aborted", CodeDenied: "denied",
	CodeEventLimit: "event_limit", CodeInsufficientStake: "insufficient_stake", CodeUnbondingFull: "unbonding_full",
	CodeKeyProof: "key_proof", CodeKeyTaken: "key_taken", CodeJailed: "jailed", CodeValidatorsFull: "validators_full",
	CodeNoValidator: "no_validator", CodeGroupFailed: "group_failed", CodeRescued: "rescued",
	CodeNoRescue: "no_rescue", CodeNotVerified: "not_verified", CodeNotPaid: "not_paid", CodeNotCounted: "not_counted",
	CodeBadAnswer: "bad_answer", CodeInvariant: "invariant", CodeMethodMissing: "method_missing",
}

// String returns the stable lower-case name, or "code(n)" for a value of no meaning.
func (c Code) String() string {
	if s, ok := codeNames[c]; ok {
		return s
	}
	return fmt.Sprintf("code(%d)", uint32(c))
}
