package api

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Limits on one request, in bytes.
const (
	maxJSON   = 1 << 20
	maxTx     = tx.MaxSize
	maxBatch  = 8 << 20
	maxHeader = 16 << 10
)

// bodyTime is how long a request's body may take to come.
const bodyTime = 20 * time.Second

// server answers requests. It has no state of its own besides caches.
type server struct {
	Config
	operations huma.API
	ifaces     interfaces
	topics     topics
	gifts      sync.Mutex
}

// New returns the API as an HTTP server that is not listening yet.
func New(cfg Config) *http.Server {
	s := &http.Server{
		Handler:           handler(cfg),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       bodyTime,
		WriteTimeout:      maxWait + 20*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0), // TLS and framing mistakes of others
	}
	s.RegisterOnShutdown(cfg.Stream.Close)
	return s
}

func handler(cfg Config) http.Handler {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.bodyTime = cmp.Or(cfg.bodyTime, bodyTime)
	mux := http.NewServeMux()
	s := &server{Config: cfg, operations: humago.New(mux, settings(cfg.Version))}
	s.register()
	document, err := json.Marshal(s.operations.OpenAPI())
	if err != nil {
		panic(err) // made of this package's types alone
	}
	mux.HandleFunc("GET "+prefix+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(document) // the asker may be gone
	})
	return &frame{server: s, mux: mux, rate: &rates{perSecond: cfg.Rate}}
}

// out is the answer of an operation.
type out[T any] struct{ Body T }

// An operation is one path and method of the API.
type operation struct {
	method, path string
	says         string                                 // one line, for the document
	more         string                                 // what else there is to know
	body         int64                                  // most bytes of the body
	answers      string                                 // the type of the answer; empty: JSON
	turns        func(huma.Context, func(huma.Context)) // nil: it does little, or takes its turn itself
}

// add registers an operation. What its handler fails with becomes an answer.
func add[I, T any](s *server, o operation, answer func(context.Context, *I) (T, error)) {
	register(s, o, func(ctx context.Context, in *I) (*out[T], error) {
		body, err := answer(ctx, in)
		if err != nil {
			return nil, s.failed(o.path, err)
		}
		return &out[T]{body}, nil
	})
}

// register is add for operations that shape the whole answer.
func register[I, O any](s *server, o operation, answer func(context.Context, *I) (*O, error)) {
	op := huma.Operation{
		OperationID: nameOf(o), Method: o.method, Path: prefix + o.path, Summary: o.says, Description: o.more,
		Tags: []string{strings.SplitN(o.path, "/", 2)[0]}, MaxBodyBytes: o.body + 1, BodyReadTimeout: s.bodyTime, // huma refuses a body of MaxBodyBytes
	}
	if o.answers != "" {
		op.Responses = map[string]*huma.Response{"200": {Content: map[string]*huma.MediaType{o.answers: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	}
	if o.turns != nil {
		op.Middlewares = huma.Middlewares{o.turns}
	}
	huma.Register(s.operations, op, answer)
	item := s.operations.OpenAPI().Paths[op.Path]
	for _, described := range []*huma.Operation{item.Get, item.Post} {
		if described != nil { // a failure has one form, whoever is at fault
			described.Responses["4XX"] = described.Responses["default"]
		}
	}
}

// nameOf makes the operation's name of its method and path: GET accounts/{address}/txs is getAccountsAddressTxs.
func nameOf(o operation) string {
	name := strings.ToLower(o.method)
	for _, part := range strings.FieldsFunc(o.path, func(r rune) bool { return !('a' <= r && r <= 'z') }) {
		name += strings.ToUpper(part[:1]) + part[1:]
	}
	return name
}

// failed is the answer to any error; the node's own trouble is logged.
func (s *server) failed(path string, err error) *failure {
	f := classify(err)
	if f == internal {
		s.Log.Error("request failed", "path", path, "err", err)
	}
	return f
}
