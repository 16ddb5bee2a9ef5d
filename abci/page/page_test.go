package page

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostPacked is what the whole page may weigh on the wire, in bytes.
const mostPacked = 150_000

func TestThePageIsLight(t *testing.T) {
	sum := 0
	for name, f := range files() {
		if name != "/" { // which is index.html again
			sum += len(f.packed)
		}
	}
	t.Logf("%d bytes", sum)
	if sum > mostPacked || sum < 10_000 {
		t.Errorf("all files together are %d bytes compressed, at most %d", sum, mostPacked)
	}
}

func TestFilesAreServed(t *testing.T) {
	for _, c := range []struct {
		method, path, encoding string
		status                 int
		kind                   string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8"},
		{"HEAD", "/", "gzip", 200, "text/html; charset=utf-8"},
		{"GET", "/page/app.js", "gzip", 200, "text/javascript; charset=utf-8"},
		{"GET", "/page/style.css", "", 200, "text/css; charset=utf-8"},
		{"GET", "/page/icon.svg", "", 200, "image/svg+xml"},
		{"GET", "/page/../page.go", "", 404, ""},
		{"GET", "/page/", "", 404, ""},
		{"POST", "/", "", 405, ""},
	} {
		r := httptest.NewRequest(c.method, "http://node"+c.path, nil)
		r.Header.Set("Accept-Encoding", c.encoding)
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		if w.Code != c.status || c.kind != "" && w.Header().Get("Content-Type") != c.kind {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Header().Get("Content-Type"))
		}
		if c.status != http.StatusOK {
			continue
		}
		if w.Header().Get("Content-Security-Policy") != policy || w.Header().Get("Content-Encoding") != c.encoding {
			t.Errorf("%s: headers %v", c.path, w.Header())
		}
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		again := httptest.NewRecorder()
		Handler().ServeHTTP(again, r)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s again: %d", c.path, again.Code)
		}
	}
}

// written are the page's files that people write.
func written(t *testing.T) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := fs.WalkDir(embedded, "files", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "vendor/") {
			return err
		}
		text, err := embedded.ReadFile(name)
		list[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What of the chain is shown goes through Preact's text nodes, and nothing in the page can do it otherwise.
var unsafe = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySet|\beval\(|new Function|javascript:|\sstyle=|\son[a-z]+="|https?://[^w]`)

func TestNothingBecomesMarkup(t *testing.T) {
	for name, text := range written(t) {
		if found := unsafe.FindString(text); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("the policy lets more in than the node's own files: %s", policy)
	}
}

func TestTermsAreExplained(t *testing.T) {
	all := written(t)
	glossary := regexp.MustCompile(`(?m)^  "?([a-z-]+)"?: "`).FindAllStringSubmatch(all["files/glossary.js"], -1)
	var known []string
	for _, m := range glossary {
		known = append(known, m[1])
	}
	used := map[string]bool{}
	for name, text := range all {
		for _, m := range regexp.MustCompile(`\$\{Term\} is="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s: no explanation of %q", name, m[1])
			}
		}
	}
	if len(used) < 20 {
		t.Errorf("%d terms explain themselves", len(used))
	}
}

func TestVendoredFilesAreListed(t *testing.T) {
	list, err := os.ReadFile("VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"files/vendor/preact.js", "files/vendor/client.js", "testdata/axe.min.js"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		if !strings.Contains(string(list), "| "+name+" | "+hex.EncodeToString(sum[:])+" |") {
			t.Errorf("VENDORED.md has another hash of %s: `make page` writes both", name)
		}
	}
}
