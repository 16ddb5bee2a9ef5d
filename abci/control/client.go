package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"syscall"
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

func (c *Client) ask(ctx context.Context, path string, request any, progress Progress) (Result, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return Result{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node"+path, bytes.NewReader(body))
	if err != nil {
		return Result{}, err
	}
	resp, err := c.http.Do(req)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return Result{}, ErrNotRunning
	}
	if err != nil {
		return Result{}, fmt.Errorf("control: %w", err)
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
