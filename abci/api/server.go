package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Limits on one request, in bytes.
const (
	maxJSON   = 1 << 20
	maxTx     = tx.MaxSize
	maxBatch  = 8 << 20
	maxHeader = 16 << 10
)

// server answers requests. It has no state of its own besides caches.
type server struct {
	Config
	ifaces interfaces
}

// New returns the API as an HTTP server that is not listening yet.
func New(cfg Config) *http.Server {
	return &http.Server{
		Handler:           handler(cfg),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      maxWait + 20*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0), // TLS and framing mistakes of others
	}
}

func handler(cfg Config) http.Handler {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{Config: cfg}
	mux := http.NewServeMux()
	for pattern, h := range map[string]endpoint{
		"GET /status":               s.status,
		"GET /healthz":              s.healthz,
		"GET /readyz":               s.readyz,
		"GET /accounts/{address}":   s.account,
		"GET /supply":               s.supply,
		"GET /params":               s.params,
		"GET /validators":           s.inTurn(s.validators),
		"GET /contracts":            s.inTurn(s.contracts),
		"GET /contracts/{contract}": s.contract,
		"GET /codes/{hash}":         s.code,
		"GET /codes/{hash}/wasm":    s.inTurn(s.wasm),
		"POST /query/{contract}":    s.query,
		"POST /pure/{hash}":         s.pure,
		"POST /txs/batch":           s.batch,
		"POST /simulate":            s.simulate,
		"GET /txs/{hash}":           s.tx,
		"GET /blocks/{height}":      s.inTurn(s.block),
	} {
		mux.Handle(pattern, s.serve(onlyParameters(h)))
	}
	mux.Handle("POST /txs", s.serve(onlyParameters(s.submit, "wait")))
	mux.Handle("/", s.serve(unknownPath))
	return mux
}

// An endpoint answers with a value to be written as JSON (or binary), or an error.
type endpoint func(r *http.Request) (any, error)

// binary is an answer that is not JSON.
type binary []byte

func unknownPath(r *http.Request) (any, error) {
	return nil, missing("not_found", "there is no %s %.200s", r.Method, r.URL.Path)
}

// onlyParameters refuses parameters of the query that the endpoint does not have: an answer to
// another question than was asked is worse than none.
func onlyParameters(h endpoint, known ...string) endpoint {
	return func(r *http.Request) (any, error) {
		given, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, bad("the parameters cannot be read: %v", err)
		}
		for _, name := range slices.Sorted(maps.Keys(given)) {
			if !slices.Contains(known, name) {
				return nil, bad("%s has no parameter %.40q", r.URL.Path, name)
			}
		}
		return h(r)
	}
}

// inTurn lets an endpoint whose answers are long take turns with those that run contracts: reading,
// translating and writing as JSON, so that however many ask, blocks do not wait for them.
func (s *server) inTurn(h endpoint) endpoint {
	return func(r *http.Request) (any, error) {
		done, err := s.turn(r)
		if err != nil {
			return nil, err
		}
		defer done()
		answer, err := h(r)
		if b, ok := answer.(binary); ok || err != nil {
			return b, err
		}
		text, err := json.Marshal(answer)
		return json.RawMessage(text), err
	}
}

// serve is the frame around every endpoint: no panic leaves it, and every answer
// has its form.
func (s *server) serve(h endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := s.call(h, w, r)
		if err != nil {
			f := classify(err)
			if f.status >= 500 && f.code == "internal" {
				s.Log.Error("request failed", "path", r.URL.Path, "err", err)
			}
			answer := map[string]any{"error": map[string]string{"code": f.code, "message": f.message}}
			var batch *batchFailure
			if errors.As(err, &batch) {
				answer["results"] = batch.results
			}
			write(w, f.status, answer)
			return
		}
		write(w, http.StatusOK, answer)
	})
}

func (s *server) call(h endpoint, w http.ResponseWriter, r *http.Request) (answer any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r.Body = http.MaxBytesReader(w, r.Body, maxBatch)
	return h(r)
}

func write(w http.ResponseWriter, status int, answer any) {
	body, isBinary := answer.(binary)
	if isBinary {
		w.Header().Set("Content-Type", "application/wasm")
	} else {
		b, err := json.Marshal(answer)
		if err != nil { // every answer is a plain value: this is a bug
			status, b = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"no JSON"}}`)
		}
		body = append(b, '\n')
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the asker may be gone
}
