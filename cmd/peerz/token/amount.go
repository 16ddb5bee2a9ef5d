package token

import (
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Units reads an amount of a token as people write it: whole tokens, or with a point and at most as many digits behind it as
// the token has.
func Units(text string, decimals uint64) (sdk.Amount, error) {
	whole, rest, point := strings.Cut(text, ".")
	bad := fmt.Errorf("%q is no amount: want whole tokens, or up to %d digits behind a point", text, decimals)
	if whole == "" || point && rest == "" || uint64(len(rest)) > decimals {
		return sdk.Amount{}, bad
	}
	digits := strings.TrimLeft(whole+rest+strings.Repeat("0", int(decimals)-len(rest)), "0")
	if digits == "" {
		digits = "0"
	}
	amount, ok := sdk.ParseAmount(digits)
	if !ok {
		return sdk.Amount{}, bad
	}
	return amount, nil
}

// Text writes an amount of a token for people.
func Text(amount sdk.Amount, info *token.InfoResult) string {
	digits := amount.String()
	if n := int(info.Decimals) + 1 - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	at := len(digits) - int(info.Decimals)
	whole, rest := digits[:at], strings.TrimRight(digits[at:], "0")
	if rest != "" {
		whole += "." + rest
	}
	return whole + " " + info.Symbol
}
