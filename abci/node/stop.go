package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// How long a stop waits for requests under way, and for CometBFT.
const (
	drainTime = 5 * time.Second
	stopTime  = 20 * time.Second
	failTime  = 5 * time.Second // after a failure, when some of it may hang
)

// Stop ends the node in order: no new requests, no new blocks, then the stores.
// It can be called at any time after New, more than once.
func (n *Node) Stop() error {
	n.stopOnce.Do(func() {
		close(n.stopping)
		n.stopErr = errors.Join(n.stopServer(), n.stopComet())
		if n.stopErr == nil || n.failure.Load() == nil { // else what still runs would read closed stores
			n.stopErr = errors.Join(n.stopErr, n.release())
		}
		close(n.stopped)
	})
	return n.stopErr
}

func (n *Node) stopServer() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	var errs []error
	for _, srv := range []*http.Server{n.server, n.debugServer, n.ownerServer} {
		if srv != nil && srv.Shutdown(ctx) != nil {
			errs = append(errs, srv.Close()) // what does not drain in time is cut
		}
	}
	return errors.Join(errs...)
}

func (n *Node) stopComet() error {
	c := n.comet.Load()
	if c == nil || !c.IsRunning() {
		return nil
	}
	limit := stopTime
	if n.failure.Load() != nil {
		limit = failTime
	}
	return within(limit, "CometBFT", func() error { // after a failure it may hang in its own stop
		err := c.Stop()
		c.Wait()
		return err
	})
}

// release closes the stores. After a failure one of them may wait for a disk that
// never answers: then they end with the process, which they are made for.
func (n *Node) release() error {
	if n.failure.Load() == nil {
		return n.close()
	}
	return within(failTime, "the stores", n.close)
}

// within runs a part of the stop and gives up on it after a while.
func within(limit time.Duration, what string, stop func() error) error {
	done := make(chan error, 1)
	go func() { done <- stop() }()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("node: stop %s: %w", what, err)
		}
		return nil
	case <-time.After(limit):
		return fmt.Errorf("node: %s did not stop in %s", what, limit)
	}
}

// close releases what New opened, the newest first. Fields that are nil were
// never opened.
func (n *Node) close() error {
	var errs []error
	for _, ln := range []net.Listener{n.api, n.debug} {
		if ln != nil {
			errs = append(errs, ignoreClosed(ln.Close()))
		}
	}
	if n.scrubbed != nil {
		<-n.scrubbed
	}
	n.taking.Lock() // a snapshot under way ends early, since Stop has begun
	defer n.taking.Unlock()
	n.restoring.Lock()
	defer n.restoring.Unlock()
	errs = append(errs, shelf{n}.giveUp())
	if n.app != nil {
		n.app.Close()
	}
	if n.stores != nil {
		errs = append(errs, n.stores.Close())
	}
	if n.state != nil {
		errs = append(errs, n.state.Close())
	}
	if n.machine != nil {
		n.machine.Close() // compilations under way use the engine
	}
	if n.engine != nil {
		errs = append(errs, n.engine.Close())
	}
	if n.lock != nil {
		errs = append(errs, n.lock.release())
	}
	return errors.Join(errs...)
}
