// Package page is the page that a node shows to people at its API's address: what the chain does, who earns what and why,
// what is voted on; and keys in the browser, to take part.
//
// It is files, embedded as they are: ES modules that a browser loads without a build, so the program needs no
// Node, and what a reader sees here is what runs. files/vendor has what is not ours (VENDORED.md). The page
// asks the node that served it and nobody else, and its policy forbids inline code, so that no text of the chain can become any.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed files/*.* files/views files/vendor/*.js files/vendor/*.txt
var embedded embed.FS

// policy is what a browser lets the page do: load its own files, and ask its own node.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// file is one of the page's files as it is sent.
type file struct {
	kind          string // content type
	tag           string // entity tag: the hash
	plain, packed []byte
}

// kinds are the content types of the page's files.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
}

// files packs the files once, when somebody first asks for one. Paths are those of requests.
var files = sync.OnceValue(func() map[string]file {
	list := map[string]file{}
	err := fs.WalkDir(embedded, "files", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := pack(name)
		list["/page"+strings.TrimPrefix(name, "files")] = f
		return err
	})
	if err != nil {
		panic(err) // they are embedded, and packed into memory
	}
	list["/"] = list["/page/index.html"]
	return list
})

func pack(name string) (file, error) {
	plain, err := embedded.ReadFile(name)
	if err != nil {
		return file{}, err
	}
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		return file{}, fmt.Errorf("%s: no content type for it", name)
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return file{}, err
	}
	if _, err := w.Write(plain); err != nil {
		return file{}, err
	}
	if err := w.Close(); err != nil {
		return file{}, err
	}
	sum := sha256.Sum256(plain)
	return file{kind, `"` + hex.EncodeToString(sum[:16]) + `"`, plain, packed.Bytes()}, nil
}

// Handler serves the page at / and its files below /page/.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	f, ok := files()[r.URL.Path]
	if !ok {
		http.Error(w, "there is no such page: it is at /, and the API begins with /v1/", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "the page is only read", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache") // it is asked for again, and answered with "not modified"
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.kind)
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader may be gone
	}
}
