// Package client speaks to a node's HTTP API: typed requests, typed answers, and errors that
// say what the node said.
//
// It is a thin layer on purpose: one method for each path of the API, no caching, no retries but at
// another node when one does not answer.
// Sender (send.go) is the one with a policy: it simulates for the gas limit, takes the next
// nonce, pays the least fee, and signs.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
)

// maxAnswer bounds what is read from a node: it may be somebody else's.
const maxAnswer = 64 << 20

// Client is the API of a node, or of several nodes of one chain: the next one is asked when one does not
// answer. It is safe for concurrent use.
type Client struct {
	bases   []string
	current atomic.Int32 // which of them answered last
	http    *http.Client

	// How long one request may take before the node counts as silent: one that reads, one that
	// a node works on (a query has 10 s there by default), and one that waits for a block.
	reading, working, waiting time.Duration
	stalled                   time.Duration // how long a chain may make no block while somebody waits for one
	look                      time.Duration // between two looks for a receipt
}

// New returns a client for APIs such as "http://127.0.0.1:26650". It does not connect yet.
func New(bases ...string) (*Client, error) {
	c := &Client{
		http: &http.Client{}, reading: 10 * time.Second, working: 30 * time.Second, waiting: 2 * time.Minute,
		stalled: time.Minute, look: 100 * time.Millisecond,
	}
	for _, base := range bases {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%q is not the address of an API: want http://HOST:PORT", base)
		}
		c.bases = append(c.bases, strings.TrimSuffix(base, "/"))
	}
	if len(c.bases) == 0 {
		return nil, errors.New("no address of an API is given: want http://HOST:PORT")
	}
	return c, nil
}

// Base returns the URL that answered last: the first one before any has.
func (c *Client) Base() string { return c.bases[c.current.Load()] }

// Error is a refusal by the node. Code is stable and meant for programs, Message for people.
type Error struct {
	HTTP    int // status of the answer
	Code    string
	Message string
	Advice  string // what to do; may be empty
}

// Error is the message, and what to do.
func (e *Error) Error() string {
	if e.Advice == "" {
		return e.Message
	}
	return e.Message + "; " + e.Advice
}

// ErrorCode returns Code.
func (e *Error) ErrorCode() string { return e.Code }

// UnreachableError says that there was no answer at all.
type UnreachableError struct {
	Base string // where; several with "; " in between
	Err  error
}

// Error says where nobody answered, and what to do.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("no node answers at %s (%v): start one with `peerz devnet`, or name one with --api", e.Base, e.Err)
}

// Unwrap is what the connection failed with.
func (e *UnreachableError) Unwrap() error { return e.Err }

// ErrorCode names the error for programs.
func (e *UnreachableError) ErrorCode() string { return "unreachable" }

// IsNotFound reports whether the node said that the thing asked for does not exist.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.HTTP == http.StatusNotFound
}

// isNotReady reports whether the node asked for patience.
func isNotReady(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.HTTP == http.StatusServiceUnavailable
}

// isStarting reports whether the node has no block to answer from yet.
func isStarting(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == "not_ready"
}

// isAccountFull reports whether as many transactions of the account wait as may.
func isAccountFull(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == "account_full"
}

// get asks for path and decodes the answer into out.
func (c *Client) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, c.reading, http.MethodGet, path, "", nil, out)
}

// post sends a JSON body.
func (c *Client) post(ctx context.Context, path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.do(ctx, c.working, http.MethodPost, path, "application/json", raw, out)
}

// do makes one request of the node that answered last, and of the others in turn while one does not
// answer, or has no block yet. Any request may be made twice: a transaction that a node has already
// gets the same answer.
func (c *Client) do(ctx context.Context, limit time.Duration, method, path, contentType string, body []byte, out any) error {
	first := int(c.current.Load())
	var where []string
	for i := range c.bases {
		at := (first + i) % len(c.bases)
		err := c.ask(ctx, limit, c.bases[at], request{method, path, contentType, body}, out)
		var away *UnreachableError
		switch last := i == len(c.bases)-1; {
		case errors.As(err, &away):
			if where = append(where, away.Base); last {
				return &UnreachableError{strings.Join(where, "; "), away.Err}
			}
		case isStarting(err) && !last:
		default:
			c.current.Store(int32(at))
			return err
		}
	}
	return nil // there is at least one
}

// A request is what a node is asked.
type request struct {
	method, path, contentType string
	body                      []byte
}

// ask makes a request of one node, which may take as long as limit.
func (c *Client) ask(ctx context.Context, limit time.Duration, base string, r request, out any) error {
	limited, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer within %s", limit))
	defer cancel()
	req, err := http.NewRequestWithContext(limited, r.method, base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return unreachable(ctx, limited, base, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return unreachable(ctx, limited, base, err)
	}
	if resp.StatusCode/100 != 2 {
		return refusal(resp.StatusCode, raw)
	}
	if raw2, ok := out.(*[]byte); ok {
		*raw2 = raw
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s%s is not an answer of a Peerz node: %w", base, r.path, err)
	}
	return nil
}

// unreachable tells a missing or silent node from a command that was stopped: the caller's ctx has
// ended then, while limited also ends when the request took too long.
func unreachable(ctx, limited context.Context, base string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var op *net.OpError
	switch {
	case limited.Err() != nil:
		err = context.Cause(limited)
	case errors.As(err, &op): // shorter: "connection refused" without the URL again
		err = op.Err
	}
	return &UnreachableError{Base: base, Err: err}
}

// refusal reads the API's error form; anything else is shown as it is, shortened.
func refusal(status int, raw []byte) error {
	var answer v1.Failure
	if json.Unmarshal(raw, &answer) == nil && answer.Error.Message != "" {
		return &Error{HTTP: status, Code: answer.Error.Name, Message: answer.Error.Message, Advice: answer.Error.Advice}
	}
	text := strings.TrimSpace(string(raw[:min(len(raw), 200)]))
	return &Error{HTTP: status, Code: "http", Message: fmt.Sprintf("the node answered %d: %s", status, text)}
}
