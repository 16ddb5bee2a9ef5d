package gov

import (
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// rulesPrefix is how a value begins that is rules of the formula, as people write them.
const rulesPrefix = "rules:"

// readRules reads ROLE=FULL/CAP;... and returns it as contracts take bytes. No rule at all is an empty list.
func readRules(text string) (string, error) {
	var list []formula.Rule
	for part := range strings.SplitSeq(text, ";") {
		if part == "" {
			continue
		}
		role, numbers, _ := strings.Cut(part, "=")
		full, most, _ := strings.Cut(numbers, "/")
		least, err := abi.ParseAmount(full)
		cap, err2 := abi.ParseAmount(most)
		if role == "" || err != nil || err2 != nil || least == (abi.Amount{}) || cap.Cmp(least) < 0 {
			return "", fmt.Errorf("%q: want ROLE=FULL/CAP with a FULL above 0 and a CAP of at least that, like rules:social=1000/1900", part)
		}
		list = append(list, formula.Rule{Role: role, Full: sdk.Amount(least), Cap: sdk.Amount(cap)})
	}
	return fmt.Sprintf("0x%x", formula.Params(list)), nil
}
