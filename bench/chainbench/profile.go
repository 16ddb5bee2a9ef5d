package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// profileSeconds is how much of a round a profile covers, from its beginning.
const profileSeconds = 4

// debug restarts the devnet with its debug server on, three ports above the API.
func (c *child) debug(ctx context.Context) error {
	if err := c.stop(); err != nil {
		return err
	}
	path := filepath.Join(c.home, "config", "peerz.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	on := fmt.Appendf(nil, "\ndebug = \"127.0.0.1:%d\"", c.base+3)
	if err := os.WriteFile(path, bytes.Replace(text, []byte("\ndebug = \"\""), on, 1), 0o644); err != nil {
		return err
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	_, err = c.reach(ctx, 1)
	return err
}

// watch takes a profile of what follows, if one is wanted. The function that it returns waits
// for the end.
func (b *bench) watch(ctx context.Context, c *child, name string) func() error {
	if b.profile == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() { done <- b.takeProfile(ctx, c, name) }()
	return func() error { return <-done }
}

func (b *bench) takeProfile(ctx context.Context, c *child, name string) error {
	url := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", c.url(3), profileSeconds)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(b.profile, strings.NewReplacer(",", "", " ", "-").Replace(name)+".pprof"))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, resp.Body)
	return errors.Join(err, f.Close())
}
