package gen

import (
	"reflect"
	"strings"
	"unicode"
)

// FieldName returns what a field is called in messages, by its name and its tag in Go, and the
// option of the tag: "omitempty" leaves the zero value out.
func FieldName(goName string, tag reflect.StructTag) (name, option string) {
	name, option, _ = strings.Cut(tag.Get("cbor"), ",")
	if name == "" {
		name = snake(goName)
	}
	return name, option
}

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
