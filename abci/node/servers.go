package node

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// servers are the node's HTTP servers.
type servers struct {
	api   net.Listener // nil when switched off, like debug
	debug net.Listener
	http  []*http.Server // that serve
}

// listen opens the addresses of the API and of the debug server; an empty one is off.
func (s *servers) listen(api, debug string) (err error) {
	if api != "" {
		if s.api, err = listen("API", api, "api in config/peerz.toml (or --port-base)"); err != nil {
			return err
		}
	}
	if debug != "" {
		s.debug, err = listen("debug server", debug, "debug in config/peerz.toml")
	}
	return err
}

func (s *servers) apiAddress() string {
	if s.api == nil {
		return ""
	}
	return s.api.Addr().String()
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
	for _, ln := range []net.Listener{s.api, s.debug} {
		if ln == nil {
			continue
		}
		if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// debugServer shows profiles under /debug/pprof/ and CometBFT's metrics under
// /metrics.
func debugServer() *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.Handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
}
