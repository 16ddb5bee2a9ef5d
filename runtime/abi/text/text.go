// Package text is the one rule for words that come from others: what may be said on the chain,
// what may be a name there, and how any of it is shown.
//
// A line is what people read: a proposal's title, a reason, a unit. A name is what people look up:
// a participant's id, a contract's label or built-in name. The chain and its contracts decline
// anything else where it would enter the state, so that nothing there can forge a row of a list
// or pass for another name. Whoever prints text of others passes it through Escape all the same,
// because not every contract asks this package.
//
// The package imports nothing of the chain: contracts, the machine and the commands share it.
package text

import "unicode/utf8"

// MaxName is how long a name can be, in bytes.
const MaxName = 64

// addressPrefix begins every address as people write it: what begins so is never a name.
const addressPrefix = "peerz1"

// IsLine reports whether s is one line of text: valid UTF-8, not empty, no blank at either end,
// and nothing in it that Hidden reports.
func IsLine(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	last := ' '
	for i, r := range s {
		if Hidden(r) || i == 0 && blank(r) {
			return false
		}
		last = r
	}
	return !blank(last)
}

// IsName reports whether s is a name: 1 to MaxName of a-z, 0-9, dot, _, colon and -, of which the
// first is a letter or a digit, and not what looks like an address. There are no capitals, so
// two names that differ in them alone are one: Lower makes it.
func IsName(s string) bool {
	if len(s) == 0 || len(s) > MaxName || len(s) >= len(addressPrefix) && s[:len(addressPrefix)] == addressPrefix {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		sign := c == '.' || c == '_' || c == ':' || c == '-'
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || sign && i > 0) {
			return false
		}
	}
	return true
}

// Lower returns s with the letters A to Z in lower case: how a name that somebody wrote is spelled
// on the chain.
func Lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// Hidden reports whether r is shown as nothing, or changes how its neighbours are shown: control
// characters, separators of lines, characters that set the direction of writing, and characters without a
// width. The two joiners are not hidden: scripts and emoji need them.
func Hidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f: // control characters
		return true
	case r == 0xad, r == 0x61c, r == 0x180e, r == 0x200b, r == 0x200e, r == 0x200f:
		return true
	case r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f: // separators, directions, invisible operators
		return true
	case r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f: // byte order, annotations, tags
		return true
	}
	return false
}

// blank reports whether r is a space of some width.
func blank(r rune) bool {
	return r == ' ' || r == 0xa0 || r == 0x1680 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x205f || r == 0x3000
}
