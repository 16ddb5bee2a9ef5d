package node

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// servers are the node's HTTP servers.
type servers struct {
	api     net.Listener // nil when switched off, like metrics
	metrics net.Listener
	http    []*http.Server // that serve
}

// listen opens the addresses of the API and of the metrics; an empty one is off.
func (s *servers) listen(api, metrics string) (err error) {
	if api != "" {
		if s.api, err = listen("API", api, "api in config/peerz.toml (or --port-base)"); err != nil {
			return err
		}
	}
	if metrics != "" {
		s.metrics, err = listen("metrics", metrics, "metrics in config/peerz.toml (or --port-base)")
	}
	return err
}

// address is where a listener is, "" for none.
func address(ln net.Listener) string {
	if ln == nil {
		return ""
	}
	return ln.Addr().String()
}

// serve answers on a listener until shutdown. died is told of a server that ends otherwise.
func (s *servers) serve(srv *http.Server, ln net.Listener, died func(error)) {
	s.http = append(s.http, srv)
	go func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			died(err)
		}
	}()
}

// shutdown waits for requests under way, and cuts what does not drain in time.
func (s *servers) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	var errs []error
	for _, srv := range s.http {
		if srv.Shutdown(ctx) != nil {
			errs = append(errs, srv.Close())
		}
	}
	return errors.Join(errs...)
}

// closeListeners closes those that no server has closed.
func (s *servers) closeListeners() error {
	var errs []error
	for _, ln := range []net.Listener{s.api, s.metrics} {
		if ln == nil {
			continue
		}
		if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// metricsServer shows the node's numbers under /metrics and nothing else.
func metricsServer(handler http.Handler) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", handler)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second,
		WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0)}
}
