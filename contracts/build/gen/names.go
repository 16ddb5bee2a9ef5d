package gen

import (
	"strings"
	"unicode"
)

// snake turns a Go name into the name in messages: CodeHash and codeHash to code_hash,
// ChainID to chain_id, IDs to ids.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 {
			afterLower := !unicode.IsUpper(runes[i-1])
			// The last capital of an acronym starts the next word, unless only a
			// plural s follows.
			startsWord := i+1 < len(runes) && unicode.IsLower(runes[i+1]) &&
				!(runes[i+1] == 's' && i+2 == len(runes))
			if afterLower || startsWord {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// isName reports whether s can name a method or a field.
func isName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
