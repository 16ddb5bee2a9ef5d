package arguments

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// decimals is how many digits a token has behind the point: one token is 10^18 base units.
const decimals = 18

// Amount reads an amount as people write it: "1500" is base units, "1.5 tokens" or
// "1.5tokens" and ".5tokens" are tokens. A fraction finer than a base unit is refused, not rounded.
func Amount(text string) (abi.Amount, error) {
	number, inTokens := strings.CutSuffix(strings.TrimSuffix(text, "s"), "token")
	if !inTokens {
		a, err := abi.ParseAmount(text)
		switch {
		case err != nil && strings.Trim(text, "0123456789") == ".":
			return a, fmt.Errorf("%.50q is not an amount: a number without a unit is base units, which are whole; %.50stokens are tokens", text, text)
		case err != nil:
			return a, fmt.Errorf("%.50q is not an amount: want base units (1500) or tokens (1.5tokens)", text)
		}
		return a, nil
	}
	whole, fraction, _ := strings.Cut(strings.TrimSpace(number), ".")
	switch {
	case whole+fraction == "":
		return abi.Amount{}, fmt.Errorf("%.50q is not an amount of tokens", text)
	case len(fraction) > decimals:
		return abi.Amount{}, fmt.Errorf("%.50q is not an amount: a token has %d decimals", text, decimals)
	}
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", decimals-len(fraction)), "0")
	if digits == "" {
		return abi.Amount{}, nil
	}
	a, err := abi.ParseAmount(digits)
	if err != nil {
		return a, fmt.Errorf("%.50q is not an amount of tokens", text)
	}
	return a, nil
}

// Tokens writes an amount for people: in tokens, with as many decimals as it needs.
func Tokens(a abi.Amount) string {
	digits := a.String()
	if len(digits) <= decimals {
		digits = strings.Repeat("0", decimals+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], strings.TrimRight(digits[len(digits)-decimals:], "0")
	if fraction != "" {
		whole += "." + fraction
	}
	if whole == "1" {
		return "1 token"
	}
	return whole + " tokens"
}

// Share reads a share as people write it, in parts per million (380000) or in percent (38%, 0.5%).
func Share(text string) (ppm uint64, err error) {
	number, isPercent := strings.CutSuffix(text, "%")
	if !isPercent {
		return strconv.ParseUint(text, 10, 64)
	}
	whole, fraction, _ := strings.Cut(number, ".")
	if whole == "" || len(whole) > 9 || len(fraction) > 4 {
		return 0, fmt.Errorf("%.50q is not a share: want parts per million (380000) or percent (38%%), with up to 4 decimals", text)
	}
	return strconv.ParseUint(whole+fraction+strings.Repeat("0", 4-len(fraction)), 10, 64)
}

// Percent writes parts per million for people, exactly: 334000 is 33.4%.
func Percent(ppm uint64) string {
	text := fmt.Sprintf("%d.%04d", ppm/10_000, ppm%10_000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "%"
}
