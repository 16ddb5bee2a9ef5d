package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// StandingArgs name a code.
type StandingArgs struct {
	Code sdk.Hash
}

// StandingResult is how a code has done as the live formula; all is 0 for one that never was.
type StandingResult struct {
	Paid   uint64 // epochs with records that it paid: one proves it
	Failed uint64 // epochs that the fallback paid instead of it
	First  uint64 // of them
	Latest uint64 // of them
	Reason uint64 // of the latest
	Row    uint64 // of them, since it last paid one; after three, on records of two accounts, it is no longer live
	Mended uint64 // epochs in which the fallback paid roles in which it paid nobody
	Ended  uint64 // the epoch after that in which it was taken down; 0: it was not
}
