package evidence

import (
	"net/url"
	"regexp"
	"strings"
)

// MaxLocator is how long a locator can be, in bytes.
const MaxLocator = 256

// Locator says where evidence is. It is one of
//
//	https://HOST/PATH           a file on the web
//	file:NAME                   a file in a node's own folder of evidence
//	git+https://HOST/PATH       a git repository on the web
//	git+file:NAME               a git repository in a node's own folder of evidence
type Locator struct {
	Text       string
	Repository bool
	URL        *url.URL // on the web; nil: in the folder
	Name       string   // in the folder
}

// fileName is a name in the folder: no path, nothing hidden.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)

// ParseLocator reads a locator. It fails with ErrLocator.
func ParseLocator(text string) (Locator, error) {
	l := Locator{Text: text}
	if len(text) > MaxLocator {
		return l, fault(ErrLocator, "it has %d bytes, and at most %d are allowed", len(text), MaxLocator)
	}
	rest := text
	rest, l.Repository = strings.CutPrefix(rest, "git+")
	if name, ok := strings.CutPrefix(rest, "file:"); ok {
		if !fileName.MatchString(name) {
			return l, fault(ErrLocator, "%.80q names no file in the folder of evidence: use letters, digits, dot, _ and -", text)
		}
		l.Name = name
		return l, nil
	}
	u, err := url.Parse(rest)
	switch {
	case err != nil, u.Scheme != "https", u.Hostname() == "", u.Opaque != "":
		return l, fault(ErrLocator, "%.80q is neither https://HOST/PATH nor file:NAME, with git+ before it for a repository", text)
	case u.User != nil:
		return l, fault(ErrLocator, "%.80q has a user or password in it: evidence is open to everybody", text)
	case u.Fragment != "":
		return l, fault(ErrLocator, "%.80q has a fragment (#), which no server sees", text)
	}
	l.URL = u
	return l, nil
}
