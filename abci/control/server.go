package control

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
)

// Progress is told how much of the work is done; total may be 0 while it is not
// known.
type Progress func(done, total int)

// Result is what there is to say about finished work.
type Result struct {
	Height  uint64 `json:"height"`   // of the state that was copied
	AppHash string `json:"app_hash"` // its root, hex
	Chunks  int    `json:"chunks,omitempty"`
	Bytes   int64  `json:"bytes,omitempty"`
	Reason  string `json:"reason,omitempty"` // why no block comes, and what to do
	Levels  string `json:"levels,omitempty"` // of the log, as in the setting log_level

	Invariants *invariants.Report `json:"invariants,omitempty"`
}

// Node is what a socket can ask for. Contexts end when the asker leaves or the
// node stops.
type Node interface {
	// TakeSnapshot takes a snapshot of the last height.
	TakeSnapshot(ctx context.Context, progress Progress) (Result, error)
	// Backup copies the home to a folder that must not exist, an absolute path.
	Backup(ctx context.Context, dir string, keys bool) (Result, error)
	// Why says why no block comes, if none does.
	Why() (Result, error)
	// Invariants asks the last state whether what must hold in it does.
	Invariants() (Result, error)
	// LogLevels changes levels of the log, each as logging.Levels.Set reads it, and returns all.
	LogLevels(changes []string) (Result, error)
}

// line is one line of an answer: progress, or the end.
type line struct {
	Done   int     `json:"done,omitempty"`
	Total  int     `json:"total,omitempty"`
	Result *Result `json:"result,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// backupRequest is the body of POST /backup.
type backupRequest struct {
	Dir  string `json:"dir"`
	Keys bool   `json:"keys"`
}

// levelsRequest is the body of POST /log.
type levelsRequest struct {
	Set []string `json:"set"`
}

// Listen makes the socket. It replaces one that a killed node left behind. The
// caller holds the lock of the home.
func Listen(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("control: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = ln.Close()
		return nil, fmt.Errorf("control: %w", err)
	}
	return ln, nil
}

// New returns the server of a socket. It is not serving yet.
func New(n Node) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /snapshot", func(w http.ResponseWriter, r *http.Request) {
		answer(w, func(progress Progress) (Result, error) { return n.TakeSnapshot(r.Context(), progress) })
	})
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		answer(w, func(Progress) (Result, error) {
			req, err := read[backupRequest](r)
			if err != nil {
				return Result{}, err
			}
			return n.Backup(r.Context(), req.Dir, req.Keys)
		})
	})
	mux.HandleFunc("POST /why", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, func(Progress) (Result, error) { return n.Why() })
	})
	mux.HandleFunc("POST /invariants", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, func(Progress) (Result, error) { return n.Invariants() })
	})
	mux.HandleFunc("POST /log", func(w http.ResponseWriter, r *http.Request) {
		answer(w, func(Progress) (Result, error) {
			req, err := read[levelsRequest](r)
			if err != nil {
				return Result{}, err
			}
			return n.LogLevels(req.Set)
		})
	})
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
}

// read reads the body of a request.
func read[R any](r *http.Request) (req R, err error) {
	if err = json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&req); err != nil {
		err = fmt.Errorf("control: malformed request: %w", err)
	}
	return req, err
}

// answer writes the lines of one piece of work. A panic of it is its error.
func answer(w http.ResponseWriter, work func(Progress) (Result, error)) {
	lines := json.NewEncoder(w)
	say := func(l line) {
		_ = lines.Encode(l) // the asker may be gone
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
	}
	defer func() {
		if r := recover(); r != nil {
			say(line{Error: fmt.Sprintf("panic: %v", r)})
		}
	}()
	result, err := work(func(done, total int) { say(line{Done: done, Total: total}) })
	if err != nil {
		say(line{Error: err.Error()})
		return
	}
	say(line{Result: &result})
}
