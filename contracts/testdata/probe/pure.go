package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// MulDivArgs are a*b/c.
type MulDivArgs struct{ A, B, C sdk.Amount }

// MulDivResult is quotient and remainder.
type MulDivResult struct {
	Q, R sdk.Amount
	OK   bool
}

//peerz:query mul_div
func MulDiv(args MulDivArgs) MulDivResult {
	q, r, ok := sdk.MulDiv(args.A, args.B, args.C)
	return MulDivResult{q, r, ok}
}

// ApportionArgs are a total and weights.
type ApportionArgs struct {
	Total   sdk.Amount
	Weights []uint64
}

// ApportionResult are the parts.
type ApportionResult struct {
	Parts []sdk.Amount
	OK    bool
}

//peerz:query apportion
func Apportion(args ApportionArgs) ApportionResult {
	parts, ok := sdk.Apportion(args.Total, args.Weights)
	return ApportionResult{parts, ok}
}

// Data is bytes.
type Data struct{ Data []byte }

// Digest is a hash.
type Digest struct{ Hash sdk.Hash }

//peerz:query sha256
func SHA256(args Data) Digest { return Digest{sdk.SHA256(args.Data)} }

// VerifyArgs are a signature's parts.
type VerifyArgs struct {
	Pub sdk.Hash
	Sig [64]byte
	Msg []byte
}

// Flag is a yes or no.
type Flag struct{ Yes bool }

//peerz:query verify
func Verify(args VerifyArgs) Flag { return Flag{sdk.VerifyEd25519(args.Pub, args.Sig, args.Msg)} }

// Number is an amount as text and back.
type Number struct {
	Amount sdk.Amount
	Text   string
}

//peerz:query decimal
func Decimal(args Number) Number {
	parsed, ok := sdk.ParseAmount(args.Text)
	if !ok {
		sdk.Abort(7, "no number")
	}
	return Number{parsed, args.Amount.String()}
}
