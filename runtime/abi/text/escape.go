package text

import "unicode/utf8"

const hexDigits = "0123456789abcdef"

// Escape returns s as it can be shown: what Hidden reports is written as Go writes it in a string
// (\n, \x1b, \u202e), and so is each byte that is not UTF-8. Anything else stays as it is.
func Escape(s string) string {
	var b []byte // nil: nothing was escaped so far
	for i, width := 0, 0; i < len(s); i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(s[i:])
		broken := r == utf8.RuneError && width == 1
		switch {
		case !broken && !Hidden(r):
			if b != nil {
				b = append(b, s[i:i+width]...)
			}
			continue
		case b == nil:
			b = append(make([]byte, 0, len(s)+8), s[:i]...)
		}
		if broken {
			b = appendHex(append(b, '\\', 'x'), uint32(s[i]), 2)
		} else {
			b = appendEscaped(b, r)
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

func appendEscaped(b []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(b, '\\', 'n')
	case r == '\t':
		return append(b, '\\', 't')
	case r == '\r':
		return append(b, '\\', 'r')
	case r < 0x80:
		return appendHex(append(b, '\\', 'x'), uint32(r), 2)
	case r < 0x10000:
		return appendHex(append(b, '\\', 'u'), uint32(r), 4)
	}
	return appendHex(append(b, '\\', 'U'), uint32(r), 8)
}

func appendHex(b []byte, n uint32, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, hexDigits[n>>shift&15])
	}
	return b
}
