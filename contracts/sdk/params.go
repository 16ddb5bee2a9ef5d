package sdk

// Parameters are changed by their names, and their values are texts: numbers in decimal, bytes as 0x and
// two lower-case digits each. So votes, people and other contracts write them alike.

// Params are parameters, read and changed by name: what the generator writes for a struct with the directive params.
type Params interface {
	Param(name string) (string, bool) // the value; false: there is none of this name
	SetParam(name, text string) bool  // false: there is none of this name, or the text is no value of it
}

// ParseUint reads a decimal number of at most so many bits, without a leading zero.
//
//go:noinline
func ParseUint(text string, bits uint) (uint64, bool) {
	a, ok := ParseAmount(text)
	return a.Lo, ok && a.Hi == 0 && (bits >= 64 || a.Lo>>bits == 0)
}

const hexDigits = "0123456789abcdef"

// HexText writes bytes as 0x and two digits each.
//
//go:noinline
func HexText(b []byte) string {
	text := append(make([]byte, 0, 2+2*len(b)), "0x"...)
	for _, c := range b {
		text = append(text, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(text)
}

// ParseHexText reads what HexText writes, and nothing else.
//
//go:noinline
func ParseHexText(text string) ([]byte, bool) {
	if len(text) < 2 || len(text)%2 != 0 || text[:2] != "0x" {
		return nil, false
	}
	b := make([]byte, 0, len(text)/2-1)
	for i := 2; i < len(text); i += 2 {
		high, low := hexDigit(text[i]), hexDigit(text[i+1])
		if high > 15 || low > 15 {
			return nil, false
		}
		b = append(b, high<<4|low)
	}
	return b, true
}

// hexDigit is a digit's value; 16 for what is none.
func hexDigit(c byte) byte {
	for i := range len(hexDigits) {
		if hexDigits[i] == c {
			return byte(i)
		}
	}
	return 16
}

// CutName returns what follows "first." in a name; false when it does not begin so.
//
//go:noinline
func CutName(name, first string) (string, bool) {
	n := len(first)
	if len(name) <= n || name[n] != '.' || name[:n] != first {
		return "", false
	}
	return name[n+1:], true
}
