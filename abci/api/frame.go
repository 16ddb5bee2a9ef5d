package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// prefix begins every path of the API; the rest of the address space is the page's.
const prefix = "/v1/"

// frame is around every request: no panic leaves it, an answer has its form whatever the path and the
// method are, and nobody asks too often.
type frame struct {
	*server
	mux  *http.ServeMux
	rate *rates
}

// ServeHTTP implements http.Handler.
func (f *frame) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer f.recover(w, r)
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if !strings.HasPrefix(r.URL.Path, prefix) {
		f.page(w, r)
		return
	}
	if f.origins(h, r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if !f.rate.allow(r.RemoteAddr) {
		h.Set("Retry-After", "1")
		refuse(w, fail(http.StatusTooManyRequests, "too_many_requests", "this client asks more often than the node allows").advise("wait a second; the node's setting api_rate is the limit"))
		return
	}
	handler, pattern := f.mux.Handler(r)
	if pattern == "" {
		f.stray(w, r, handler)
		return
	}
	if err := readable(r.URL.RawQuery); err != nil {
		refuse(w, err)
		return
	}
	if r.Header.Get("Content-Type") == formType { // what curl -d says of any body
		r.Header.Del("Content-Type")
	}
	f.mux.ServeHTTP(w, r)
}

// readable refuses parameters that cannot be read, and one that is there twice: which of its values counts would be a guess.
func readable(query string) *failure {
	given, err := url.ParseQuery(query)
	if err != nil {
		return bad("the parameters cannot be read: %v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if n := len(given[name]); n > 1 {
			return bad("query.%.40s: given %d times: once is enough", name, n)
		}
	}
	return nil
}

// formType is the content type of a form of a page: the API takes none.
const formType = "application/x-www-form-urlencoded"

// page answers what is not the API's.
func (f *frame) page(w http.ResponseWriter, r *http.Request) {
	if f.Page != nil {
		f.Page.ServeHTTP(w, r)
		return
	}
	refuse(w, missing("not_found", "there is no %s %.200s: the API begins with %s, and %sopenapi.json describes it", r.Method, r.URL.Path, prefix, prefix))
}

// stray answers a request that no operation takes: of an unknown path, or with a method that the path does not have.
func (f *frame) stray(w http.ResponseWriter, r *http.Request, handler http.Handler) {
	probe := &status{header: http.Header{}}
	handler.ServeHTTP(probe, r)
	switch probe.code {
	case http.StatusMethodNotAllowed:
		allowed := probe.header.Get("Allow")
		w.Header().Set("Allow", allowed)
		refuse(w, fail(http.StatusMethodNotAllowed, "method_not_allowed", "%.200s does not take %.20s", r.URL.Path, r.Method).advise("use "+allowed))
	case http.StatusNotFound:
		refuse(w, missing("not_found", "there is no %.200s: %sopenapi.json lists what there is", r.URL.Path, prefix))
	default: // a path that is not clean
		handler.ServeHTTP(w, r)
	}
}

// status takes down what a handler would answer.
type status struct {
	header http.Header
	code   int
}

// Header implements http.ResponseWriter.
func (s *status) Header() http.Header { return s.header }

// Write implements http.ResponseWriter.
func (s *status) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements http.ResponseWriter.
func (s *status) WriteHeader(code int) { s.code = code }

// recover makes an answer of a bug below. http.ErrAbortHandler, and what a reader that went away causes, are none.
func (f *frame) recover(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil || p == http.ErrAbortHandler || r.Context().Err() != nil {
		return
	}
	f.Log.Error("request failed", "path", r.URL.Path, "err", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	refuse(w, internal)
}

// refuse writes a failure.
func refuse(w http.ResponseWriter, f *failure) {
	b, err := json.Marshal(f)
	if err != nil {
		b = []byte(`{}`) // it is a plain value: this cannot be
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	_, _ = w.Write(append(b, '\n')) // the asker may be gone
}

// inTurn lets an operation whose answers are long take turns with those that run contracts: reading,
// translating and writing as JSON, so that however many ask, blocks do not wait for them. The answer
// leaves after the turn: a slow reader holds none.
func (s *server) inTurn(ctx huma.Context, next func(huma.Context)) {
	done, err := s.turn(ctx.Context(), ctx.RemoteAddr())
	if err != nil {
		_ = huma.WriteErr(s.operations, ctx, http.StatusServiceUnavailable, "", err)
		return
	}
	held := &heldContext{humaContext: ctx, code: http.StatusOK}
	func() {
		defer done()
		next(held)
	}()
	ctx.SetStatus(held.code)
	_, _ = held.body.WriteTo(ctx.BodyWriter())
}

// ofOldState is inTurn for a request that names a height or wants proofs: what lies behind takes work in proportion to
// its age. A read of the last state goes at once.
func (s *server) ofOldState(ctx huma.Context, next func(huma.Context)) {
	if ctx.Query("height") == "" && ctx.Query("prove") == "" {
		next(ctx)
		return
	}
	s.inTurn(ctx, next)
}

// A huma.Context to embed: under its own name the field would hide its method Context.
type humaContext = huma.Context

// heldContext gathers an answer.
type heldContext struct {
	humaContext
	code int
	body bytes.Buffer
}

// SetStatus implements huma.Context.
func (h *heldContext) SetStatus(code int) { h.code = code }

// BodyWriter implements huma.Context.
func (h *heldContext) BodyWriter() io.Writer { return &h.body }
