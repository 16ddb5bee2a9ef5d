package main

import (
	"context"
	"debug/elf"
	"os"
	"os/exec"
	"time"
)

// binary looks at the program itself, and at what every command of it costs.
func (b *bench) binary(ctx context.Context) error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	file, err := elf.Open(b.program)
	if err != nil {
		return err
	}
	defer file.Close()
	needs, err := file.ImportedLibraries()
	if err != nil {
		return err
	}
	b.found.add("program/bytes", float64(info.Size()))
	b.found.add("program/libraries", float64(len(needs)))
	for range newcomers {
		began := time.Now()
		if err := exec.CommandContext(ctx, b.program, "version").Run(); err != nil {
			return err
		}
		b.found.add("program/version", float64(time.Since(began)))
	}
	return nil
}

// newcomers is how many fresh devnets are started for the figures of the start.
const newcomers = 5

// starts measures how long a newcomer waits, each time with a new folder.
func (b *bench) starts(ctx context.Context) error {
	for range newcomers {
		err := b.with(ctx, func(c *child) error {
			for height, name := range []string{"start/api", "start/block1", "start/block2"} {
				took, err := c.reach(ctx, uint64(height))
				if err != nil {
					return err
				}
				b.found.add(name, float64(took))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// idle measures a devnet with its default settings that nobody uses: blocks twice a second, an
// epoch every ten seconds.
func (b *bench) idle(ctx context.Context) error {
	pause := 20 * time.Second
	if b.full {
		pause = time.Minute
	}
	return b.with(ctx, func(c *child) error {
		if _, err := c.reach(ctx, 2); err != nil {
			return err
		}
		before, err := c.cpu()
		if err != nil {
			return err
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		after, err := c.cpu()
		if err != nil {
			return err
		}
		resident, err := c.resident()
		b.found.add("idle/resident", resident)
		b.found.add("idle/share", 100*float64(after-before)/float64(pause))
		return err
	})
}

// Empty blocks come as fast as a devnet makes them, and an epoch is longer than the
// measurement: the price of an epoch is that of its contracts, not of a block.
const (
	emptyBlocks = 1000
	emptyRounds = 3
)

// empty measures what a block costs that holds nothing.
func (b *bench) empty(ctx context.Context) error {
	return b.with(ctx, func(c *child) error {
		at := uint64(100) // past what a start costs
		before, err := c.snapshot(ctx, at)
		if err != nil {
			return err
		}
		for range emptyRounds {
			at += emptyBlocks
			now, err := c.snapshot(ctx, at)
			if err != nil {
				return err
			}
			b.found.add("empty/cpu", float64(now.cpu-before.cpu)/float64(now.height-before.height))
			b.found.add("empty/disk", float64(now.disk-before.disk)*emptyBlocks/float64(now.height-before.height))
			before = now
		}
		return nil
	}, "--block-time", "10ms", "--epoch", "1h")
}

// snapshot is what a devnet has used up to some height.
type snapshot struct {
	height uint64
	cpu    time.Duration
	disk   int64
}

// snapshot waits for a height and looks. The waiting costs the devnet little: two questions a
// second.
func (c *child) snapshot(ctx context.Context, height uint64) (s snapshot, err error) {
	for s.height < height {
		status, err := c.node.Status(ctx)
		if err == nil {
			s.height = status.Height
		}
		if err := sleep(ctx, 500*time.Millisecond); err != nil {
			return s, err
		}
	}
	if s.cpu, err = c.cpu(); err != nil {
		return s, err
	}
	s.disk, err = c.disk()
	return s, err
}
