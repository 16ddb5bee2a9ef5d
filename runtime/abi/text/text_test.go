package text_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

func TestWhatIsALine(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "Meet in June": true, "für 40 %: 東京, 👩‍🚀, עברית": true, "�": true, "a b": true,
		"": false, " ": false, "a ": false, " a": false, "\u00a0a": false, "a\u3000": false,
		"a\nb": false, "a\tb": false, "a\rb": false, "a\x00": false, "a\x1b[31m": false, "a\x7f": false, "a\u0085b": false, "a\u009bb": false,
		"a\u2028b": false, "\u202egnp": false, "a\u2066b": false, "a\u200eb": false, "a\u061cb": false, "a\u200bb": false, "\ufeffa": false, "a\U000e0041": false,
		"a\xff": false, "\xc3": false,
	} {
		if text.IsLine(s) != want {
			t.Errorf("IsLine(%q) is %v", s, !want)
		}
	}
}

// Whatever Unicode calls a control, or sorts by direction, has no part in a line.
func TestNoControlOrDirectionIsVisible(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)) && !text.Hidden(r) {
			t.Errorf("%U is not hidden", r)
		}
		if text.Hidden(r) && unicode.IsGraphic(r) && !unicode.Is(unicode.Mn, r) {
			t.Errorf("%U is hidden", r)
		}
		if unicode.Is(unicode.Zs, r) && text.IsLine(string(r)+"a") {
			t.Errorf("%U is no blank", r)
		}
	}
}

func TestWhatIsAName(t *testing.T) {
	for s, want := range map[string]bool{
		"wren": true, "154e59f657fb": true, "github:wren": true, "a.b_c-d": true, "peerz": true, strings.Repeat("a", 64): true,
		"": false, "Wren": false, "-a": false, ".": false, "a b": false, "a\n": false, "ä": false, "ａ": false, "a/b": false,
		"peerz1": false, "peerz1phhcrdpa0avjy0l88366gjz0hs4xa8myjep443": false, strings.Repeat("a", 65): false,
	} {
		if text.IsName(s) != want {
			t.Errorf("IsName(%q) is %v", s, !want)
		}
	}
	if text.Lower("Wren-Z") != "wren-z" || text.Lower("ÄÉ") != "ÄÉ" {
		t.Error("Lower is for A to Z")
	}
}

func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "plain ü 東": "plain ü 東",
		"\x1b[2K\x1b[1A\x1b]0;x\x07": `\x1b[2K\x1b[1A\x1b]0;x\x07`,
		"a\r\nstate\texecuted":       `a\r\nstate\texecuted`,
		"\u202egnp\u2066":            `\u202egnp\u2066`,
		"a\xffb\xc3":                 `a\xffb\xc3`,
		"tag\U000e0041":              `tag\U000e0041`,
		"\u0085":                     `\u0085`,
	} {
		if got := text.Escape(s); got != want {
			t.Errorf("Escape(%q) is %q, want %q", s, got, want)
		}
	}
}

// What Escape returns is never able to leave its line.
func FuzzEscape(f *testing.F) {
	f.Add("a\nb\x1b\xff")
	f.Fuzz(func(t *testing.T, s string) {
		e := text.Escape(s)
		if text.Escape(e) != e || strings.ContainsFunc(e, text.Hidden) {
			t.Errorf("%q becomes %q", s, e)
		}
		if text.IsLine(s) && e != s {
			t.Errorf("the line %q becomes %q", s, e)
		}
		if text.IsName(s) && (!text.IsLine(s) || text.Lower(s) != s) {
			t.Errorf("the name %q is no line", s)
		}
	})
}
