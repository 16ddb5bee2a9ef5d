package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
)

// ErrNotRunning says that no node listens on the socket.
var ErrNotRunning = errors.New("no node is running")

// Client asks the node behind a socket.
type Client struct {
	http http.Client
}

// NewClient returns a client of the socket at path. It does not connect yet.
func NewClient(path string) *Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	return &Client{http.Client{Transport: &http.Transport{DialContext: dial}}}
}

// TakeSnapshot takes a snapshot of the last height. It fails with ErrNotRunning.
func (c *Client) TakeSnapshot(ctx context.Context, progress Progress) (Result, error) {
	return c.ask(ctx, "/snapshot", struct{}{}, progress)
}

// Backup copies the node's home to a folder that must not exist, an absolute
// path, with its keys if keys says so. It fails with ErrNotRunning.
func (c *Client) Backup(ctx context.Context, dir string, keys bool) (Result, error) {
	return c.ask(ctx, "/backup", backupRequest{dir, keys}, nil)
}

// Why asks why no block comes, if none does, and what to do. It fails with ErrNotRunning.
func (c *Client) Why(ctx context.Context) (string, error) {
	r, err := c.ask(ctx, "/why", struct{}{}, nil)
	return r.Reason, err
}

// Invariants asks whether what must hold in the last state does. It fails with ErrNotRunning.
func (c *Client) Invariants(ctx context.Context) (*invariants.Report, error) {
	r, err := c.ask(ctx, "/invariants", struct{}{}, nil)
	return r.Invariants, err
}

// LogLevels changes levels of the node's log until it stops, each "LEVEL", "MODULE=LEVEL" or
// "MODULE=default", all or none, and returns all levels. It fails with ErrNotRunning.
func (c *Client) LogLevels(ctx context.Context, changes []string) (string, error) {
	r, err := c.ask(ctx, "/log", levelsRequest{changes}, nil)
	return r.Levels, err
}

// Profiles are the kinds of Profile.
var Profiles = []string{"cpu", "trace", "heap", "allocs", "goroutine", "block", "mutex", "threadcreate"}

// Profile writes a profile of the node to w, as `go tool pprof` reads it, or a trace for `go tool trace`. A
// kind of Profiles; cpu and trace watch for some seconds, the others say what is now. It fails with
// ErrNotRunning.
func (c *Client) Profile(ctx context.Context, kind string, seconds int, w io.Writer) error {
	path := "/debug/pprof/" + kind
	switch kind {
	case "cpu":
		path = fmt.Sprintf("/debug/pprof/profile?seconds=%d", seconds)
	case "trace":
		path += fmt.Sprintf("?seconds=%d", seconds)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://node"+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return fmt.Errorf("control: %s", bytes.TrimSpace(text))
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("control: the node left before it was done: %w", err)
	}
	return nil
}

// do sends a request. It fails with ErrNotRunning.
func (c *Client) do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, ErrNotRunning
	}
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return resp, nil
}

func (c *Client) ask(ctx context.Context, path string, request any, progress Progress) (Result, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return Result{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node"+path, bytes.NewReader(body))
	if err != nil {
		return Result{}, err
	}
	resp, err := c.do(req)
	if err != nil {
		return Result{}, err
	}
	defer resp.Body.Close()
	for lines := json.NewDecoder(resp.Body); ; {
		var l line
		switch err := lines.Decode(&l); {
		case err != nil:
			return Result{}, fmt.Errorf("control: the node left before it was done: %w", err)
		case l.Error != "":
			return Result{}, errors.New(l.Error)
		case l.Result != nil:
			return *l.Result, nil
		case progress != nil:
			progress(l.Done, l.Total)
		}
	}
}
