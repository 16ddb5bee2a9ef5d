package devnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// stopTime is how long a child may take to stop before it is killed.
const stopTime = 30 * time.Second

// child is one validator's process.
type child struct {
	index int
	cmd   *exec.Cmd
	leash io.Closer // its standard input: it stops when this ends
	log   *os.File
	done  chan struct{} // closed when the process is gone
	err   error         // how it ended; set before done is closed
}

// start runs this program as the node of a home. The child's standard input is a pipe that
// nobody writes to: the system closes it when this process is gone, even if it is killed,
// and the child stops itself then.
func start(index int, dir home.Dir) (*child, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	log, err := os.OpenFile(filepath.Join(string(dir), "node.log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("home %s is not writable: %w", dir, err)
	}
	cmd := exec.Command(program, "node", "start", "--home", string(dir), "--until-stdin-ends")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = ownGroup()
	leash, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start validator%d: %w", index, err), log.Close())
	}
	c := &child{index: index, cmd: cmd, leash: leash, log: log, done: make(chan struct{})}
	go func() {
		c.err = cmd.Wait()
		_ = log.Close()
		close(c.done)
	}()
	return c, nil
}

// stop lets go of the leash and waits for the end, which it forces after stopTime.
func (c *child) stop() error {
	_ = c.leash.Close()
	select {
	case <-c.done:
		return nil
	case <-time.After(stopTime):
		_ = c.cmd.Process.Kill()
		<-c.done
		return fmt.Errorf("validator%d did not stop in %s and was killed", c.index, stopTime)
	}
}

// vacant waits for a child that is still stopping because its parent was killed.
func vacant(ctx context.Context, dir home.Dir, note func(string, ...any)) error {
	err := idle(dir)
	if err != nil {
		note("%s is still in use; waiting for the end of the last run", dir)
	}
	for deadline := time.Now().Add(stopTime); err != nil && time.Now().Before(deadline); err = idle(dir) {
		if client.Pause(ctx, 50*time.Millisecond) != nil {
			return ctx.Err()
		}
	}
	return err
}

// runMany runs every validator as a process and watches over them.
func runMany(ctx context.Context, o Options, info Info) error {
	var children []*child
	stopAll := func() error {
		var errs []error
		for _, c := range children {
			_ = c.leash.Close() // all at once: none should wait for blocks of the others
		}
		for _, c := range children {
			errs = append(errs, c.stop())
		}
		return errors.Join(errs...)
	}
	ended := make(chan *child)
	for i := range info.Validators {
		dir := nodeHome(o.Home, info.Settings, i)
		if err := vacant(ctx, dir, o.Note); err != nil {
			return errors.Join(ignoreStop(ctx, err), stopAll())
		}
		c, err := start(i, dir)
		if err != nil {
			return errors.Join(err, stopAll())
		}
		children = append(children, c)
		go func() {
			<-c.done
			select {
			case ended <- c:
			case <-ctx.Done():
			}
		}()
	}
	return errors.Join(watch(ctx, o, info, ended), stopAll())
}

// watch waits for the first block, then for the end, and tells about children that die. The
// others go on: two thirds of the stake is enough for blocks.
func watch(ctx context.Context, o Options, info Info, ended <-chan *child) error {
	ready := make(chan error, 1)
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { ready <- firstBlock(waiting, info.API) }()
	started := false
	for alive := info.Validators; ; {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ready:
			if err != nil {
				return ignoreStop(ctx, err)
			}
			started = true
			o.Ready(info)
		case c := <-ended:
			alive--
			dir := nodeHome(o.Home, info.Settings, c.index)
			said := lastLine(filepath.Join(string(dir), "node.log"))
			if !started || alive == 0 {
				return fmt.Errorf("validator%d stopped (%v): %s", c.index, c.err, said)
			}
			o.Note("validator%d stopped (%v): %s; the other %d go on. Start it again with: peerz node start --home %s", c.index, c.err, said, alive, dir)
		}
	}
}

// firstBlock waits until a node has made a block since it was started.
func firstBlock(ctx context.Context, api string) error {
	c, err := client.New(api)
	if err != nil {
		return err
	}
	first := uint64(0)
	for known := false; ; {
		s, err := c.Status(ctx)
		if err == nil && known && s.Height > first {
			return nil
		}
		if err == nil && !known {
			first, known = s.Height, true
		}
		if err := client.Pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
}

func ignoreStop(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// lastLine returns the end of a log: what a process said before it died.
func lastLine(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "see " + path
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return fmt.Sprintf("%q (%s)", lines[len(lines)-1], path)
}
