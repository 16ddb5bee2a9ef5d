package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// profileSeconds is how much of a round a profile covers, from its beginning.
const profileSeconds = 4

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
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return err
	}
	path := filepath.Join(b.profile, strings.NewReplacer(",", "", " ", "-").Replace(name)+".pprof")
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	cmd := exec.CommandContext(ctx, c.program, "node", "profile", "cpu", path, "--home", c.home, "--seconds", strconv.Itoa(profileSeconds))
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("take a profile: %w: %s", err, said)
	}
	return nil
}
