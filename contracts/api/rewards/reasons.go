package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Reasons: why a formula's code did not pay an epoch. A reason is one of these numbers, or
// one of the chain's faults (sdk.FaultName); 0 means that the live code paid.
const (
	ReasonNotCallable = 100 // there is no code, or it cannot be called
	ReasonMalformed   = 101 // the answer is not what the interface says
	ReasonLength      = 102 // the answer has another length than the question
	ReasonBounds      = 103 // a weight is outside its bounds, or revives a suspended role
	ReasonZeroSum     = 104 // all weights are zero
	ReasonOverflow    = 105 // a total of scores needs more than 128 bits
	ReasonNobody      = 106 // of a role alone: it gave nobody a score, and the fallback would have
	ReasonTogether    = 107 // scores differ by what is scored together, or in which order; backtests alone find it
)

// ReasonName names a reason for people.
func ReasonName(reason uint64) string {
	switch reason {
	case ReasonNotCallable:
		return "not callable"
	case ReasonMalformed:
		return "malformed answer"
	case ReasonLength:
		return "answer of the wrong length"
	case ReasonBounds:
		return "weight out of bounds"
	case ReasonZeroSum:
		return "weights are all zero"
	case ReasonOverflow:
		return "scores overflow"
	case ReasonTogether:
		return "scores depend on what is scored together"
	case ReasonNobody:
		return "pays nobody in the role"
	}
	if name := sdk.FaultName(uint32(reason)); name != "" {
		return name
	}
	return "reason " + sdk.U64(reason).String()
}
